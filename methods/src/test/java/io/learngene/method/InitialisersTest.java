package io.learngene.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.learngene.contracts.Json;
import io.learngene.contracts.architecture.VitArchitecture;
import io.learngene.contracts.artefact.ArtefactRef;
import io.learngene.contracts.artefact.ModelManifest;
import io.learngene.contracts.artefact.Origin;
import io.learngene.contracts.artefact.StoreKeys;
import io.learngene.contracts.recipe.WeightInit;
import io.learngene.engine.expansion.Expansion;
import io.learngene.engine.model.ModelFolder;
import io.learngene.engine.random.Seeds;
import io.learngene.engine.safetensors.DerivedFile;
import io.learngene.engine.safetensors.SafetensorsException;
import io.learngene.engine.safetensors.SafetensorsWriter;
import io.learngene.engine.safetensors.TensorSource;
import io.learngene.engine.shape.NetworkSpec;
import io.learngene.engine.shape.RandomInitialisation;
import io.learngene.engine.shape.WeightsException;
import io.learngene.engine.tensor.Tensor;
import io.learngene.method.sws.LearngeneOrigin;
import io.learngene.runtime.job.PermanentJobException;
import io.learngene.runtime.store.FolderStore;
import io.learngene.runtime.store.LocalCache;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** First weights as sources: in the gateway from ranges of the store, in a worker from local files, and the same in both. */
class InitialisersTest {

    private static final String FAMILY = "tiny-1a2b3c4d";
    private static final VitArchitecture SHAPE = new VitArchitecture(32, 8, 16, 2, 4, 3, null, null, null);
    private static final List<String> CLASSES = List.of("cat", "dog", "eel");
    private static final String MODEL = StoreKeys.modelManifest(FAMILY, TuneJob.MODELS, "L04");
    private static final Map<String, Tensor> STORED = RandomInitialisation.draw(NetworkSpec.of(SHAPE), 5);

    @TempDir
    Path folder;

    private FolderStore store;

    @BeforeEach
    void storeAModel() throws IOException {
        store = new FolderStore(folder.resolve("store"));
        store.prepare();
        storeModel(put("model", STORED));
    }

    static Stream<Origin> origins() {
        return Stream.of(new Origin.Model(MODEL), new Origin.Layers(MODEL, List.of(0, 2, 2, 3)), new Origin.Random());
    }

    @ParameterizedTest
    @MethodSource("origins")
    void downloadIsWhatATrainingBeginsWith(Origin origin) throws IOException {
        // Given: images of another size, another class
        VitArchitecture moved = SHAPE.forDataset(2, 48);
        Initialiser.Wanted wanted = new Initialiser.Wanted(moved, List.of("cat", "fox"), 42);
        ByteArrayOutputStream trained = new ByteArrayOutputStream();
        SafetensorsWriter.write(trained, TensorSource.tensors(weights(origin, wanted, cached(1 << 30))), Map.of());

        // When
        ByteArrayOutputStream download = new ByteArrayOutputStream();
        DerivedFile file = new DerivedFile(weights(origin, wanted, Artefacts.of(store)), Map.of());
        file.write(download);

        // Then
        assertThat(download.toByteArray()).isEqualTo(trained.toByteArray());
        assertThat(file.length()).isEqualTo(download.size());
    }

    @Test
    void onlyWhatTheModelLacksIsComputed() throws IOException {
        // Given
        Initialiser.Wanted wanted = new Initialiser.Wanted(SHAPE.forDataset(2, 48), List.of("cat", "fox"), 42);

        // When
        Map<String, TensorSource> weights = weights(new Origin.Model(MODEL), wanted, Artefacts.of(store));

        // Then
        assertThat(weights.keySet().stream().filter(name -> weights.get(name) instanceof TensorSource.Computed))
                .containsExactlyInAnyOrder("pos_embed", "head.weight", "head.bias");
        assertThat(weights.get("head.weight").tensor())
                .isEqualTo(RandomInitialisation.draw(NetworkSpec.of(wanted.architecture()), 42)
                        .get("head.weight"));
    }

    @Test
    void modelOfTheSameShapeIsCopied() throws IOException {
        // When
        Map<String, TensorSource> weights = weights(new Origin.Model(MODEL), wanted(SHAPE), Artefacts.of(store));

        // Then
        assertThat(weights.values()).allMatch(source -> source instanceof TensorSource.Range);
        assertThat(TensorSource.tensors(weights)).isEqualTo(STORED);
    }

