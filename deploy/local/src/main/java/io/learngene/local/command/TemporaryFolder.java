package io.learngene.local.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** A folder that goes with all its files when it is closed. */
record TemporaryFolder(Path path) implements AutoCloseable {

    TemporaryFolder() throws IOException {
        this("foundry-bench");
    }

    /**
     * @param name how its name begins
     */
    TemporaryFolder(String name) throws IOException {
        this(Files.createTempDirectory(name));
    }

    @Override
    public void close() throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.walk(path)) {
            files = all.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path file : files) {
            Files.delete(file);
        }
    }
}
