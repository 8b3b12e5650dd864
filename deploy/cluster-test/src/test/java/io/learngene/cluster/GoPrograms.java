package io.learngene.cluster;

import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import io.learngene.stack.Repository;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Programs that Go builds from its registry of modules: the tools of a {@code go.mod} below {@code src/test/go}. What was built is kept
 * in the user's cache, by what it was built of.
 */
final class GoPrograms {

    /** {@code true} makes a failure of what is otherwise skipped. */
    static final String REQUIRED = "FOUNDRY_CLUSTER_REQUIRED";

    private static final Path MODULES = Repository.root().resolve("deploy/cluster-test/src/test/go");
    private static final int KEY = 16;

    private GoPrograms() {}

    /**
     * Builds them, unless they were built before: of Kubernetes that takes several minutes. Skips the test where there is no Go.
     *
     * @param module folder below {@code src/test/go}
     * @param name the module that they come from
     * @param variable Go's variable that a release of it is told its version by; a build from the registry alone would be of none
     * @return folder with the programs
     */
    static Path of(String module, String name, String variable) {
        if (onPath("go").isEmpty()) {
            skip("Go is not installed, which builds " + module + "; on Debian: apt-get install golang");
        }
        Path source = MODULES.resolve(module);
        try {
            String go = run(source, List.of("go", "env", "GOVERSION")).strip();
            String version = run(source, List.of("go", "list", "-m", "-f", "{{.Version}}", name))
                    .strip();
            String flags = "-s -w -X " + variable + "=" + version;
            Path cache = Files.createDirectories(cache());
            Path built = cache.resolve(module + "-" + key(source, go + flags));
            try (FileChannel channel = FileChannel.open(
                            cache.resolve(module + ".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                    FileLock lock = channel.lock()) {
                if (!Files.isDirectory(built)) {
                    build(source, built, flags);
                }
                return built;
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot build " + module + ": " + e.getMessage(), e);
        }
    }

    /**
     * Where the source of a module lies that programs are built of.
     *
     * @param module folder below {@code src/test/go}
     * @param name of the module that it needs
     * @return its folder
     */
    static Path source(String module, String name) {
        try {
            Path source = MODULES.resolve(module);
            return Path.of(run(source, List.of("go", "list", "-m", "-f", "{{.Dir}}", name))
                    .strip());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Ends the test with a word, as a failure where nothing may be skipped. */
    static void skip(String word) {
        if ("true".equals(System.getenv(REQUIRED))) {
            fail(word);
        }
        abort(word);
    }

    static Optional<Path> onPath(String program) {
        return Stream.of(Optional.ofNullable(System.getenv("PATH")).orElse("").split(File.pathSeparator))
                .filter(folder -> !folder.isBlank())
                .map(folder -> Path.of(folder, program))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** Whoever waits for nothing but this leaves the machine to others meanwhile. */
    private static void build(Path source, Path built, String flags) throws IOException {
        Path partial = Files.createTempDirectory(built.getParent(), "partial");
        run(
                source,
                List.of(
                        "nice",
                        "-n",
                        "15",
                        "go",
                        "build",
                        "-p=2",
                        "-trimpath",
                        "-ldflags=" + flags,
                        "-o",
                        partial + "/",
                        "tool"));
        Files.move(partial, built);
    }

    private static String run(Path folder, List<String> command) throws IOException {
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            if (process.waitFor() != 0) {
                throw new IOException(String.join(" ", command) + " in " + folder + ":\n" + said);
            }
        } catch (InterruptedException e) {
            process.destroy();
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while building");
        }
        return said;
    }

    private static String key(Path source, String version) throws IOException {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(version.getBytes(StandardCharsets.UTF_8));
            digest.update(Files.readAllBytes(source.resolve("go.mod")));
            digest.update(Files.readAllBytes(source.resolve("go.sum")));
            return HexFormat.of().formatHex(digest.digest()).substring(0, KEY);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    private static Path cache() {
        String given = System.getenv("XDG_CACHE_HOME");
        Path caches =
                given == null || given.isBlank() ? Path.of(System.getProperty("user.home"), ".cache") : Path.of(given);
        return caches.resolve("learngene-foundry");
    }
}
