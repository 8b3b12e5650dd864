package io.learngene.cluster;

import io.learngene.stack.Repository;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The services of an earlier version, built from the project's own history. Its images have a digest, today's have none. */
final class EarlierVersion {

    /** 2026-11-27, before runs left marks in the store and targets had widths; to be moved on when a newer one is what people come from. */
    private static final String COMMIT = "06a76f85d2158f71acecb71b591dc58510480d86";

    /** Of every image of it. */
    static final String DIGEST = "sha256:" + COMMIT + "0".repeat(24);

    private static final List<String> MODULES =
            List.of("gateway", "expander-service", "distiller-service", "tuner-service");

    private EarlierVersion() {}

    /**
     * Builds it, unless it was built before, which takes minutes. Skips the test where the history does not reach back so far.
     *
     * @return folder with a folder for each service, below which its application lies as after a build
     */
    static Path services() {
        Path root = Repository.root();
        try {
            Builds.run(root, List.of("git", "cat-file", "-e", COMMIT + "^{commit}"));
        } catch (IOException e) {
            Builds.skip("git does not have the commit " + COMMIT + " here: git fetch --unshallow");
        }
        return Builds.of("earlier-version", COMMIT.substring(0, 12), folder -> build(root, folder));
    }

    private static void build(Path root, Path folder) throws IOException {
        Path source = Files.createTempDirectory("earlier-version");
        Path archive = source.resolve("archive.tar");
        Builds.run(root, List.of("git", "archive", "--output=" + archive, COMMIT));
        Builds.run(source, List.of("tar", "--extract", "--file=" + archive));
        Builds.run(
                source,
                List.of(
                        "nice",
                        "-n",
                        "10",
                        "./mvnw",
                        "--quiet",
                        "package",
                        "-DskipTests",
                        "-Dspotless.check.skip",
                        "--projects=" + String.join(",", MODULES),
                        "--also-make"));
        for (String module : MODULES) {
            Path target = Files.createDirectories(folder.resolve(module).resolve("target"));
            Files.move(source.resolve(module).resolve("target/quarkus-app"), target.resolve("quarkus-app"));
        }
        Builds.run(source.getParent(), List.of("rm", "-rf", source.toString()));
    }
}
