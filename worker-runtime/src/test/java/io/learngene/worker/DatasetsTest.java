package io.learngene.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.learngene.contracts.Json;
import io.learngene.contracts.Permanent;
import io.learngene.contracts.artefact.ArtefactRef;
import io.learngene.contracts.artefact.DatasetManifest;
import io.learngene.contracts.artefact.StoreKeys;
import io.learngene.contracts.family.DatasetSelection;
import io.learngene.engine.data.archive.DataProgress;
import io.learngene.engine.data.images.Dataset;
import io.learngene.engine.data.images.DatasetException;
import io.learngene.runtime.job.JobStoppedException;
import io.learngene.runtime.job.PermanentJobException;
import io.learngene.runtime.store.FolderStore;
import io.learngene.runtime.store.LocalCache;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DatasetsTest {

    private static final DataProgress SILENT = (done, total) -> {};

    @TempDir
    Path folder;

    private FolderStore store;
    private Datasets datasets;

    @BeforeEach
    void storeWithoutDatasets() {
        store = new FolderStore(folder.resolve("store"));
        datasets = new Datasets(store, new LocalCache(store, folder.resolve("cache"), 2 << 20));
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
                .isInstanceOf(DatasetException.class)
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

    @ParameterizedTest
    @ValueSource(ints = {8, 31, 64, 224})
    void builtInImagesHaveOneSizeAndTheRefusalSaysWhich(int imageSize) {
        // When, Then
        assertThatThrownBy(() -> datasets.open(synthetic(imageSize), SILENT))
                .isInstanceOf(Permanent.class)
                .hasMessageContaining("dataset.image_size: " + imageSize)
                .hasMessageContaining("is drawn at 32 pixels, leave it out");
    }

    @Test
    void shareOfTheTrainingImagesIsHeldOut() throws IOException {
        // Given
        DatasetSelection selection = new DatasetSelection(DatasetSelection.SYNTHETIC, null, 32, null, 100, 10, 0.2);

        // When
        Dataset dataset = datasets.open(selection, SILENT);

        // Then
        assertThat(dataset.train().size()).isEqualTo(80);
        assertThat(dataset.validation().size()).isEqualTo(20);
        assertThat(dataset.test().size()).isEqualTo(10);
    }

    @Test
    void missingDatasetIsAPermanentFailureThatNamesItAndTheRemedy() {
        // When, Then
        assertThatThrownBy(() -> datasets.open(missing(), SILENT))
                .isInstanceOf(Permanent.class)
                .hasMessageContaining("'flowers' with content 0000")
                .hasMessageContaining("add it again and submit again");
    }

    @Test
    void damagedArchiveIsAPermanentFailure() {
        // Given
        DatasetSelection broken = stored("no archive".getBytes(StandardCharsets.UTF_8));

        // When, Then
        assertThatThrownBy(() -> datasets.open(broken, SILENT)).isInstanceOf(Permanent.class);
    }

    @Test
    void classesAreKnownWithoutAnImageBeingOpened() throws IOException {
        // Given
        DatasetSelection unreadable = stored("no archive".getBytes(StandardCharsets.UTF_8));

        // When, Then
        assertThat(datasets.classes(unreadable)).containsExactly("cat", "dog");
        assertThat(datasets.classes(synthetic(32))).hasSize(10);
    }

    @Test
    void classOfBrokenImagesIsAPermanentFailureThatNamesTheDatasetAndCountsThem() throws IOException {
        // Given
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            for (String name : List.of("train/cat/1.png", "train/dog/1.png", "test/cat/1.png", "test/dog/1.png")) {
                zip.putNextEntry(new ZipEntry(name));
                if (name.contains("cat")) {
                    ImageIO.write(new BufferedImage(4, 4, BufferedImage.TYPE_INT_RGB), "png", zip);
                } else {
                    zip.write(1);
                }
            }
        }
        List<String> warnings = new ArrayList<>();
        DataProgress hearing = new DataProgress() {
            @Override
            public void images(long done, long total) {}

            @Override
            public void warning(String message) {
                warnings.add(message);
            }
        };

        // When, Then
        assertThatThrownBy(() -> datasets.open(stored(bytes.toByteArray()), hearing))
                .isInstanceOf(Permanent.class)
                .hasMessageMatching("class 'dog' of dataset 'flowers' has 1 (train|test) images, and all of them are"
                        + " broken; .*/dog/1.png: .*");
        assertThat(warnings).singleElement().asString().startsWith("2 broken images of dataset 'flowers' are skipped.");
    }

    @Test
    void fetchingGivesSignsOfLifeAndEndsWhenItIsToldTo() {
        // Given
        DatasetSelection large = stored(new byte[1 << 20]);
        DataProgress stopping = new DataProgress() {
            @Override
            public void images(long done, long total) {}

            @Override
            public void alive() {
                throw new JobStoppedException();
            }
        };

        // When, Then
        assertThatThrownBy(() -> datasets.open(large, stopping)).isInstanceOf(JobStoppedException.class);
    }

    private DatasetSelection stored(byte[] archive) {
        ArtefactRef source = store.put("source", "datasets/flowers/source", archive);
        SortedMap<String, Integer> images = new TreeMap<>(Map.of("cat", 2, "dog", 2));
        DatasetManifest manifest = new DatasetManifest(
                "flowers", source.sha256(), "zip", source, images, images, null, null, Instant.EPOCH);
        store.put("manifest", StoreKeys.datasetManifest("flowers", source.sha256()), Json.write(manifest));
        return new DatasetSelection("flowers", source.sha256(), 32, null, null, null);
    }

    private static DatasetSelection synthetic(int imageSize) {
        return new DatasetSelection(DatasetSelection.SYNTHETIC, null, imageSize, null, 20, 10);
    }

    private static DatasetSelection missing() {
        return new DatasetSelection("flowers", "0".repeat(64), 32, null, null, null);
    }
}
