package io.learngene.local.command;

import static io.learngene.local.client.FakeGateway.of;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.learngene.contracts.Json;
import io.learngene.contracts.view.Estimate;
import io.learngene.local.client.FakeGateway;
import io.learngene.local.output.EstimateText;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What only a process of its own has: a locale, and signals. */
class ProcessTest {

    private static final FakeGateway.Answer STORED = of(201, "{\"sha256\": \"" + "ab".repeat(32) + "\"}");

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"UTF-8", "US-ASCII", "ISO-8859-1"})
    void classNamesAreSentAsTheyAreWhateverTextIsElse(String charset) throws Exception {
        // Given
        Path images = dataset("Bär", "猫");
        Map<String, String> environment =
                Map.of("LC_ALL", "C.UTF-8", "JAVA_TOOL_OPTIONS", "-Dfile.encoding=" + charset);
        try (FakeGateway gateway = new FakeGateway(STORED)) {
            // When
            Outcome outcome =
                    run(environment, "dataset", "add", "pets", images.toString(), "--gateway", gateway.address());

            // Then
            assertThat(outcome.code()).as(outcome.said()).isZero();
            assertThat(names(gateway.requests().get(0).body())).contains("train/Bär/0.png", "test/猫/1.png");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"C", "POSIX"})
    void classNamesThatTheLocaleHasNoLettersForAreRefusedAndNeverMerged(String locale) throws Exception {
        // Given: as long as each other, so that what replaces their letters is the same
        Path images = dataset("Bär", "Bör");
        try (FakeGateway gateway = new FakeGateway(STORED)) {
            // When
            Outcome outcome = run(
                    Map.of("LC_ALL", locale),
                    "dataset",
                    "add",
                    "pets",
                    images.toString(),
                    "--gateway",
                    gateway.address());

            // Then
            assertThat(outcome.code()).as(outcome.said()).isEqualTo(2);
            assertThat(outcome.said())
                    .contains("cannot be read as", "set LC_ALL=C.UTF-8")
                    .doesNotContain("\tat ");
            assertThat(gateway.requests()).isEmpty();
        }
    }

    @Test
    void linkToAFolderIsSentAsTheFolder() throws Exception {
        // Given
        Path link = Files.createSymbolicLink(folder.resolve("outside-link"), dataset("cat", "dog"));
        try (FakeGateway gateway = new FakeGateway(STORED)) {
            // When
            Outcome outcome = run(Map.of(), "dataset", "add", "pets", link.toString(), "--gateway", gateway.address());

            // Then
            assertThat(outcome.code()).as(outcome.said()).isZero();
            assertThat(names(gateway.requests().get(0).body()))
                    .contains("train/cat/0.png")
                    .hasSize(8);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"C", "C.UTF-8"})
    void classNamesInATarAreReadTheSameInEveryLocale(String locale) throws Exception {
        // Given: names as tar writes them, bytes without a word on what they mean
        Path archive = folder.resolve("outside.tar");
        Path images = dataset("Bär", "Bör");
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(Files.newOutputStream(archive), UTF_8.name());
                Stream<Path> all = Files.walk(images)) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                tar.putArchiveEntry(
                        new TarArchiveEntry(file, images.relativize(file).toString()));
                Files.copy(file, tar);
                tar.closeArchiveEntry();
            }
        }
        try (FakeGateway gateway = new FakeGateway(STORED)) {
            // When
            Outcome outcome = run(
                    Map.of("LC_ALL", locale),
                    "dataset",
                    "add",
                    "pets",
                    archive.toString(),
                    "--gateway",
                    gateway.address());

            // Then
            assertThat(outcome.code()).as(outcome.said()).isZero();
            assertThat(outcome.said()).contains("4 training and 4 test images in 2 classes");
        }
    }

    @Test
    void folderThatTheLocaleHasNoLettersForIsRefusedAndNoOtherIsMade() throws Exception {
        // Given
        Path state = folder.resolve("Zustände");

        // When
        Outcome argument = run(Map.of("LC_ALL", "C"), "up", "--state", state.toString());
        Outcome variable = run(Map.of("LC_ALL", "C", "FOUNDRY_HOME", state.toString()), "up");

        // Then
        for (Outcome outcome : List.of(argument, variable)) {
            assertThat(outcome.code()).as(outcome.said()).isEqualTo(2);
            assertThat(outcome.said()).contains("set LC_ALL=C.UTF-8").doesNotContain("\tat ");
        }
        try (Stream<Path> all = Files.list(folder)) {
            assertThat(all.map(each -> each.getFileName().toString())).allMatch(name -> name.matches("out\\d*"));
        }
    }

    @Test
    void emptyVariablesAreNotSet() throws Exception {
        // When
        Outcome outcome = run(Map.of("FOUNDRY_GATEWAY", "", "FOUNDRY_HOME", ""), "list", "--state", folder.toString());

        // Then
        assertThat(outcome.code()).as(outcome.said()).isEqualTo(3);
        assertThat(outcome.said()).contains("no stack runs on " + folder, "foundry up --detach");
    }

    @Test
    void requestMayComeFromStandardInputAndStandardOutputMayBeClosed() throws Exception {
        // Given: as a cron job or a shell with >&- runs it
        Path request = Files.writeString(folder.resolve("outside.yaml"), "dataset: pets\n");
        Path out = Files.createTempFile(folder, "out", "");
        Estimate nothing = new Estimate(List.of(), 0.0, 0.0, 0, false);
        String estimate = new String(Json.write(nothing), UTF_8);
        try (FakeGateway gateway = new FakeGateway(of(200, estimate), of(202, "{\"family\": \"f-1\"}"))) {
            List<String> command = new ArrayList<>(List.of("sh", "-c", "exec \"$0\" \"$@\" >&-"));
            command.addAll(command("submit", "/dev/stdin", "--gateway", gateway.address()));

            // When
            Process process = builder(Map.of(), out, command)
                    .redirectInput(request.toFile())
                    .start();

            // Then
            assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
            assertThat(process.exitValue()).as(Files.readString(out)).isZero();
            assertThat(out).as("standard error").hasContent(EstimateText.of(nothing));
            assertThat(gateway.requests())
                    .extracting(FakeGateway.Request::text)
                    .containsExactly("dataset: pets\n", "dataset: pets\n");
        }
    }

    @Test
    void turkishAndArabicChangeNoWordAndNoFigure() throws Exception {
        // Given
        String families = "{\"families\": [], \"total\": 0}";
        String options = "-Duser.language=tr -Duser.country=TR -Duser.language.format=ar -Duser.country.format=EG";
        try (FakeGateway gateway = new FakeGateway(of(200, families))) {
            // When
            Outcome outcome =
                    run(Map.of("JAVA_TOOL_OPTIONS", options), "list", "--limit", "12", "--gateway", gateway.address());

            // Then
            assertThat(outcome.code()).as(outcome.said()).isZero();
            assertThat(gateway.requests().get(0).target()).isEqualTo("/families?size=12");
        }
    }

    /** Whether this process, and so every one that it starts, was started with SIGINT (2) ignored: proc(5), SigIgn. */
    private static boolean interruptsAreIgnored() throws IOException {
        return Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith("SigIgn:"))
                .anyMatch(line -> (Long.parseUnsignedLong(line.substring(7).strip(), 16) & 1 << 1) != 0);
    }

    @Test
    void interruptedWatchEndsItsLineAndSaysThatTheWorkGoesOn() throws Exception {
        // Given
        assumeFalse(
                interruptsAreIgnored(),
                "a build in the background ignores SIGINT, and so do the commands that it starts");
        String view = "{\"family\":\"f-1\",\"state\":\"running\",\"jobs\":[],\"descendants\":[]}";
        FakeGateway.Answer open = exchange -> {
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody().write(("event:family\ndata:" + view + "\n\n").getBytes(UTF_8));
            exchange.getResponseBody().flush();
        };
        try (FakeGateway gateway = new FakeGateway(open)) {
            Path out = Files.createTempFile(folder, "out", "");
            Process watch = start(Map.of(), out, "watch", "f-1", "--gateway", gateway.address());
            try {
                await().atMost(Duration.ofMinutes(1))
                        .until(() -> !gateway.requests().isEmpty());

                // When
                new ProcessBuilder("kill", "-INT", Long.toString(watch.pid()))
                        .start()
                        .waitFor();

                // Then
                assertThat(watch.waitFor(1, TimeUnit.MINUTES)).isTrue();
                assertThat(watch.exitValue()).isEqualTo(130);
                assertThat(Files.readString(out)).contains("the work goes on without it", "foundry watch f-1");
            } finally {
                watch.destroyForcibly();
            }
        }
    }

    private record Outcome(int code, String said) {}

    private Outcome run(Map<String, String> environment, String... arguments) throws Exception {
        Path out = Files.createTempFile(folder, "out", "");
        Process process = start(environment, out, arguments);
        try {
            assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
        } finally {
            process.destroyForcibly();
        }
        return new Outcome(process.exitValue(), Files.readString(out));
    }

    private static Process start(Map<String, String> environment, Path out, String... arguments) throws IOException {
        return builder(environment, out, command(arguments)).start();
    }

    private static List<String> command(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Dfoundry.root=" + Path.of("../..").toRealPath(),
                "-cp",
                System.getProperty("java.class.path"),
                Foundry.class.getName()));
        command.addAll(List.of(arguments));
        return command;
    }

    private static ProcessBuilder builder(Map<String, String> environment, Path out, List<String> command) {
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(out.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("LC_") || name.startsWith("FOUNDRY_"));
        // Where nobody has signed in.
        builder.environment()
                .put("XDG_CONFIG_HOME", out.resolveSibling("config").toString());
        builder.environment().putAll(environment);
        return builder;
    }

    private Path dataset(String... classes) throws IOException {
        Path images = Files.createDirectories(folder.resolve("outside"));
        for (String split : List.of("train", "test")) {
            for (String name : classes) {
                Path of = Files.createDirectories(images.resolve(split).resolve(name));
                for (int i = 0; i < 2; i++) {
                    ImageIO.write(
                            new BufferedImage(4, 4, BufferedImage.TYPE_INT_RGB),
                            "png",
                            of.resolve(i + ".png").toFile());
                }
            }
        }
        return images;
    }

    private static List<String> names(byte[] tar) throws IOException {
        List<String> names = new ArrayList<>();
        try (TarArchiveInputStream in = new TarArchiveInputStream(new ByteArrayInputStream(tar), UTF_8.name())) {
            for (TarArchiveEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                names.add(entry.getName());
            }
        }
        return names;
    }
}
