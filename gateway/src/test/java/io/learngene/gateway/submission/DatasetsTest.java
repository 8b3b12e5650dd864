package io.learngene.gateway.submission;

import static org.assertj.core.api.Assertions.assertThat;

import io.learngene.contracts.Json;
import io.learngene.contracts.artefact.ArtefactRef;
import io.learngene.contracts.artefact.DatasetManifest;
import io.learngene.contracts.artefact.StoreKeys;
import io.learngene.contracts.family.DatasetSelection;
import io.learngene.engine.data.images.Dataset;
import io.learngene.engine.data.images.Preprocessing;
import io.learngene.engine.data.images.SyntheticShapes;
import io.learngene.gateway.config.Settings;
import io.learngene.runtime.store.FolderStore;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DatasetsTest {

    private static final String SHA256 = "a".repeat(64);

    @TempDir
    Path folder;

    private FolderStore store;
    private Datasets datasets;

    @BeforeEach
    void open() {
        store = new FolderStore(folder);
        store.prepare();
        datasets = new Datasets(
                new Manifests(store, new SimpleMeterRegistry()), Settings.of(Map.of()), InstantSource.system());
    }

    @ParameterizedTest
    @CsvSource({"128, 0.1", "23, 0.5", "11, 0.3", "15, 0.001", "40,"})
    void builtInImagesAreCountedAsAWorkerHasThem(int images, Double validation) {
        // Given
        Dataset all = SyntheticShapes.builtIn(images, 10, Preprocessing.whole(32));
        Dataset worker = validation == null ? all : all.holdingOut(validation, Preprocessing.whole(32));

        // When
        int counted = datasets.trainImages(
                new DatasetSelection("synthetic-shapes", null, null, null, images, 10, validation));

        // Then
        assertThat(counted).isEqualTo(worker.train().size());
    }

    @Test
    void builtInDatasetHasAsManyAsIsPublishedWhereNobodySaysHowMany() {
        // When / Then
        assertThat(datasets.trainImages(DatasetSelection.of("synthetic-shapes")))
                .isEqualTo(SyntheticShapes.builtIn(null, 10, Preprocessing.whole(32))
                        .train()
                        .size());
    }

    /** Held out of all: of 1, 5 and 30 images none, 1 and 6. */
    @ParameterizedTest
    @CsvSource({", , 36", "0.2, , 29", "0.2, 20, 20", "0.2, 35, 29", ", 20, 20"})
    void uploadedImagesAreCountedAfterThoseThatAreHeldOut(Double validation, Integer wanted, int counted) {
        // Given
        store.create(
                StoreKeys.datasetManifest("pets", SHA256),
                Json.write(new DatasetManifest(
                        "pets",
                        SHA256,
                        "zip",
                        new ArtefactRef("pets.zip", "datasets/pets/source", 10, SHA256),
                        new TreeMap<>(Map.of("cat", 1, "cow", 5, "dog", 30)),
                        new TreeMap<>(Map.of("cat", 1, "cow", 1, "dog", 1)),
                        null,
                        null,
                        Instant.EPOCH)));

        // When
        int images = datasets.trainImages(new DatasetSelection("pets", SHA256, null, null, wanted, null, validation));

        // Then
        assertThat(images).isEqualTo(counted);
    }
}
