package io.learngene.stack;

import java.io.PrintStream;
import java.util.Arrays;

/**
 * Kafka's broker, which formats its folder first where it is told how. One JVM does both: a second one takes longer to start than
 * there is to format.
 * {@code BrokerProgram PROPERTIES [ARGUMENTS OF THE FORMATTING...]}
 */
final class BrokerProgram {

    private BrokerProgram() {}

    /**
     * @param args file of settings, then what Kafka's storage tool is told; nothing if the folder is formatted
     * @throws ReflectiveOperationException if the class path is no broker's
     */
    public static void main(String[] args) throws ReflectiveOperationException {
        if (args.length > 1) {
            format(Arrays.copyOfRange(args, 1, args.length));
        }
        Class.forName("kafka.Kafka").getMethod("main", String[].class).invoke(null, (Object) new String[] {args[0]});
    }

    private static void format(String[] arguments) throws ReflectiveOperationException {
        Object code = Class.forName("kafka.tools.StorageTool")
                .getMethod("execute", String[].class, PrintStream.class)
                .invoke(null, arguments, System.out);
        if (!code.equals(0)) {
            // The tool has said why.
            System.exit(1);
        }
    }
}
