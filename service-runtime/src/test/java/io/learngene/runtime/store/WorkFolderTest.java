package io.learngene.runtime.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkFolderTest {

    @TempDir
    Path folder;

    @Test
    void folderOfAnotherProcessIsRefused() {
        // Given
        try (WorkFolder other = WorkFolder.at(folder.resolve("work"))) {
            // When // Then
            assertThatThrownBy(() -> WorkFolder.at(other.path()))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("foundry.worker.directory: " + other.path())
                    .hasMessageContaining("another process");
        }
    }

    @Test
    void nextWorkerOfAMachineTakesTheNextFolder() {
        // Given
        try (WorkFolder first = WorkFolder.below(folder, "tuner");
                // When
                WorkFolder second = WorkFolder.below(folder, "tuner")) {
            // Then
            assertThat(first.path()).isEqualTo(folder.resolve("tuner"));
            assertThat(second.path()).isEqualTo(folder.resolve("tuner-2"));
        }
    }

    @Test
    void folderIsFreeWhenItsProcessEnds() {
        // Given
        WorkFolder.below(folder, "tuner").close();

        // When
        try (WorkFolder next = WorkFolder.below(folder, "tuner")) {
            // Then
            assertThat(next.path()).isEqualTo(folder.resolve("tuner"));
        }
    }
}
