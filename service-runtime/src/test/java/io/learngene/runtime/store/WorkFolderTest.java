package io.learngene.runtime.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
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

    @Test
    void fileInPlaceOfTheFolderIsNamedWithTheRemedy() throws IOException {
        // Given
        Path file = Files.writeString(folder.resolve("work"), "notes");

        // When, Then
        assertThatThrownBy(() -> WorkFolder.at(file))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining(file.toString())
                .hasMessageContaining("set foundry.worker.directory");
        assertThat(file).hasContent("notes");
    }

    /** Who may write into a shared temporary folder would have this process open a file of another's choice. */
    @Test
    void lockThatIsALinkIsNotFollowed() throws IOException {
        // Given
        Path target = Files.writeString(folder.resolve("target"), "of somebody else");
        Path work = Files.createDirectories(folder.resolve("work"));
        Files.createSymbolicLink(work.resolve("foundry.lock"), target);

        // When, Then
        assertThatThrownBy(() -> WorkFolder.at(work)).isInstanceOf(UncheckedIOException.class);
        assertThat(target).hasContent("of somebody else");
    }

    @Test
    void whereNoFolderIsFreeTheRemedyIsSaid() {
        // Given
        List<WorkFolder> taken = IntStream.range(0, 100)
                .mapToObj(i -> WorkFolder.below(folder, "tuner"))
                .toList();

        // When, Then
        assertThatThrownBy(() -> WorkFolder.below(folder, "tuner"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining(folder.resolve("tuner").toString())
                .hasMessageContaining("set foundry.worker.directory");
        taken.forEach(WorkFolder::close);
    }

    @Test
    void gapThatAnEndedWorkerLeftIsFilledFirst() {
        // Given
        List<WorkFolder> taken = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            taken.add(WorkFolder.below(folder, "tuner"));
        }
        taken.remove(1).close();

        // When
        try (WorkFolder next = WorkFolder.below(folder, "tuner")) {
            // Then
            assertThat(next.path()).isEqualTo(folder.resolve("tuner-2"));
        }
        taken.forEach(WorkFolder::close);
    }

    @Test
    void whatTheWorkerBeforeLeftStays() throws IOException {
        // Given
        try (WorkFolder first = WorkFolder.at(folder.resolve("work"))) {
            Files.writeString(first.path().resolve("cached"), "bytes");
        }

        // When
        try (WorkFolder second = WorkFolder.at(folder.resolve("work"))) {
            // Then
            assertThat(second.path().resolve("cached")).hasContent("bytes");
        }
    }
}
