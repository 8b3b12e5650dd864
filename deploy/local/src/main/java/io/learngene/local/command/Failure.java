package io.learngene.local.command;

import io.learngene.contracts.Permanent;
import io.learngene.engine.torch.TorchUnavailableException;
import io.learngene.local.client.FileTrouble;
import io.learngene.local.client.FoundryException;
import io.learngene.local.client.OneLine;
import io.learngene.stack.StackException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.InvalidPathException;
import java.util.List;
import picocli.CommandLine;

/** What a failed command says, and its exit code. */
final class Failure {

    /** Switches stack traces on, for whoever mends the program. */
    private static final String TRACE = "foundry.trace";

    private Failure() {}

    /**
     * @param e a command that is none
     * @return exit code
     */
    static int tell(CommandLine.ParameterException e) {
        CommandLine command = e.getCommandLine();
        List<String> meant =
                e instanceof CommandLine.UnmatchedArgumentException unmatched ? unmatched.getSuggestions() : List.of();
        command.getErr()
                .println("foundry: " + OneLine.of(e)
                        + (meant.isEmpty() ? "" : "; did you mean " + String.join(", ", meant) + "?") + "; see "
                        + command.getCommandSpec().qualifiedName() + " --help");
        return FoundryException.USAGE;
    }

    /**
     * @param e why a command failed
     * @param err hears of it
     * @return exit code
     */
    static int tell(Throwable e, PrintWriter err) {
        FoundryException known = known(e);
        err.println("foundry: " + known.getMessage());
        if (Boolean.getBoolean(TRACE)) {
            e.printStackTrace(err);
        }
        return known.exitCode();
    }

    private static FoundryException known(Throwable e) {
        if (e instanceof FoundryException foundry) {
            return foundry;
        }
        // What another attempt does not mend: the input is wrong.
        if (e instanceof Permanent || e instanceof InvalidPathException) {
            return new FoundryException(FoundryException.USAGE, OneLine.of(e));
        }
        // With the end of a log, whose lines are kept.
        if (e instanceof StackException) {
            return new FoundryException(FoundryException.UNREACHABLE, e.getMessage());
        }
        if (e instanceof TorchUnavailableException) {
            return new FoundryException(FoundryException.UNREACHABLE, OneLine.of(e));
        }
        if (e instanceof UncheckedIOException unchecked) {
            return FileTrouble.of(unchecked.getCause());
        }
        if (e instanceof IOException io) {
            return FileTrouble.of(io);
        }
        if (e instanceof OutOfMemoryError) {
            return new FoundryException(
                    FoundryException.FAILED,
                    "Java's memory is used up (" + OneLine.of(e) + "); give it more with FOUNDRY_JAVA_OPTIONS=-Xmx2g");
        }
        return new FoundryException(
                FoundryException.FAILED,
                e.getClass().getSimpleName() + (e.getMessage() == null ? "" : ": " + OneLine.of(e))
                        + "; this is a fault of the program, which FOUNDRY_JAVA_OPTIONS=-D" + TRACE + "=true traces");
    }
}
