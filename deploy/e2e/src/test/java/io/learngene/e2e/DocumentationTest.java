package io.learngene.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.learngene.contracts.view.FamilyView;
import io.learngene.local.client.GatewayClient;
import io.learngene.local.stack.RunningStack;
import io.learngene.stack.Repository;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs the commands of the documentation, file by file, in their order and as they stand there. */
class DocumentationTest {

    private static final Pattern BLOCK = Pattern.compile("```(console|yaml)\n(.*?)```", Pattern.DOTALL);
    private static final Pattern FILE_NAME = Pattern.compile("`(\\w+\\.yaml)`");

    /**
     * Beginnings of what is too long for a test, which CI's script runs or which are the measurements whose figures are committed;
     * and of what {@link CommandLineTest} and {@link ComparisonTest} run as it is written here.
     */
    private static final List<String> RUN_ELSEWHERE = List.of(
            "./foundry demo",
            "./mvnw verify",
            "./foundry dataset add cifar10 ",
            "./foundry bench data ",
            "./foundry bench distill ",
            "./foundry bench jobs ",
            "./foundry bench train ",
            "./foundry compare compare.yaml ",
            "./foundry compare examples/compare-cifar10.yaml ",
            "./foundry compare examples/compare-learngenes.yaml ",
            "./foundry compare examples/compare-patch4.yaml ",
            "./foundry compare examples/compare-seeds.yaml ",
            "./foundry compare examples/compare-xavier.yaml ");

    private static final String FIRST_RUN = "pets.yaml";

    /** What an ancestor and a distillation of few images take by default are minutes. */
    private static final String FEW_STEPS =
            "ancestor: {train: {training: {epochs: 10}}}\ndistillation: {training: {epochs: 10}}\n";

    /** A stack takes long to start: it is stopped once, after everything. */
    private static final String DOWN = "./foundry down";

    @TempDir
    private Path folder;

    private Path state;
    private String family = "demo-00000000";

    @Test
    void everyCommandOfTheDocumentationDoesWhatItSays() throws Exception {
        // Given
        state = Files.createDirectories(folder.resolve("state"));
        CommandLine.useFreePorts(state);
        Path examples = Files.createDirectories(folder.resolve("examples"));
        Files.write(examples.resolve("demo.yaml"), Stack.tiny(java.util.Map.of()));
        Pictures.zip(folder.resolve("pets.zip"), List.of("cat", "dog", "fish"), 20);
        List<Path> documents = new ArrayList<>(List.of(Repository.root().resolve("README.md")));
        try (Stream<Path> docs = Files.list(Repository.root().resolve("docs"))) {
            docs.filter(d -> d.toString().endsWith(".md")).sorted().forEach(documents::add);
        }
        int ran = 0;
        try {
            for (Path document : documents) {
                // When
                ran += run(document, Files.readString(document));
            }

            execute(DOWN, DOWN);

            // Then
            assertThat(ran).isGreaterThan(8);
        } finally {
            new CommandLine(state).run("down");
        }
    }

    private int run(Path document, String text) throws Exception {
        // What is shown as a file is there before the commands that need it.
        Matcher blocks = BLOCK.matcher(text);
        while (blocks.find()) {
            Matcher name = FILE_NAME.matcher(text.substring(0, blocks.start()));
            String file = null;
            while (name.find()) {
                file = name.group(1);
            }
            if (blocks.group(1).equals("yaml") && file != null) {
                Files.writeString(
                        folder.resolve(file), file.equals(FIRST_RUN) ? blocks.group(2) + FEW_STEPS : blocks.group(2));
            }
        }
        int ran = 0;
        blocks = BLOCK.matcher(text);
        while (blocks.find()) {
            if (blocks.group(1).equals("yaml")) {
                continue;
            }
            for (String line : blocks.group(2).strip().split("\n")) {
                if (!line.equals(DOWN) && RUN_ELSEWHERE.stream().noneMatch((line + " ")::startsWith)) {
                    execute(document.getFileName() + ": " + line, line.replace("FAMILY", family));
                    ran++;
                }
            }
        }
        return ran;
    }

    private void execute(String what, String line) throws Exception {
        if (line.startsWith("curl")) {
            curl(what, line);
        } else {
            foundry(what, line);
        }
        // Families that were only to be submitted would be trained to their end beside all that follows.
        RunningStack.find(state).ifPresent(running -> Stack.cancelEverything(new GatewayClient(running.gateway())));
    }

    private void foundry(String what, String line) throws Exception {
        assertThat(line).as(what + ": a command this test can run").startsWith("./foundry ");
        List<String> arguments = List.of(line.substring("./foundry ".length()).split(" "));
        if (!Set.of("up", "down", "--help").contains(arguments.get(0))) {
            gateway();
        }
        CommandLine.Outcome outcome = new CommandLine(state, folder).run(arguments);
        assertThat(outcome.code())
                .as(what + "\n" + outcome.out() + outcome.err())
                .isZero();
        if (arguments.get(0).equals("submit")) {
            JsonNode families = new GatewayClient(gateway()).get("/families").get("families");
            family = families.get(0).get("family").asText();
        }
    }

    /** Any HTTP client would do; the document shows curl, so curl runs where it is installed. */
    private void curl(String what, String line) throws Exception {
        String gateway = gateway();
        Stack.await().until(() -> {
            FamilyView.State last = new GatewayClient(gateway).family(family).state();
            return last.terminal();
        });
        Process process = new ProcessBuilder(
                        "bash", "-c", line.replace("localhost:8080", gateway) + " --fail --max-time 60")
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("curl.out").toFile())
                .start();
        assertThat(process.waitFor(90, TimeUnit.SECONDS)).as(what).isTrue();
        assertThat(process.exitValue())
                .as(what + "\n" + Files.readString(folder.resolve("curl.out")))
                .isZero();
    }

    /** The documents may leave the stack down; what follows needs one. */
    private String gateway() throws IOException {
        if (RunningStack.find(state).isEmpty()) {
            new CommandLine(state, folder).run("up", "--detach").succeeded();
        }
        return RunningStack.find(state).orElseThrow().gateway();
    }
}
