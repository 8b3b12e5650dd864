package io.learngene.local.command;

import io.learngene.contracts.InvalidFieldException;
import io.learngene.engine.data.images.DatasetException;
import io.learngene.engine.torch.TorchUnavailableException;
import io.learngene.local.client.FoundryException;
import io.learngene.stack.StackException;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The command {@code foundry}. */
@Command(
        name = "foundry",
        mixinStandardHelpOptions = true,
        version = "Learngene Foundry 0.1.0",
        description = "Distils one large Vision Transformer into a learngene and makes models of any depth from it.",
        subcommands = {
            UpCommand.class,
            DownCommand.class,
            StatusCommand.class,
            DemoCommand.class,
            SubmitCommand.class,
            ListCommand.class,
            ShowCommand.class,
            WatchCommand.class,
            CancelCommand.class,
            ExpandCommand.class,
            GrowCommand.class,
            TuneCommand.class,
            DownloadCommand.class,
            ExportCommand.class,
            ReportCommand.class,
            RerunCommand.class,
            DatasetCommand.class,
            AncestorCommand.class,
            BenchCommand.class
        },
        footer = {
            "",
            "Exit codes: 0 done; 1 the work failed or was cancelled; 2 the command or a request is wrong;",
            "            3 the stack does not run or does not answer.",
            "",
            "First steps:  foundry demo",
            "              foundry up --detach; foundry submit examples/demo.yaml --wait; foundry down"
        })
public final class Foundry {

    private Foundry() {}

    /**
     * @param args command and options
     */
    public static void main(String[] args) {
        System.exit(commandLine().execute(args));
    }

    /** {@return the command line with its error handling} */
    static CommandLine commandLine() {
        CommandLine line = new CommandLine(new Foundry());
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setExecutionExceptionHandler((e, command, parsed) -> {
            int code = code(e);
            command.getErr().println("foundry: " + (e.getMessage() == null ? e.toString() : e.getMessage()));
            if (code == CommandLine.ExitCode.SOFTWARE) {
                e.printStackTrace(command.getErr());
            }
            return code;
        });
        return line;
    }

    private static int code(Exception e) {
        if (e instanceof FoundryException known) {
            return known.exitCode();
        }
        if (e instanceof InvalidFieldException || e instanceof DatasetException) {
            return FoundryException.USAGE;
        }
        if (e instanceof StackException || e instanceof TorchUnavailableException) {
            return FoundryException.UNREACHABLE;
        }
        return CommandLine.ExitCode.SOFTWARE;
    }
}
