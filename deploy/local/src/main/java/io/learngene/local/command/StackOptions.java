package io.learngene.local.command;

import io.learngene.stack.Repository;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Which stack is meant. */
final class StackOptions {

    @Option(
            names = "--state",
            paramLabel = "FOLDER",
            description = "Folder of the local stack (default: FOUNDRY_HOME, or .foundry in the project).")
    private Path state;

    Path state() {
        if (state != null) {
            return state.toAbsolutePath();
        }
        String home = System.getenv("FOUNDRY_HOME");
        return home != null ? Path.of(home).toAbsolutePath() : Repository.root().resolve(".foundry");
    }
}
