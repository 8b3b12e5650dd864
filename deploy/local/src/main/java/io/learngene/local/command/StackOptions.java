package io.learngene.local.command;

import io.learngene.local.client.FoundryException;
import io.learngene.local.client.Names;
import io.learngene.stack.Repository;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Which stack is meant. */
final class StackOptions {

    @Option(
            names = "--state",
            paramLabel = "FOLDER",
            description = "Folder of the local stack (default: FOUNDRY_HOME, or .foundry in the project).")
    private Path state;

    /**
     * {@return the folder, which may not exist yet}
     *
     * @throws FoundryException if it cannot be one
     */
    Path state() {
        if (state != null) {
            return folder("--state", state);
        }
        String home = environment("FOUNDRY_HOME");
        if (home == null) {
            return Repository.root().resolve(".foundry");
        }
        Names.require(home);
        return folder("FOUNDRY_HOME", Path.of(home));
    }

    /**
     * @param name name of a variable
     * @return its value; null if it is not set, or empty, which is how shells take it back
     */
    static String environment(String name) {
        String value = System.getenv(name);
        return value == null || value.isBlank() ? null : value;
    }

    static Path folder(String option, Path given) {
        if (given.toString().isBlank() || Files.exists(given) && !Files.isDirectory(given)) {
            throw new FoundryException(FoundryException.USAGE, option + ": '" + given + "' is no folder");
        }
        return given.toAbsolutePath();
    }
}
