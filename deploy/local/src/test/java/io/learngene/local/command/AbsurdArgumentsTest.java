package io.learngene.local.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.learngene.local.client.FakeGateway;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** Every argument of every command, given what makes no sense. */
class AbsurdArgumentsTest {

    private static final List<String> ABSURD = List.of(
            "",
            " ",
            "-1",
            "1e9",
            "99999999999999999999",
            "a b",
            "..",
            "../..",
            "/",
            "a/b",
            "%",
            "=",
            ",",
            "http://",
            "\uFFFD",
            "\u0000",
            "x".repeat(5000));

    /** To look at; what is typed is run by another. */
    private static final CommandLine FOUNDRY = Foundry.commandLine();

    /** What is no value of any kind. */
    private static final List<String> NOTHING = List.of("", "\uFFFD", "\u0000");

    @TempDir
    private Path folder;

    static Stream<String> commands() {
        return names("", FOUNDRY).stream();
    }

    private static List<String> names(String name, CommandLine command) {
        Collection<CommandLine> below = command.getSubcommands().values();
        if (below.isEmpty()) {
            return List.of(name);
        }
        return below.stream()
                .flatMap(each -> names((name + " " + each.getCommandName()).strip(), each).stream())
                .toList();
    }

    // A stack that is started because nothing was refused would run for ever.
    @Timeout(value = 5, unit = TimeUnit.MINUTES)
    @ParameterizedTest
    @MethodSource("commands")
    void commandAnswersInOneLineWhateverItIsGiven(String command) throws IOException {
        // Given
        CommandLine line = named(command);
        try (FakeGateway gateway =
                new FakeGateway(FakeGateway.of(404, "{\"detail\": \"no such thing\", \"status\": 404}"))) {
            for (ArgSpec argument : line.getCommandSpec().args()) {
                if (argument.arity().max() == 0) {
                    continue;
                }
                for (String absurd : firstOf(argument).equals(command) ? ABSURD : NOTHING) {
                    List<String> typed = new ArrayList<>(List.of(command.split(" ")));
                    typed.addAll(arguments(line, argument, absurd, gateway));
                    if (mayMakeSense(command, argument, absurd)) {
                        continue;
                    }

                    // When
                    Typed outcome = Typed.run(typed.toArray(String[]::new));

                    // Then
                    assertThat(outcome.code())
                            .as("%s%n%s%s", typed, outcome.out(), outcome.err())
                            .isEqualTo(2);
                    assertThat(outcome.err().lines())
                            .as("%s%n%s", typed, outcome.err())
                            .hasSize(1);
                }
            }
            assertThat(files()).as("what it left behind").isEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("commands")
    void everyCommandHasHelp(String command) {
        // When
        Typed outcome = Typed.run((command + " --help").split(" ")).succeeded();

        // Then
        assertThat(outcome.out()).startsWith("Usage: foundry " + command);
    }

    /** {@return the first command that has this argument: all that have it share the code that reads it, and each try takes a while} */
    private static String firstOf(ArgSpec argument) {
        return commands()
                .filter(each -> named(each).getCommandSpec().args().stream()
                        .anyMatch(other -> other.userObject().equals(argument.userObject())))
                .findFirst()
                .orElseThrow();
    }

    private static CommandLine named(String command) {
        CommandLine line = FOUNDRY;
        for (String name : command.split(" ")) {
            line = line.getSubcommands().get(name);
        }
        return line;
    }

    /** What can be told only by doing it: a folder of any name, a device, a dataset of half the disk, who vouches for a gateway that is not asked. */
    private static boolean mayMakeSense(String command, ArgSpec argument, String absurd) {
        boolean path = argument.type() == Path.class;
        boolean device =
                argument instanceof OptionSpec option && option.longestName().equals("--device");
        boolean nobodyAsked = command.equals("logout")
                && argument instanceof OptionSpec option
                && option.longestName().equals("--ca-file");
        return device
                || nobodyAsked
                || path
                        && argument instanceof OptionSpec option
                        && option.longestName().equals("--state")
                        && !List.of("", " ", "\uFFFD", "\u0000").contains(absurd)
                || path
                        && command.equals("dataset add")
                        && List.of("/", "..", "../..").contains(absurd);
    }

    /** What the command needs, with one argument that is absurd. */
    private List<String> arguments(CommandLine command, ArgSpec absurd, String value, FakeGateway gateway) {
        List<String> typed = new ArrayList<>();
        for (ArgSpec each : command.getCommandSpec().args()) {
            boolean chosen = each == absurd;
            if (each instanceof OptionSpec option && option.arity().max() > 0) {
                if (chosen) {
                    typed.add(option.longestName() + "=" + value);
                } else if (option.longestName().equals("--gateway")) {
                    typed.add("--gateway=" + gateway.address());
                } else if (option.longestName().equals("--state")) {
                    typed.add("--state=" + folder);
                } else if (option.required()) {
                    typed.add(option.longestName() + "=" + PLAUSIBLE.get(option.longestName()));
                }
            } else if (each instanceof PositionalParamSpec) {
                if (chosen || each.required()) {
                    typed.add(chosen ? value : "thing");
                }
            }
        }
        return typed;
    }

    private static final Map<String, String> PLAUSIBLE =
            Map.of("--to", "dim=8", "--dataset", "pets", "--format", "torchscript");

    private List<Path> files() throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            return all.toList();
        }
    }
}
