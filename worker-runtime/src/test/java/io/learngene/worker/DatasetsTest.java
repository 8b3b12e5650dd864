package io.learngene.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.learngene.contracts.family.DatasetSelection;
import io.learngene.engine.data.archive.DataProgress;
import io.learngene.engine.data.images.Dataset;
import io.learngene.runtime.job.PermanentJobException;
import io.learngene.runtime.store.FolderStore;
import io.learngene.runtime.store.LocalCache;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatasetsTest {

    private static final DataProgress SILENT = (done, total) -> {};

    @TempDir
    Path folder;

    private Datasets datasets;

    @BeforeEach
    void storeWithoutDatasets() {
        FolderStore store = new FolderStore(folder.resolve("store"));
        datasets = new Datasets(store, new LocalCache(store, folder.resolve("cache"), 1 << 20));
    }

    @Test
    void datasetThatCannotBeOpenedTakesNothingFromTheOneBeforeIt() throws IOException {
        // Given
        DatasetSelection good = synthetic(32);
        datasets.open(good, SILENT);
        assertThatThrownBy(() -> datasets.open(missing(), SILENT)).isInstanceOf(PermanentJobException.class);

        // When
        Dataset again = datasets.open(good, SILENT);

        // Then
        assertThat(again.train().size()).isEqualTo(20);
    }

    @Test
    void wrongSizeForTheBuiltInImagesTakesNothingFromTheDatasetBeforeIt() throws IOException {
        // Given
        DatasetSelection good = synthetic(32);
        datasets.open(good, SILENT);
        assertThatThrownBy(() -> datasets.open(synthetic(64), SILENT))
                .isInstanceOf(PermanentJobException.class)
                .hasMessageContaining("dataset.image_size: 64");

        // When
        Dataset again = datasets.open(good, SILENT);

        // Then
        assertThat(again.test().size()).isEqualTo(10);
    }

    @Test
    void datasetStaysInMemoryForTheNextJob() throws IOException {
        // Given
        Dataset first = datasets.open(synthetic(32), SILENT);

        // When
        Dataset second = datasets.open(synthetic(32), SILENT);

        // Then
        assertThat(second).isSameAs(first);
    }

    private static DatasetSelection synthetic(int imageSize) {
        return new DatasetSelection(DatasetSelection.SYNTHETIC, null, imageSize, null, 20, 10);
    }

    private static DatasetSelection missing() {
        return new DatasetSelection("flowers", "0".repeat(64), 32, null, null, null);
    }
}
