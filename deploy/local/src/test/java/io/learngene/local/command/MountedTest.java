package io.learngene.local.command;

import static io.learngene.local.client.FakeGateway.of;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.learngene.local.client.FakeGateway;
import io.learngene.stack.SmallDisk;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Commands on file systems of their own: a disk that is full, a checkout that nobody can write. Only root may mount them. */
class MountedTest {

    private static final int DISK = 8 << 20;

    @TempDir
    private Path folder;

    private SmallDisk disk;
    private final List<Path> mounted = new ArrayList<>();

    @AfterEach
    void unmount() throws Exception {
        for (Path each : mounted) {
            run(Map.of(), "umount", each.toString());
        }
        if (disk != null) {
            disk.close();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"up", "up --detach"})
    void stackOnAFullDiskIsRefusedWithTheFolderAndTheRemedy(String command) throws Exception {
        // Given
        Path state = fullDisk(0).folder().resolve("state");
        String[] words = Stream.concat(Arrays.stream(command.split(" ")), Stream.of("--state", state.toString()))
                .toArray(String[]::new);

        // When
        Typed outcome = Typed.run(words);

        // Then
        outcome.failedWith(3);
        assertThat(outcome.err())
                .contains(state + " is full: 0 MB are free", "make room, or choose a folder on another disk");
        try (Stream<Path> left = Files.list(state)) {
            assertThat(left).isEmpty();
        }
    }

    @Test
    void downloadThatFillsTheDiskIsToldAndLeavesNothing() throws Exception {
        // Given
        Path full = fullDisk(1 << 20).folder();
        String view = "{\"family\": \"f-1\", \"state\": \"done\", \"jobs\": [], \"descendants\": []}";
        try (FakeGateway gateway = new FakeGateway(of(200, view + " ".repeat(2 << 20)))) {
            // When
            Typed outcome = Typed.run(
                    gateway,
                    "report",
                    "f-1",
                    "--to",
                    full.resolve("report.html").toString());

            // Then
            outcome.failedWith(1);
            assertThat(outcome.err()).contains("report.html", "the disk is full; make room on it");
        }
        try (Stream<Path> left = Files.list(full)) {
            assertThat(left).containsExactly(disk.filler());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/usr/lib/jvm/temurin-25-jdk-amd64"})
    void checkoutThatNobodyCanWriteRunsWhatIsBuilt(String jdk) throws Exception {
        // Given: classes that lie elsewhere, and are newer than the sources
        assumeTrue(jdk.isEmpty() || Files.isDirectory(Path.of(jdk)), jdk + " is not installed here");
        Path checkout = checkout();
        Path lib = Files.createDirectories(checkout.resolve("deploy/local/target/lib"));
        classPathIn(lib.resolve("elsewhere.jar"));
        Files.createFile(checkout.resolve("deploy/local/target/built"));
        readOnly(checkout);

        // When
        Outcome outcome = foundry(
                checkout, jdk, "list", "--state", folder.resolve("state").toString());

        // Then
        assertThat(outcome.code()).as(outcome.said()).isEqualTo(3);
        assertThat(outcome.said().lines()).singleElement().asString().startsWith("foundry: no stack runs on ");
        assertThat(folder.resolve("state")).doesNotExist();
    }

    @Test
    void checkoutThatNobodyCanWriteIsNotBuiltAndSaysWhereToBuild() throws Exception {
        // Given
        Path checkout = checkout();
        readOnly(checkout);

        // When
        Outcome outcome = foundry(checkout, "", "list");

        // Then
        assertThat(outcome.code()).as(outcome.said()).isEqualTo(3);
        assertThat(outcome.said().lines())
                .singleElement()
                .asString()
                .contains(checkout + " cannot be written", "./mvnw -DskipTests package");
    }

    private SmallDisk fullDisk(int free) {
        disk = SmallDisk.mount(folder.resolve("disk"), DISK).orElse(null);
        assumeTrue(disk != null, "whoever runs this may mount no file system");
        disk.fillUpTo(free);
        return disk;
    }

    private Path checkout() throws IOException {
        Path checkout = Files.createDirectories(folder.resolve("checkout"));
        Files.writeString(checkout.resolve("pom.xml"), "<project/>");
        Path script = Files.copy(Path.of("../../foundry"), checkout.resolve("foundry"));
        assertThat(script.toFile().setExecutable(true)).isTrue();
        return checkout;
    }

    private void readOnly(Path checkout) throws Exception {
        mount(checkout, "--bind", checkout.toString(), checkout.toString());
        assertThat(run(Map.of(), "mount", "-o", "remount,ro,bind", checkout.toString())
                        .code())
                .isZero();
    }

    /** The test's own class path: a pattern of jars takes no folders, and a manifest does. */
    private static void classPathIn(Path jar) throws IOException {
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes()
                .put(
                        Attributes.Name.CLASS_PATH,
                        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                                .map(entry -> Path.of(entry).toUri())
                                .map(URI::toString)
                                .collect(Collectors.joining(" ")));
        new JarOutputStream(Files.newOutputStream(jar), manifest).close();
    }

    private Outcome foundry(Path checkout, String jdk, String... arguments) throws Exception {
        String home = jdk.isEmpty() ? System.getProperty("java.home") : jdk;
        return run(
                Map.of("JAVA_HOME", home),
                Stream.concat(Stream.of(checkout.resolve("foundry").toString()), Arrays.stream(arguments))
                        .toArray(String[]::new));
    }

    private void mount(Path at, String... arguments) throws Exception {
        Outcome outcome = run(
                Map.of(),
                Stream.concat(Stream.of("mount"), Arrays.stream(arguments)).toArray(String[]::new));
        assumeTrue(outcome.code() == 0, "whoever runs this may mount no file system: " + outcome.said());
        mounted.add(at);
    }

    private record Outcome(int code, String said) {}

    private Outcome run(Map<String, String> environment, String... command) throws Exception {
        Path out = Files.createTempFile(folder, "out", "");
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(out.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("FOUNDRY_") || name.startsWith("JAVA_"));
        builder.environment().putAll(environment);
        Process process = builder.start();
        try {
            assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
        } finally {
            process.destroyForcibly();
        }
        return new Outcome(process.exitValue(), Files.readString(out));
    }
}
