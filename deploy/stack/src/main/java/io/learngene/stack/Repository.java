package io.learngene.stack;

import java.nio.file.Files;
import java.nio.file.Path;

/** Finds the built parts of the project from any folder inside it. */
public final class Repository {

    private Repository() {}

    /**
     * @return the top folder of the project: property {@code foundry.root}, or the nearest folder above the working
     *     directory that holds it
     * @throws StackException if there is none
     */
    public static Path root() {
        String given = System.getProperty("foundry.root");
        if (given != null) {
            return Path.of(given);
        }
        for (Path folder = Path.of("").toAbsolutePath(); folder != null; folder = folder.getParent()) {
            if (Files.isRegularFile(folder.resolve("deploy/broker/pom.xml"))) {
                return folder;
            }
        }
        throw new StackException("the project's folder was not found above "
                + Path.of("").toAbsolutePath() + "; start inside it, or give -Dfoundry.root=FOLDER");
    }

    static String libraries(String module) {
        Path lib = root().resolve("deploy").resolve(module).resolve("target/lib");
        if (!Files.isDirectory(lib)) {
            throw new StackException("the libraries of the " + module + " are missing; run ./mvnw -DskipTests package");
        }
        return lib + "/*";
    }
}
