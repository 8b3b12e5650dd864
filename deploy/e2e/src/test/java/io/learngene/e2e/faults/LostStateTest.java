package io.learngene.e2e.faults;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.learngene.contracts.Sha256;
import io.learngene.e2e.CommandLine;
import io.learngene.e2e.Stack;
import io.learngene.local.client.GatewayClient;
import io.learngene.local.stack.RunningStack;
import io.learngene.stack.Repository;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A stack whose state is lost; backup and restore are the commands of docs/operations.md as they stand there. */
@Tag("faults")
class LostStateTest {

    /** What the commands of the document keep, and with it the settings, which this stack needs for its ports. */
    private static final String KEPT = "broker store";

    @TempDir
    static Path folder;

    private static Path state;
    private static CommandLine foundry;

    @BeforeAll
    static void start() throws IOException {
        state = folder.resolve(".foundry");
        foundry = CommandLine.up(state, folder);
    }

    @AfterAll
    static void stop() {
        foundry.run("down");
    }

    @Test
    void whatWasBackedUpIsThereAfterTheStateWasLostAndWorkGoesOn() throws Exception {
        // Given
        GatewayClient client = client();
        String family = client.post("/families", "application/yaml", Stack.tiny(Map.of()))
                .get("family")
                .asText();
        Stack.await().until(() -> client.family(family).state().terminal());
        JsonNode families = foundry.run("list", "--json").succeeded().json();
        JsonNode shown = foundry.run("show", family, "--json").succeeded().json();
        Map<String, String> models = download(family, "before");
        List<String> backup = commands("Backup");
        List<String> restore = commands("Restore");
        // Both end with the same command, which is run once.
        assertThat(backup).last().isEqualTo(restore.get(restore.size() - 1));
        execute(backup.subList(0, backup.size() - 1));

        // When
        bash("rm -r .foundry");
        execute(restore);

        // Then
        assertThat(foundry.run("list", "--json").succeeded().json()).isEqualTo(families);
        assertThat(foundry.run("show", family, "--json").succeeded().json()).isEqualTo(shown);
        assertThat(download(family, "after")).isEqualTo(models).isNotEmpty();
        foundry.run("expand", family, "--depth", "6", "--wait").succeeded();
        assertThat(download(family, "more")).hasSizeGreaterThan(models.size());
    }

    private static GatewayClient client() {
        return new GatewayClient(RunningStack.find(state).orElseThrow().gateway());
    }

    /** {@return checksums of the files of all models, by path} */
    private static Map<String, String> download(String family, String to) throws IOException {
        foundry.run("download", family, "--to", to).succeeded();
        Map<String, String> checksums = new TreeMap<>();
        try (Stream<Path> files = Files.walk(folder.resolve(to)).filter(Files::isRegularFile)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                checksums.put(folder.resolve(to).relativize(file).toString(), Sha256.of(Files.readAllBytes(file)));
            }
        }
        return checksums;
    }

    /** {@return the first block of commands behind a word that stands at the beginning of a line} */
    private static List<String> commands(String word) throws IOException {
        Matcher block = Pattern.compile("^" + word + ".*?```shell\n(.*?)```", Pattern.DOTALL | Pattern.MULTILINE)
                .matcher(Files.readString(Repository.root().resolve("docs/operations.md")));
        assertThat(block.find()).as(word).isTrue();
        return List.of(block.group(1).strip().split("\n"));
    }

    private static void execute(List<String> commands) throws Exception {
        for (String line : commands) {
            if (line.startsWith("./foundry ")) {
                foundry.run(List.of(line.substring("./foundry ".length()).split(" ")))
                        .succeeded();
            } else {
                bash(line.replace(KEPT, KEPT + " foundry.properties"));
            }
        }
    }

    private static void bash(String line) throws Exception {
        Process process = new ProcessBuilder("bash", "-c", line)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("bash.out").toFile())
                .start();
        assertThat(process.waitFor(1, TimeUnit.MINUTES)).as(line).isTrue();
        assertThat(process.exitValue())
                .as(line + "\n" + Files.readString(folder.resolve("bash.out")))
                .isZero();
    }
}
