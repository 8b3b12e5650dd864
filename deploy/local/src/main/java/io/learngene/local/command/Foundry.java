package io.learngene.local.command;

import io.learngene.local.client.FoundryException;
import io.learngene.local.client.Names;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The command {@code foundry}. */
@Command(
        name = "foundry",
        mixinStandardHelpOptions = true,
        version = "Learngene Foundry 0.1.0",
        description = "Distils one large Vision Transformer into a learngene and makes models of any depth from it.",
        footer = {
            "",
            "Exit codes: 0 done; 1 the work failed or was cancelled; 2 the command or a request is wrong;",
            "            3 the stack does not run or does not answer.",
            "",
            "First steps:  foundry demo",
            "              foundry up --detach; foundry submit examples/demo.yaml --wait; foundry down"
        })
public final class Foundry {

    private static final List<Class<?>> COMMANDS = List.of(
            UpCommand.class,
            DownCommand.class,
            StatusCommand.class,
            DemoCommand.class,
            SubmitCommand.class,
            CompareCommand.class,
            ListCommand.class,
            ShowCommand.class,
            WatchCommand.class,
            CancelCommand.class,
            RetryCommand.class,
            AuditCommand.class,
            DeadLettersCommand.class,
            DeleteCommand.class,
            CleanCommand.class,
            LoginCommand.class,
            LogoutCommand.class,
            KeyCommand.class,
            ProjectsCommand.class,
            ExpandCommand.class,
            GrowCommand.class,
            TuneCommand.class,
            DownloadCommand.class,
            ExportCommand.class,
            PredictCommand.class,
            EvaluateCommand.class,
            ReportCommand.class,
            RerunCommand.class,
            DatasetCommand.class,
            AncestorCommand.class,
            LearngeneCommand.class,
            BenchCommand.class,
            SoakCommand.class);

    private Foundry() {}

    /**
     * @param args command and options
     */
    public static void main(String[] args) {
        // Tables and names are the same in every language.
        Locale.setDefault(Locale.ROOT);
        System.exit(run(args));
    }

    /**
     * @param args command and options
     * @return exit code; what went wrong is told on one line, whatever it was
     */
    static int run(String... args) {
        CommandLine line = commandLine(args);
        try {
            for (String each : args) {
                Names.require(each);
            }
            return line.execute(args);
        } catch (FoundryException | Error e) {
            return Failure.tell(e, line.getErr());
        }
    }

    /**
     * @param args what was typed: of a command that is named first no other is made, since making all of them takes longer than most
     *     of them do
     * @return the command line with its error handling
     */
    static CommandLine commandLine(String... args) {
        CommandLine line = new CommandLine(new Foundry());
        List<Class<?>> named = COMMANDS.stream()
                .filter(each -> args.length > 0
                        && each.getAnnotation(Command.class).name().equals(args[0]))
                .toList();
        (named.isEmpty() ? COMMANDS : named).forEach(line::addSubcommand);
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setParameterExceptionHandler((e, arguments) -> Failure.tell(e));
        line.setExecutionExceptionHandler((e, command, parsed) -> Failure.tell(e, command.getErr()));
        return line;
    }
}
