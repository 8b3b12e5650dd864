package io.learngene.gateway.submission;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.learngene.contracts.Json;
import io.learngene.contracts.artefact.AncestorManifest;
import io.learngene.contracts.artefact.ArtefactRef;
import io.learngene.contracts.artefact.DatasetManifest;
import io.learngene.contracts.artefact.InitialModel;
import io.learngene.contracts.artefact.Learngene;
import io.learngene.contracts.artefact.ModelManifest;
import io.learngene.contracts.artefact.StoreKeys;
import io.learngene.contracts.family.DatasetSelection;
import io.learngene.contracts.project.Project;
import io.learngene.gateway.access.Scope;
import io.learngene.gateway.config.Settings;
import io.learngene.gateway.problem.ProblemException;
import io.learngene.gateway.view.Samples;
import io.learngene.method.TuneJob;
import io.learngene.runtime.store.ArtefactStore;
import io.learngene.runtime.store.FolderStore;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Manifests as they lie in a store, whole and damaged. */
class CatalogueTest {

    private static final String SHA256 = "a".repeat(64);

    @TempDir
    Path folder;

    private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    private FolderStore store;
    private Catalogue catalogue;
    private Datasets datasets;

    @BeforeEach
    void open() {
        store = new FolderStore(folder);
        store.prepare();
        Manifests manifests = new Manifests(store, metrics);
        catalogue = new Catalogue(manifests);
        datasets = new Datasets(manifests, Settings.of(Map.of()), InstantSource.system());
    }

    /** Cut off, of another format, of an unknown kind, without a field that has to be there, empty, larger than what is read. */
    static List<String> damages() {
        return List.of(
                "{\"id\": \"toy\", ",
                "not JSON",
                "{\"kind\": \"from the future\"}",
                "{}",
                "[]",
                "null",
                "",
                " ".repeat(ArtefactStore.MAX_READ + 1));
    }

    @ParameterizedTest
    @MethodSource("damages")
    void damagedManifestIsNamedByItsKeyAndIsNotTheRequestsFault(String damage) {
        // Given
        String learngene = damaged(StoreKeys.learngeneManifest("toy"), damage);
        String model = damaged(StoreKeys.modelManifest("toy", TuneJob.MODELS, "L06"), damage);
        String initialisation = damaged(StoreKeys.initialisation("toy", "L06"), damage);
        String ancestor = damaged(StoreKeys.ancestorManifest("toy"), damage);
        String dataset = damaged(StoreKeys.datasetManifest("toy", SHA256), damage);

        // When / Then
        assertDamaged(() -> catalogue.learngene("toy"), learngene);
        assertDamaged(() -> catalogue.findLearngene("toy"), learngene);
        assertDamaged(() -> catalogue.model("toy", TuneJob.MODELS, "L06"), model);
        assertDamaged(() -> catalogue.initialisation("toy", "L06"), initialisation);
        assertDamaged(() -> catalogue.ancestor("toy"), ancestor);
        assertDamaged(() -> datasets.content("toy", SHA256), dataset);
        // An older content instead would be other images than the person means.
        assertDamaged(() -> datasets.newest("toy"), dataset);
        assertDamaged(() -> datasets.pin(Project.DEFAULT, DatasetSelection.of("toy"), "dataset"), dataset);
    }

    @Test
    void manifestOfAnotherKindIsDamagedToo() {
        // Given
        String model = StoreKeys.modelManifest("toy", TuneJob.MODELS, "L06");
        store.create(model, Json.write(Samples.learngene()));
        String learngene = StoreKeys.learngeneManifest("toy");
        store.create(learngene, Json.write(Samples.model(TuneJob.MODELS, "L06", 0.5)));

        // When / Then
        assertDamaged(() -> catalogue.model("toy", TuneJob.MODELS, "L06"), model);
        assertDamaged(() -> catalogue.learngene("toy"), learngene);
    }

    @ParameterizedTest
    @MethodSource("damages")
    void damagedManifestKeepsNoOtherOutOfAList(String damage) {
        // Given
        learngene("good-1");
        damaged(StoreKeys.learngeneManifest("good-2"), damage);
        learngene("good-3");
        damaged(StoreKeys.modelManifest(Samples.FAMILY, TuneJob.MODELS, "L04"), damage);
        model("L06");
        damaged(StoreKeys.initialisation(Samples.FAMILY, "L04"), damage);
        initialisation("L06");
        damaged(StoreKeys.ancestorManifest("bad"), damage);
        ancestor("good");
        damaged(StoreKeys.datasetManifest("bad", SHA256), damage);
        dataset("good", SHA256, 1);

        // When / Then
        assertThat(catalogue.learngenes(Scope.ALL, 10, null, Learngene::id)).containsExactly("good-1", "good-3");
        assertThat(catalogue.models(Samples.FAMILY, TuneJob.MODELS))
                .extracting(ModelManifest::name)
                .containsExactly("L06");
        assertThat(catalogue.initialisations(Samples.FAMILY))
                .extracting(InitialModel::name)
                .containsExactly("L06");
        assertThat(catalogue.ancestors(Scope.ALL))
                .extracting(AncestorManifest::id)
                .containsExactly("good");
        assertThat(datasets.all(Scope.ALL)).extracting(DatasetManifest::name).containsExactly("good");
        assertThat(metrics.counter("learngene.view.skipped", "reason", "damaged-manifest")
                        .count())
                .isEqualTo(5);
    }

