package io.learngene.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OwnerOnlyTest {

    @TempDir
    private Path folder;

    /** A folder in the file's place stands for a disk that is full. */
    @Test
    void fileThatCannotBeWrittenIsNamedAndLeavesNothingOfItself() throws IOException {
        // Given
        Path secret = Files.createDirectories(folder.resolve("secret/inside")).getParent();

        // When, Then
        assertThatThrownBy(() -> OwnerOnly.write(secret, "text"))
                .isInstanceOf(FileSystemException.class)
                .hasMessageContaining(secret.toString());
        try (Stream<Path> left = Files.list(folder)) {
            assertThat(left).containsExactly(secret);
        }
    }
}
