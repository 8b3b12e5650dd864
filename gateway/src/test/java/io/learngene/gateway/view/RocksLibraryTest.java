package io.learngene.gateway.view;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Its program runs in a process of its own, because a library is loaded once. */
class RocksLibraryTest {

    @TempDir
    Path folder;

    /** Says what came of it. */
    static final class Loaded {
        public static void main(String[] args) {
            try {
                RocksLibrary.require();
                System.out.println("loaded");
            } catch (IllegalStateException e) {
                System.out.println(e.getMessage());
            }
        }
    }

    @Test
    void temporaryFolderFromWhichNothingCanBeLoadedIsNamedWithTheRemedy() throws Exception {
        // Given: no folder, which stands for a noexec mount as well
        Path file = Files.createFile(folder.resolve("file"));
        Path said = folder.resolve("said.txt");

        // When
        Process process = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Djava.io.tmpdir=" + file,
                        "-cp",
                        System.getProperty("java.class.path"),
                        Loaded.class.getName()))
                .redirectErrorStream(true)
                .redirectOutput(said.toFile())
                .start();

        // Then
        assertThat(process.waitFor()).isZero();
        assertThat(Files.readString(said))
                .contains("cannot be loaded from the temporary folder " + file)
                .contains("give -Djava.io.tmpdir a folder");
    }
}