    @Test
    void learngenesComeByIdAndGoOnBehindTheLast() {
        // Given
        List.of("b", "a-1", "c", "a").forEach(this::learngene);

        // When / Then
        assertThat(catalogue.learngenes(Scope.ALL, 10, null, Learngene::id))
                .containsExactlyInAnyOrder("a", "a-1", "b", "c");
        List<String> first = catalogue.learngenes(Scope.ALL, 2, null, Learngene::id);
        List<String> second = catalogue.learngenes(Scope.ALL, 2, first.get(1), Learngene::id);
        assertThat(first).doesNotContainAnyElementsOf(second);
        assertThat(second).hasSize(2);
        assertThat(catalogue.learngenes(Scope.ALL, 2, second.get(1), Learngene::id))
                .isEmpty();
    }

    @Test
    void filesBesideManifestsAreNotListed() {
        // Given
        learngene("toy");
        store.put("x", "learngenes/toy/notes.json", "{}".getBytes(UTF_8));
        store.put("x", "learngenes/toy/deep/learngene.json.bak", "{}".getBytes(UTF_8));

        // When / Then
        assertThat(catalogue.learngenes(Scope.ALL, 10, null, Learngene::id)).containsExactly("toy");
    }

    @ParameterizedTest
    @ValueSource(strings = {"..", "../x", "L06/../..", "L06/", "", " ", "L 06", "L06\n", "-L06", "%2e%2e"})
    void nameThatIsNoneLeadsNowhere(String name) {
        // Given: something that such a name could lead to
        store.put("x", "families/toy/model.json", Json.write(Samples.model(TuneJob.MODELS, "L06", 0.5)));

        // When / Then
        assertNotFound(() -> catalogue.model("toy", TuneJob.MODELS, name));
        assertNotFound(() -> catalogue.initialisation("toy", name));
    }

    @Test
    void whatIsNotThereIsToldByName() {
        assertThatThrownBy(() -> catalogue.learngene("toy")).hasMessage("there is no learngene toy");
        assertThatThrownBy(() -> catalogue.ancestor("toy")).hasMessage("there is no published ancestor toy");
        assertThatThrownBy(() -> catalogue.model("toy", TuneJob.SCRATCH, "L06"))
                .hasMessage("there is no finished model L06 in baselines/scratch of family toy");
        assertThatThrownBy(() -> Catalogue.file(List.of(Samples.WEIGHTS), "other.bin"))
                .hasMessage("there is no file other.bin here, but [learngene.safetensors]");
    }

    @Test
    void newestContentOfADatasetIsByItsTime() {
        // Given
        dataset("pets", "c".repeat(64), 1);
        dataset("pets", "a".repeat(64), 3);
        dataset("pets", "b".repeat(64), 2);
        dataset("pets-2", "d".repeat(64), 9);

        // When / Then
        assertThat(datasets.newest("pets")).map(DatasetManifest::sha256).hasValue("a".repeat(64));
        assertThat(datasets.all(Scope.ALL))
                .extracting(DatasetManifest::sha256)
                .containsExactly("a".repeat(64), "d".repeat(64));
    }

    @Test
    void contentThatIsAskedForIsGivenOrNamed() {
        // Given
        dataset("pets", SHA256, 1);
        DatasetSelection other = DatasetSelection.of("pets").pinnedTo("b".repeat(64));

        // When / Then
        assertThat(datasets.pin(Project.DEFAULT, DatasetSelection.of("pets"), "dataset")
                        .sha256())
                .isEqualTo(SHA256);
        assertThatThrownBy(() -> datasets.pin(Project.DEFAULT, other, "dataset"))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("no dataset 'pets' with content " + "b".repeat(64))
                .hasMessageContaining("PUT /datasets/pets");
    }

    private void learngene(String id) {
        store.create(StoreKeys.learngeneManifest(id), Json.write(Samples.learngeneOf(id, Samples.WEIGHTS)));
    }

    private void model(String name) {
        store.create(
                StoreKeys.modelManifest(Samples.FAMILY, TuneJob.MODELS, name),
                Json.write(Samples.model(TuneJob.MODELS, name, 0.5)));
    }

    private void initialisation(String name) {
        store.create(
                StoreKeys.initialisation(Samples.FAMILY, name),
                Json.write(Samples.initialisationOf(Samples.FAMILY, name)));
    }

    private void ancestor(String id) {
        store.create(
                StoreKeys.ancestorManifest(id),
                Json.write(new AncestorManifest(
                        id, Samples.ANCESTOR, Samples.WEIGHTS, Samples.WEIGHTS, null, null, Instant.EPOCH)));
    }

    private void dataset(String name, String sha256, int second) {
        TreeMap<String, Integer> images = new TreeMap<>(Map.of("a", 1, "b", 1));
        String key = StoreKeys.datasetManifest(name, sha256);
        store.create(
                key,
                Json.write(new DatasetManifest(
                        name,
                        sha256,
                        "zip",
                        new ArtefactRef("source.zip", key, 1, sha256),
                        images,
                        images,
                        null,
                        null,
                        Instant.ofEpochSecond(second))));
    }

    private String damaged(String key, String content) {
        store.put("manifest", key, content.getBytes(UTF_8));
        return key;
    }

    private static void assertDamaged(ThrowingCallable call, String key) {
        assertThatThrownBy(call)
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining(key + " in the store is damaged")
                .extracting(e -> ((ProblemException) e).problem().status())
                .isEqualTo(409);
    }

    private static void assertNotFound(ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOf(ProblemException.class)
                .extracting(e -> ((ProblemException) e).problem().status())
                .isEqualTo(404);
    }
}
