package io.learngene.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.learngene.contracts.Json;
import io.learngene.contracts.Permanent;
import io.learngene.contracts.architecture.VitArchitecture;
import io.learngene.contracts.artefact.AncestorManifest;
import io.learngene.contracts.artefact.ArtefactRef;
import io.learngene.contracts.artefact.StoreKeys;
import io.learngene.contracts.recipe.Precision;
import io.learngene.engine.data.images.Dataset;
import io.learngene.engine.data.images.SyntheticShapes;
import io.learngene.engine.model.ModelFolder;
import io.learngene.engine.safetensors.SafetensorsWriter;
import io.learngene.engine.shape.NetworkSpec;
import io.learngene.engine.shape.RandomInitialisation;
import io.learngene.engine.torch.Torch;
import io.learngene.runtime.job.JobStoppedException;
import io.learngene.runtime.job.StopSignal;
import io.learngene.runtime.store.DamagedObjectException;
import io.learngene.runtime.store.FolderStore;
import io.learngene.runtime.store.LocalCache;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Ancestors of a folder store for a dataset of ten classes and 32 pixels. */
class StoredAncestorsFindTest {

    private static final Dataset DATA = SyntheticShapes.dataset(1, 20, 10);
    private static final VitArchitecture VIT = new VitArchitecture(32, 8, 16, 2, 1, 10, null, null, null);

    @TempDir
    Path folder;

    private FolderStore store;
    private StoredAncestors ancestors;
    private TestRun run;

    @BeforeEach
    void open() {
        store = new FolderStore(folder.resolve("store"));
        ancestors = new StoredAncestors(store, new LocalCache(store, folder.resolve("cache"), 1 << 20), false);
        run = new TestRun("f/work", "1", folder);
    }

    @Test
    void missingAncestorIsAPermanentFailureWithTheRemedy() {
        // When, Then
        assertThatThrownBy(() -> ancestors.find("gone", DATA, 1, run))
                .isInstanceOf(Permanent.class)
                .hasMessageContaining("'gone' is not in the store; add it, or ask for one to be trained");
    }

    @Test
    void positionEmbeddingOfALargerAncestorIsInterpolated() throws Exception {
        // Given
        put("larger", VIT.forDataset(10, 64), VIT.forDataset(10, 64));

        // When
        StoredAncestors.Found larger = ancestors.find("larger", DATA, 1, run);

        // Then
        assertThat(larger.architecture()).isEqualTo(VIT);
    }

    @Test
    void otherCropThanItsMakersIsToldWithTheField() throws Exception {
        // Given
        put("same", VIT, VIT);

        // When
        ancestors.find("same", DATA, 0.875, run);

        // Then
        assertThat(run.warnings())
                .singleElement()
                .asString()
                .contains("'same' is evaluated with crop_pct 0.875, its config.json says 1.0; set dataset.crop_pct");
    }

    @Test
    void sameCropIsNotTold() throws Exception {
        // Given
        put("same", VIT, VIT);

        // When
        ancestors.find("same", DATA, 1, run);

        // Then
        assertThat(run.warnings()).isEmpty();
    }

    @Test
    void ancestorOfOtherClassesIsAPermanentFailureAndNotFetched() throws IOException {
        // Given
        ArtefactRef weights = put("seven", VIT.forDataset(7, 32), VIT.forDataset(7, 32));

        // When, Then
        assertThatThrownBy(() -> ancestors.find("seven", DATA, 1, run))
                .isInstanceOf(Permanent.class)
                .hasMessageContaining("'seven' has 7 classes, the dataset has 10");
        assertThat(folder.resolve("cache").resolve(weights.sha256())).doesNotExist();
    }

    @Test
    void weightsThatAreOthersThanTheManifestSaysAreNotLoaded() throws IOException {
        // Given: weights that were changed in the store, and weights of another network
        ArtefactRef weights = put("damaged", VIT, VIT);
        store.put("damage", weights.key(), new byte[(int) weights.size()]);
        put("deeper", VIT.withDepth(2), VIT);

        // When, Then
        assertThatThrownBy(() -> load("damaged"))
                .isInstanceOf(DamagedObjectException.class)
                .hasMessageContaining(weights.key());
        assertThatThrownBy(() -> load("deeper"))
                .isInstanceOf(Permanent.class)
                .hasMessageContaining("missing: blocks.1.");
    }

    @Test
    void fetchingEndsWhenTheJobHasToStop() throws IOException {
        // Given
        put("same", VIT, VIT);
        run.stop().request(StopSignal.Reason.SHUTDOWN);

        // When, Then
        assertThatThrownBy(() -> load("same")).isInstanceOf(JobStoppedException.class);
    }

    @Test
    void ancestorThatNobodyAsksIsNotFetched() throws IOException {
        // Given
        ArtefactRef weights = put("same", VIT, VIT);
        store.delete(weights.key());

        // When
        StoredAncestors.Found found = ancestors.find("same", DATA, 1, run);

        // Then
        assertThat(found.manifest().accuracy()).isEqualTo(0.75);
    }

    private void load(String id) throws IOException {
        ancestors
                .find(id, DATA, 1, run)
                .loader()
                .load(Torch.cpu(), Precision.FP32)
                .close();
    }

    private static byte[] config(VitArchitecture shape) {
        return ModelFolder.config(shape, List.of(), 1).getBytes(StandardCharsets.UTF_8);
    }

    private ArtefactRef put(String id, VitArchitecture said, VitArchitecture stored) throws IOException {
        Path file = folder.resolve(id);
        SafetensorsWriter.write(file, RandomInitialisation.draw(NetworkSpec.of(stored), 3), Map.of("id", id));
        ArtefactRef weights = store.put("model.safetensors", StoreKeys.ancestor(id) + "model.safetensors", file);
        ArtefactRef config = store.put("config.json", StoreKeys.ancestor(id) + "config.json", config(said));
        AncestorManifest manifest = new AncestorManifest(id, said, weights, config, null, 0.75, Instant.EPOCH);
        store.put("manifest", StoreKeys.ancestorManifest(id), Json.write(manifest));
        return weights;
    }
}
