package io.learngene.cluster;

import io.learngene.stack.Repository;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/** Programs that Go builds from its registry of modules: the tools of a {@code go.mod} below {@code src/test/go}. */
final class GoPrograms {

    private static final Path MODULES = Repository.root().resolve("deploy/cluster-test/src/test/go");
    /** Nothing for debuggers; and a variable is set. */
    private static final String FLAGS = "-s -w -X ";

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
        require(module);
        Path source = MODULES.resolve(module);
        try {
            String version = Builds.run(source, List.of("go", "list", "-m", "-f", "{{.Version}}", name))
                    .strip();
            String set = variable + "=" + version;
            return Builds.of(
                    module, key(source, version() + FLAGS + set), folder -> build(source, folder + "/", set, "tool"));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot build " + module + ": " + e.getMessage(), e);
        }
    }

    /** Skips the test where there is no Go. */
    static void require(String what) {
        if (Builds.onPath("go").isEmpty()) {
            Builds.skip("Go is not installed, which builds " + what + "; on Debian: apt-get install golang");
        }
    }

    /** {@return the version of Go} */
    static String version() throws IOException {
        return Builds.run(MODULES, List.of("go", "env", "GOVERSION")).strip();
    }

    /**
     * Builds programs. Whoever waits for nothing but this leaves the machine to others meanwhile.
     *
     * @param source folder of the module
     * @param output file, or folder with a slash at its end
     * @param set a variable of the program and its value
     * @param what Go's name of the programs
     */
    static void build(Path source, String output, String set, String what) throws IOException {
        Builds.run(
                source,
                List.of(
                        "nice",
                        "-n",
                        "15",
                        "go",
                        "build",
                        "-p=2",
                        "-trimpath",
                        "-ldflags=" + FLAGS + set,
                        "-o",
                        output,
                        what));
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
}
