package io.learngene.gateway.quota;

import static org.assertj.core.api.Assertions.assertThat;

import io.learngene.contracts.project.Project;
import io.learngene.runtime.store.FolderStore;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoredBytesTest {

    private static final Project ACME = new Project("acme");

    @TempDir
    Path folder;

    private Instant now = Instant.EPOCH;

    @Test
    void eachProjectHasWhatLiesInItsFolderAndTheDefaultOneWhatLiesBeside() {
        // Given
        FolderStore store = store();
        store.put("x", "projects/acme/datasets/pets/a", new byte[10]);
        store.put("x", "projects/acme/jobs/pets-1/tune/L09/runs/1/x", new byte[5]);
        store.put("x", "projects/acme-2/datasets/pets/a", new byte[100]);
        store.put("x", "datasets/pets/a", new byte[1000]);
        StoredBytes bytes = new StoredBytes(store, () -> now);

        // When / Then
        assertThat(bytes.of(ACME)).isEqualTo(15);
        assertThat(bytes.of(Project.DEFAULT)).isEqualTo(1000);
        assertThat(bytes.of(new Project("nobody"))).isZero();
    }

    @Test
    void whatWasJustTakenInCountsAtOnceAndTheRestWithinAMinute() {
        // Given
        FolderStore store = store();
        StoredBytes bytes = new StoredBytes(store, () -> now);
        assertThat(bytes.of(ACME)).isZero();

        // When
        store.put("x", "projects/acme/datasets/pets/a", new byte[10]);
        store.put("x", "projects/acme/jobs/pets-1/tune/L09/runs/1/x", new byte[5]);
        bytes.add(ACME, 10);

        // Then
        assertThat(bytes.of(ACME)).isEqualTo(10);
        now = now.plusSeconds(60);
        assertThat(bytes.of(ACME)).isEqualTo(15);
    }

    private FolderStore store() {
        FolderStore store = new FolderStore(folder);
        store.prepare();
        return store;
    }
}
