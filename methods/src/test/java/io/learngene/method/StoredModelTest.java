package io.learngene.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.learngene.contracts.Json;
import io.learngene.contracts.architecture.ModelArchitecture;
import io.learngene.contracts.architecture.ResNetArchitecture;
import io.learngene.contracts.architecture.VitArchitecture;
import io.learngene.contracts.artefact.AncestorManifest;
import io.learngene.contracts.artefact.ArtefactRef;
import io.learngene.contracts.artefact.ModelManifest;
import io.learngene.contracts.artefact.StoreKeys;
import io.learngene.engine.safetensors.SafetensorsWriter;
import io.learngene.engine.safetensors.TensorSource;
import io.learngene.engine.shape.NetworkSpec;
import io.learngene.engine.shape.RandomInitialisation;
import io.learngene.engine.tensor.Tensor;
import io.learngene.runtime.job.PermanentJobException;
import io.learngene.runtime.store.FolderStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StoredModelTest {

    private static final VitArchitecture SHAPE = new VitArchitecture(32, 8, 16, 2, 2, 2, null, null, null);
    private static final Map<String, Tensor> STORED = RandomInitialisation.draw(NetworkSpec.of(SHAPE), 5);

    @TempDir
    Path folder;

    private FolderStore store;
    private ArtefactRef weights;

    @BeforeEach
    void storeWeights() throws IOException {
        store = new FolderStore(folder.resolve("store"));
        store.prepare();
        Path file = folder.resolve("weights");
        SafetensorsWriter.write(file, STORED, Map.of());
        weights = store.put("model.safetensors", "weights", file);
    }

    /** An index decides what a logit means: the same names in another order are other classes. */
    @ParameterizedTest
    @CsvSource({"'cat,dog', true", "'dog,cat', false", "'cat,fox', false", "'cat,dog,eel', false"})
    void headStaysOnlyForTheSameClassesInTheSameOrder(String classes, boolean stays) throws IOException {
        // Given
        StoredModel model = ancestor(SHAPE, List.of("cat", "dog"));

        // When
        Map<String, Tensor> fitted = fitted(model, List.of(classes.split(",")));

        // Then
        assertThat(fitted.get("head.weight").equals(STORED.get("head.weight"))).isEqualTo(stays);
        assertThat(fitted.get("blocks.1.attn.qkv.weight")).isEqualTo(STORED.get("blocks.1.attn.qkv.weight"));
    }

    @ParameterizedTest
    @CsvSource({"'cat,dog', true", "'x,y', true", "'x,y,z', false"})
    void headOfUnknownClassesStaysForAsMany(String classes, boolean stays) throws IOException {
        // Given
        StoredModel model = ancestor(SHAPE, null);

        // When
        Map<String, Tensor> fitted = fitted(model, List.of(classes.split(",")));

        // Then
        assertThat(fitted.get("head.weight").equals(STORED.get("head.weight"))).isEqualTo(stays);
    }

    @Test
    void ancestorThatIsNoVisionTransformerIsAPermanentFailure() {
        // When, Then
        assertThatThrownBy(() -> ancestor(new ResNetArchitecture(32, 2, List.of(1), null, null, 8), null))
                .isInstanceOf(PermanentJobException.class)
                .hasMessageContaining("ancestor 'a': it is no Vision Transformer");
    }

    @Test
    void ancestorThatOnlyTeachesSaysWhatItHasAndWhereItIsTaken() {
        // When, Then
        assertThatThrownBy(() -> ancestor(ModernVits.LAYER_SCALE, null))
                .isInstanceOf(PermanentJobException.class)
                .hasMessageContaining("layer scale")
                .hasMessageContaining("name it as the ancestor of a family");
    }

    @Test
    void missingAncestorIsAPermanentFailureWithTheRemedy() {
        // When, Then
        assertThatThrownBy(() -> StoredModel.ancestor("gone", Artefacts.of(store)))
                .isInstanceOf(PermanentJobException.class)
                .hasMessageContaining("'gone' is not in the store; add it");
    }

    @Test
    void tunedModelWithoutItsFileOfWeightsIsAPermanentFailure() {
        // Given
        String key = tuned(List.of(new ArtefactRef("config.json", "config", 1, weights.sha256())));

        // When, Then
        assertThatThrownBy(() -> StoredModel.tuned(key, Artefacts.of(store)))
                .isInstanceOf(PermanentJobException.class)
                .hasMessageContaining("model 'L02' has no weights");
    }

    @Test
    void tunedModelIsReadFromTheFileThatHoldsItsWeights() throws IOException {
        // Given
        String key = tuned(List.of(new ArtefactRef("config.json", "config", 1, "0".repeat(64)), weights));

        // When
        StoredModel model = StoredModel.tuned(key, Artefacts.of(store));

        // Then
        assertThat(model.sha256()).isEqualTo(weights.sha256());
        assertThat(TensorSource.tensors(model.weights())).isEqualTo(STORED);
    }

    private Map<String, Tensor> fitted(StoredModel model, List<String> classes) throws IOException {
        VitArchitecture wanted = SHAPE.forDataset(classes.size(), 32);
        return TensorSource.tensors(model.fitted(new Initialiser.Wanted(wanted, classes, 42)));
    }

    private StoredModel ancestor(ModelArchitecture shape, List<String> classes) throws IOException {
        AncestorManifest manifest = new AncestorManifest("a", shape, weights, weights, classes, null, TestWorkshop.NOW);
        store.put("manifest", StoreKeys.ancestorManifest("a"), Json.write(manifest));
        return StoredModel.ancestor("a", Artefacts.of(store));
    }

    private String tuned(List<ArtefactRef> files) {
        ModelManifest model = TunedModels.of("f", "L02", SHAPE, List.of("cat", "dog"), files);
        String key = StoreKeys.modelManifest("f", TuneJob.MODELS, "L02");
        store.put("model.json", key, Json.write(model));
        return key;
    }
}
