package io.learngene.cluster;

import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What tests build once and keep in the user's cache, by what it was built of; and a word where it cannot be built. */
final class Builds {

    /** {@code true} makes a failure of what is otherwise skipped. */
    private static final String REQUIRED = "FOUNDRY_CLUSTER_REQUIRED";

    /** Something that takes minutes. */
    interface Build {

        /** Builds into an empty folder. */
        void into(Path folder) throws IOException;
    }

    private Builds() {}

    /**
     * Builds, unless that was done before.
     *
     * @param name of what is built; one process builds it at a time
     * @param key of what it is built of
     * @param build how
     * @return its folder
     */
    static Path of(String name, String key, Build build) {
        try {
            Path cache = Files.createDirectories(cache());
            Path built = cache.resolve(name + "-" + key);
            try (FileChannel channel = FileChannel.open(
                            cache.resolve(name + ".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                    FileLock lock = channel.lock()) {
                if (!Files.isDirectory(built)) {
                    Path partial = Files.createTempDirectory(cache, "partial");
                    build.into(partial);
                    Files.move(partial, built);
                }
                return built;
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot build " + name + ": " + e.getMessage(), e);
        }
    }

    /**
     * Runs a program to its end.
     *
     * @param folder where
     * @param command program and arguments
     * @return what it said
     * @throws IOException if it failed; with what it said
     */
    static String run(Path folder, List<String> command) throws IOException {
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

    private static Path cache() {
        String given = System.getenv("XDG_CACHE_HOME");
        Path caches =
                given == null || given.isBlank() ? Path.of(System.getProperty("user.home"), ".cache") : Path.of(given);
        return caches.resolve("learngene-foundry");
    }
}