    @Test
    void layersAreThoseOfTheModel() throws IOException {
        // When
        Map<String, TensorSource> weights =
                weights(new Origin.Layers(MODEL, List.of(1, 3)), wanted(SHAPE.withDepth(2)), Artefacts.of(store));

        // Then
        assertThat(TensorSource.tensors(weights)).isEqualTo(Expansion.weights(STORED, List.of(1, 3)));
    }

    @Test
    void randomWeightsAreThoseThatATrainingOfThatSeedDraws() throws IOException {
        // When
        Map<String, TensorSource> weights = weights(new Origin.Random(), wanted(SHAPE), Artefacts.of(store));

        // Then
        assertThat(TensorSource.tensors(weights))
                .isEqualTo(RandomInitialisation.draw(NetworkSpec.of(SHAPE), Seeds.of(7, "weights")));
    }

    @Test
    void randomWeightsAreDrawnAsTheirOriginSays() throws IOException {
        // When
        Map<String, TensorSource> weights =
                weights(new Origin.Random(WeightInit.XAVIER_UNIFORM), wanted(SHAPE), Artefacts.of(store));

        // Then
        assertThat(TensorSource.tensors(weights))
                .isEqualTo(RandomInitialisation.draw(
                        NetworkSpec.of(SHAPE), Seeds.of(7, "weights"), WeightInit.XAVIER_UNIFORM));
    }

    @Test
    void fileThatTheCacheLetGoIsFetchedAgain() throws IOException {
        // Given
        ArtefactRef other = put("other", RandomInitialisation.draw(NetworkSpec.of(SHAPE), 6));
        LocalCache small = new LocalCache(store, folder.resolve("cache"), other.size());
        Map<String, TensorSource> weights = weights(new Origin.Model(MODEL), wanted(SHAPE), Artefacts.of(store, small));

        // When: the teacher's file, for example, takes its place
        small.fetch(other);

        // Then
        assertThat(TensorSource.tensors(weights)).isEqualTo(STORED);
    }

    @Test
    void weightsThatDoNotFitTheirManifestAreRefused() throws IOException {
        // Given
        Map<String, Tensor> shallow = RandomInitialisation.draw(NetworkSpec.of(SHAPE.withDepth(2)), 5);
        storeModel(put("shallow", shallow));

        // When, Then
        assertThatThrownBy(() -> weights(new Origin.Model(MODEL), wanted(SHAPE), Artefacts.of(store)))
                .isInstanceOf(WeightsException.class)
                .hasMessageContaining("missing: blocks.2.");
    }

    @Test
    void damagedFileIsNamed() {
        // Given
        storeModel(store.put(ModelFolder.WEIGHTS, "damaged", new byte[100]));

        // When, Then
        assertThatThrownBy(() -> weights(new Origin.Model(MODEL), wanted(SHAPE), Artefacts.of(store)))
                .isInstanceOf(SafetensorsException.class)
                .hasMessageStartingWith("damaged: ");
    }

    @Test
    void whatIsGoneIsNamed() {
        // When, Then
        assertThatThrownBy(() ->
                        weights(new LearngeneOrigin("gone-1a2b3c4d", List.of(0)), wanted(SHAPE), Artefacts.of(store)))
                .isInstanceOf(PermanentJobException.class)
                .hasMessageContaining("gone-1a2b3c4d");
    }

    private static <O extends Origin> Map<String, TensorSource> weights(
            O origin, Initialiser.Wanted wanted, Artefacts artefacts) throws IOException {
        return Methods.initialiser(origin).weights(origin, wanted, artefacts);
    }

    private static Initialiser.Wanted wanted(VitArchitecture shape) {
        return new Initialiser.Wanted(shape, CLASSES, 7);
    }

    private Artefacts cached(long bytes) {
        return Artefacts.of(store, new LocalCache(store, folder.resolve("cache"), bytes));
    }

    private ArtefactRef put(String key, Map<String, Tensor> weights) throws IOException {
        Path file = folder.resolve(key);
        SafetensorsWriter.write(file, weights, Map.of("format", "pt"));
        return store.put(ModelFolder.WEIGHTS, key, file);
    }

    private void storeModel(ArtefactRef weights) {
        ModelManifest model = TunedModels.of(FAMILY, "L04", SHAPE, CLASSES, List.of(weights));
        store.put("model.json", MODEL, Json.write(model));
    }
}
