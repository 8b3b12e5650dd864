package io.learngene.stack;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs a program that is not Java's as the child of a supervised process, with which it ends: {@code ForeignProgram COMMAND...} */
public final class ForeignProgram {

    private static final int GRACE_SECONDS = 10;

    private final List<String> command;
    private Process program;
    private boolean ending;

    private ForeignProgram(List<String> command) {
        this.command = command;
    }

    /**
     * @param args the program and its arguments
     * @throws IOException if it cannot be started
     * @throws InterruptedException if this process is told to stop waiting
     */
    public static void main(String[] args) throws IOException, InterruptedException {
        ForeignProgram foreign = new ForeignProgram(List.of(args));
        Runtime.getRuntime().addShutdownHook(new Thread(foreign::end, "end the program"));
        System.exit(foreign.start().waitFor());
    }

    /** Whoever is told to end while it starts the program ends the program, too. */
    private synchronized Process start() throws IOException {
        if (ending) {
            throw new IOException("told to end before the program was started");
        }
        program = new ProcessBuilder(command).inheritIO().start();
        return program;
    }

    private synchronized void end() {
        ending = true;
        if (program == null) {
            return;
        }
        program.destroy();
        try {
            if (!program.waitFor(GRACE_SECONDS, TimeUnit.SECONDS)) {
                program.destroyForcibly();
            }
        } catch (InterruptedException e) {
            program.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
