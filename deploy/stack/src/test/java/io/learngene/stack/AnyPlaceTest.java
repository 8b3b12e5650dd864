package io.learngene.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Broker and store of a project and a state folder with any name, in any language. Its program runs in a process of its own. */
public class AnyPlaceTest {

    /** No user of any list. */
    private static final int NAMELESS = 54_321;

    @TempDir
    private Path folder;

    /** Starts both on a state folder, and ends them. */
    public static final class Both {
        public static void main(String[] args) {
            Path state = Path.of(args[0]);
            try (ObjectStore store = ObjectStore.start(state, 0);
                    KafkaBroker broker = KafkaBroker.start(state, 0)) {
                System.out.println("ready " + store.endpoint() + " " + broker.bootstrapServers() + " as "
                        + System.getProperty("user.name"));
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "'ü #1 100%25 a,b\\u0041+', tr, TR",
        "plain, ar, EG",
    })
    void stackStartsWhereverItLiesAndWhateverLanguageIsSpoken(String name, String language, String country)
            throws Exception {
        // Given: the project and its state in folders of that name, and a user of few rights, without a home
        Path project = project(name);
        Path state = folder.resolve("states").resolve(name);

        // When
        String said = run(List.of(), project, state, "-Duser.language=" + language + " -Duser.country=" + country);

        // Then
        assertThat(said).contains("ready http://127.0.0.1");
        assertThat(entries(folder.resolve("states"))).containsExactly(state);
        assertThat(state.resolve("store/data")).isDirectory();
        try (Stream<Path> all = Files.walk(state.resolve("broker"))) {
            assertThat(all.map(file -> file.getFileName().toString()))
                    .contains("meta.properties")
                    .allMatch(file -> file.matches("[\\x20-\\x7e]+"));
        }
    }

    /** As in a container whose image knows no such user. */
    @Test
    void stackStartsForAUserThatTheMachineHasNoNameFor() throws Exception {
        // Given
        assumeTrue(System.getProperty("user.name").equals("root"), "only root can become another user");
        Path project = project("theirs");
        Path states = Files.createDirectories(folder.resolve("states"));
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.setAttribute(states, "unix:uid", NAMELESS);
        List<String> become = List.of("setpriv", "--reuid=" + NAMELESS, "--regid=" + NAMELESS, "--clear-groups");

        // When
        String said = run(become, project, states.resolve("state"), "");

        // Then
        assertThat(said).contains("ready http://127.0.0.1", " as ?");
        assertThat(entries(states)).containsExactly(states.resolve("state"));
    }

    @Test
    void folderThatNoClassPathCanHoldIsNamed() {
        // Given
        String lib = "/opt/a" + File.pathSeparator + "b/lib/*";
        JavaProcess.Command command = new JavaProcess.Command(
                "store", List.of(lib), "Main", List.of(), List.of(), Map.of(), folder.resolve("store.log"));

        // When
        // Then
        assertThatThrownBy(() -> JavaProcess.start(command))
                .isInstanceOf(StackException.class)
                .hasMessageContaining(lib)
                .hasMessageContaining("move the project");
    }

    private Path project(String name) throws IOException {
        Path project = Files.createDirectories(folder.resolve("project").resolve(name));
        copy(Path.of("target/classes"), project.resolve("deploy/stack/classes"));
        copy(Path.of("target/test-classes"), project.resolve("deploy/stack/test-classes"));
        for (String module : List.of("broker", "store")) {
            Path target = Files.createDirectories(
                    project.resolve("deploy").resolve(module).resolve("target"));
            Files.createSymbolicLink(
                    target.resolve("lib"),
                    Repository.root().resolve("deploy").resolve(module).resolve("target/lib"));
        }
        return project;
    }

    private static String run(List<String> become, Path project, Path state, String options)
            throws IOException, InterruptedException {
        Path classes = project.resolve("deploy/stack");
        Path out = Files.createTempFile(project, "out", ".txt");
        List<String> command = new ArrayList<>(become);
        command.addAll(List.of(
                "sh",
                "-c",
                "umask 077; ulimit -n 256; exec \"$0\" \"$@\"",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Dfoundry.root=" + project,
                "-cp",
                classes.resolve("classes") + File.pathSeparator + classes.resolve("test-classes"),
                Both.class.getName(),
                state.toString()));
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(out.toFile());
        // What the build itself was started with is not what this is about.
        builder.environment().remove("HOME");
        builder.environment().put("LC_ALL", "C.UTF-8");
        builder.environment().put("JAVA_TOOL_OPTIONS", options);
        Process process = builder.start();
        try {
            assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
        } finally {
            process.destroyForcibly();
        }
        return Files.readString(out);
    }

    private static List<Path> entries(Path folder) throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            return all.toList();
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> all = Files.walk(from)) {
            for (Path each : all.toList()) {
                Path copied = to.resolve(from.relativize(each).toString());
                if (Files.isDirectory(each)) {
                    Files.createDirectories(copied);
                } else {
                    Files.copy(each, copied);
                }
            }
        }
    }
}
