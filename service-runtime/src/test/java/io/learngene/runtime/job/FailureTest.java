package io.learngene.runtime.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.learngene.contracts.HeapAdvice;
import io.learngene.runtime.store.FullStoreException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class FailureTest {

    private static final Path WORK = Path.of("/var/work");
    private static final IOException FULL = new IOException("No space left on device");

    @Test
    void fullDiskOfAWorkerIsNamedWithTheRemedyHoweverDeepItLies() {
        // Given
        Exception direct = FULL;
        Exception wrapped = new UncheckedIOException("the images of pets cannot be laid down", FULL);

        // When / Then
        for (Exception each : new Exception[] {direct, wrapped}) {
            assertThat(Failure.describe(each, WORK))
                    .startsWith(each.getClass().getSimpleName() + ": " + each.getMessage())
                    .contains("the disk of the worker's folder /var/work is full; make room on it, or set"
                            + " foundry.worker.directory");
        }
    }

    @Test
    void fullStoreIsNoFullDiskOfTheWorker() {
        // Given
        Exception full =
                new FullStoreException("its disk is full", "the store could not write x: its disk is full", FULL);

        // When / Then
        assertThat(Failure.describe(full, WORK))
                .isEqualTo("FullStoreException: the store could not write x: its disk is full");
    }

    @Test
    void usedUpHeapNamesTheSettingOfItsProcess() {
        // Given
        System.setProperty(HeapAdvice.SETTING, "tuner.heap in foundry.properties, now 300m");
        try {
            // When
            String told = Failure.describe(new OutOfMemoryError("Java heap space"), WORK);

            // Then
            assertThat(told)
                    .startsWith("OutOfMemoryError: Java heap space")
                    .contains(
                            "give it a larger heap (tuner.heap in foundry.properties, now 300m)",
                            "let the job need less: smaller batches, images or models");
        } finally {
            System.clearProperty(HeapAdvice.SETTING);
        }
    }

    @Test
    void otherFailuresAreToldAsTheyAre() {
        assertThat(Failure.describe(new IllegalStateException("no such layer"), WORK))
                .isEqualTo("IllegalStateException: no such layer");
    }
}
