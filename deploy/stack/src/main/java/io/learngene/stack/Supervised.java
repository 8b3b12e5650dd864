package io.learngene.stack;

import java.lang.reflect.InvocationTargetException;
import java.util.Arrays;
import java.util.Locale;

/**
 * Runs another program's main method, without the language of whoever started it, in a process that ends when its parent does,
 * even if the parent was killed:
 * {@code Supervised PARENT_PID MAIN_CLASS ARGUMENTS...}
 */
public final class Supervised {

    private Supervised() {}

    /**
     * @param args process id of the parent, main class, its arguments
     * @throws Exception what the program throws
     */
    public static void main(String[] args) throws Exception {
        // The programs turn numbers into names and names into others (Kafka's logs and groups), which are not these in
        // every
        // language. Options of the JVM cannot say it: an environment may give more of them, of several kinds.
        Locale.setDefault(Locale.ROOT);
        ProcessHandle parent = ProcessHandle.of(Long.parseLong(args[0])).orElse(null);
        if (parent == null) {
            return;
        }
        // Exit, not halt: the program's own shutdown hooks run, so a worker saves what it has.
        parent.onExit().thenRun(() -> System.exit(143));
        try {
            Class.forName(args[1]).getMethod("main", String[].class).invoke(null, (Object)
                    Arrays.copyOfRange(args, 2, args.length));
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof Exception cause) {
                throw cause;
            }
            throw e;
        }
    }
}
