package io.learngene.gateway.submission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.learngene.contracts.InvalidFieldException;
import io.learngene.contracts.Json;
import io.learngene.contracts.artefact.ArtefactRef;
import io.learngene.contracts.artefact.DatasetManifest;
import io.learngene.contracts.artefact.MultiLabel;
import io.learngene.contracts.artefact.StoreKeys;
import io.learngene.contracts.family.DatasetSelection;
import io.learngene.contracts.family.Target;
import io.learngene.contracts.project.Project;
import io.learngene.contracts.recipe.TrainingRecipe;
import io.learngene.gateway.config.GatewayConfig;
import io.learngene.gateway.config.Settings;
import io.learngene.gateway.problem.ProblemException;
import io.learngene.gateway.view.Samples;
import io.learngene.method.Baselines;
import io.learngene.method.Continuation;
import io.learngene.method.ExpandJob;
import io.learngene.method.ExpandRequest;
import io.learngene.method.Intake;
import io.learngene.method.Methods;
import io.learngene.method.Shelves;
import io.learngene.method.sws.FamilyRequest;
import io.learngene.runtime.messaging.Pools;
import io.learngene.runtime.store.FolderStore;
import io.learngene.stack.Repository;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a request would make a worker allocate is refused by name, and what is published is not. */
class AdmissionTest {

    private static final String SHA256 = "a".repeat(64);

    @TempDir
    Path folder;

    private FolderStore store;
    private Manifests manifests;
    private Datasets datasets;
    private Admission admission;

    @BeforeEach
    void open() {
        GatewayConfig defaults = Settings.of(Map.of());
        store = new FolderStore(folder);
        store.prepare();
        manifests = new Manifests(store, new SimpleMeterRegistry());
        datasets = new Datasets(manifests, defaults, InstantSource.system());
        admission = new Admission(datasets, Pools.DEFAULT, defaults);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"dataset\": {\"name\": \"synthetic-shapes\", \"train_images\": 100000000}}"
                        + " | dataset.train_images | at most 1000000",
                "{\"dataset\": \"synthetic-shapes\", \"auxiliary\": {\"dim\": 4096, \"repeats\": [64, 64]}}"
                        + " | distillation.training | foundry.gateway.limits.parameters",
                "{\"dataset\": \"synthetic-shapes\", \"auxiliary\": {\"dim\": 768}, \"distillation\": {\"training\":"
                        + " {\"batch_size\": 65536}}} | distillation.training.batch_size | larger accumulation",
                "{\"dataset\": \"synthetic-shapes\", \"auxiliary\": {\"dim\": 2048}, \"targets\": [200]}"
                        + " | tuning | a network of"
            })
    void whatNoWorkerCouldHoldIsRefusedByName(String request, String field, String says) {
        assertThatThrownBy(() -> check(request))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining(says)
                .satisfies(e ->
                        assertThat(((ProblemException) e).problem().field()).isEqualTo(field))
                .satisfies(e ->
                        assertThat(((ProblemException) e).problem().status()).isEqualTo(422));
    }

    /** Its jobs would wait for ever. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"distillation\": {\"training\": {\"pool\": \"h100\"}} | distillation.training.pool",
                "\"tuning\": {\"pool\": \"h100\"}                         | tuning.pool",
                "\"baselines\": {\"scratch\": {\"pool\": \"h100\"}}        | baselines.scratch.pool"
            })
    void poolThatThereIsNotIsRefusedByName(String asked, String field) {
        assertThatThrownBy(() -> check("{\"dataset\": \"synthetic-shapes\", " + asked + "}"))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("'h100'; there are the pools [default]")
                .hasMessageContaining("foundry.pools")
                .satisfies(e ->
                        assertThat(((ProblemException) e).problem().field()).isEqualTo(field));
    }

    /** It would be ignored. */
    @Test
    void layerDecayIsRefusedForAResidualNetwork() {
        assertThatThrownBy(() -> check("{\"dataset\": \"synthetic-shapes\", \"ancestor\":"
                        + " {\"train\": {\"training\": {\"layer_decay\": 0.75}}}}"))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("0.75; only a Vision Transformer has layers")
                .satisfies(e -> assertThat(((ProblemException) e).problem().field())
                        .isEqualTo("ancestor.train.training.layer_decay"));
    }

    /** It would be ignored, or keep what nobody wants. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"ancestor\": {\"train\": {\"training\": {\"freeze\": 1}}} | ancestor.train.training.freeze | only a"
                        + " Vision Transformer",
                "\"distillation\": {\"training\": {\"freeze\": 1}} | distillation.training.freeze | random weights",
                "\"tuning\": {\"freeze\": 2}, \"baselines\": {\"scratch\": {}} | baselines.scratch.freeze | give 0",
                "\"tuning\": {\"freeze\": 5}, \"targets\": [4, 8] | tuning.freeze | has 4 layers; give fewer"
            })
    void freezingIsRefusedWhereThereIsNothingToKeep(String asked, String field, String says) {
        assertThatThrownBy(() -> check("{\"dataset\": \"synthetic-shapes\", " + asked + "}"))
                .hasMessageContaining(field)
                .hasMessageContaining(says);
    }

    /** It would favour what it is compared with. */
    @ParameterizedTest
    @ValueSource(strings = {"scratch", "scratch_distilled"})
    void baselineFromRandomWeightsInheritsNoLayerDecay(String baseline) {
        // Given
        String request = "{\"dataset\": \"synthetic-shapes\", \"tuning\": {\"layer_decay\": 0.75}, \"baselines\": {\""
                + baseline + "\": %s}}";

        // Then
        assertThatThrownBy(() -> check(request.formatted("{}")))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("0.75; a model that begins with random weights")
                .hasMessageContaining("give 1")
                .satisfies(e -> assertThat(((ProblemException) e).problem().field())
                        .isEqualTo("baselines." + baseline + ".layer_decay"));
        assertThatCode(() -> check(request.formatted("{\"layer_decay\": 1}"))).doesNotThrowAnyException();
    }

    @Test
    void headsAloneAndFirstBlocksMayBeTuned() {
        assertThatCode(() -> check(
                        "{\"dataset\": \"synthetic-shapes\", \"tuning\": {\"freeze\": \"all\"}, \"targets\": [4, 8]}"))
                .doesNotThrowAnyException();
        assertThatCode(() ->
                        check("{\"dataset\": \"synthetic-shapes\", \"tuning\": {\"freeze\": 4}, \"targets\": [4, 8],"
                                + " \"baselines\": {\"scratch\": {\"freeze\": 0}}}"))
                .doesNotThrowAnyException();
    }

    /** It would look at nothing, or at the test images. */
    @Test
    void earlyStoppingIsRefusedWithoutValidationImages() {
        // Given
        String request = "{\"dataset\": %s, \"tuning\": {\"early_stopping\": {\"patience\": 3}}}";
        dataset("plain", 2, 10);

        // When / Then
        for (String without : List.of("\"synthetic-shapes\"", "\"plain\"")) {
            assertThatThrownBy(() -> check(request.formatted(without)))
                    .isInstanceOf(ProblemException.class)
                    .hasMessageContaining("patience 3; the dataset has no validation images")
                    .satisfies(e ->
                            assertThat(((ProblemException) e).problem().field()).isEqualTo("tuning.early_stopping"));
        }
        assertThatCode(() -> check(request.formatted("{\"name\": \"synthetic-shapes\", \"validation\": 0.1}")))
                .doesNotThrowAnyException();
    }

    /** It would be ignored: both are one job. */
    @Test
    void poolOfItsOwnIsRefusedForAnAncestorThatTheDistillationTrains() {
        assertThatThrownBy(() -> check("{\"dataset\": \"synthetic-shapes\", \"ancestor\":"
                        + " {\"train\": {\"training\": {\"pool\": \"default\"}}}}"))
                .hasMessageContaining("ancestor.train.training.pool")
                .hasMessageContaining("give distillation.training.pool");
    }

    @Test
    void limitItselfIsAllowedAndOneMoreIsNot() {
        // Given: 200 test images
        String images = "{\"dataset\": {\"name\": \"synthetic-shapes\", \"train_images\": %d, \"test_images\": 200}}";

        // When / Then
        assertThatCode(() -> check(images.formatted(999_800))).doesNotThrowAnyException();
        assertThatThrownBy(() -> check(images.formatted(999_801)))
                .hasMessageContaining("1000001 training and test images");
    }

    @Test
    void numbersThatNoMachineCountsAreRefusedLikeOthers() {
        // Given: more than fits into 32 bits, together
        String images = "{\"dataset\": {\"name\": \"synthetic-shapes\", \"train_images\": 2147483647,"
                + " \"test_images\": 2147483647}}";

        // When / Then
        assertThatThrownBy(() -> check(images)).hasMessageContaining("dataset.").satisfies(e -> assertThat(e)
                .isInstanceOfAny(ProblemException.class, InvalidFieldException.class));
    }

    @Test
    void accumulationMakesALargeBatchSmallEnough() {
        // Given
        String request = "{\"dataset\": \"synthetic-shapes\", \"auxiliary\": {\"dim\": 768}, \"distillation\":"
                + " {\"training\": {\"batch_size\": 65536, \"accumulation\": %d}}}";

        // When / Then
        assertThatThrownBy(() -> check(request.formatted(1))).hasMessageContaining("larger accumulation");
        assertThatCode(() -> check(request.formatted(64))).doesNotThrowAnyException();
    }

    @Test
    void layersThatAreComputedAgainMakeALargeBatchSmallEnough() {
        // Given
        String request = "{\"dataset\": \"synthetic-shapes\", \"auxiliary\": {\"dim\": 768}, \"distillation\":"
                + " {\"training\": {\"batch_size\": 32768, \"gradient_checkpointing\": %b}}}";

        // When / Then
        assertThatThrownBy(() -> check(request.formatted(false))).hasMessageContaining("gradient_checkpointing");
        assertThatCode(() -> check(request.formatted(true))).doesNotThrowAnyException();
    }

    /** It would be ignored. */
    @Test
    void computingAgainIsRefusedForAResidualNetwork() {
        assertThatThrownBy(() -> check("{\"dataset\": \"synthetic-shapes\", \"ancestor\":"
                        + " {\"train\": {\"training\": {\"gradient_checkpointing\": true}}}}"))
                .hasMessageContaining("ancestor.train.training.gradient_checkpointing")
                .hasMessageContaining("leave it out");
    }

    @Test
    void decodedImagesOfADatasetAreCounted() {
        // Given: ten million small images
        dataset("large", 10, 1_000_000);

        // When / Then
        assertThatThrownBy(() -> check("{\"dataset\": \"large\"}"))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("dataset.image_size: 10000010 images of 32 pixels")
                .hasMessageContaining("foundry.gateway.limits.image-bytes");
    }

    @Test
    void imagesThatStayOnTheDiskAreNot() {
        // Given
        dataset("large", 10, 1_000_000);

        // When / Then
        assertThatCode(() -> check("{\"dataset\": {\"name\": \"large\", \"image_size\": 96}}"))
                .doesNotThrowAnyException();
    }

    @Test
    void builtInImagesAreDrawnAtTheirSizeAlone() {
        assertThatThrownBy(() -> check("{\"dataset\": {\"name\": \"synthetic-shapes\", \"image_size\": 64}}"))
                .isInstanceOf(InvalidFieldException.class)
                .hasMessageContaining("dataset.image_size")
                .hasMessageContaining("drawn at 32 pixels");
    }

    @Test
    void tuningIsBoundedToo() {
        // Given
        DatasetSelection images =
                datasets.pin(Project.DEFAULT, selection("{\"name\": \"synthetic-shapes\"}"), "dataset");
        TrainingRecipe tuning = TrainingRecipe.TUNING;

        // When / Then
        List<Intake.Training> trainings = List.of(new Intake.Training(Samples.AUXILIARY, tuning, "tuning"));
        assertThatCode(() -> admission.check(images, trainings)).doesNotThrowAnyException();
        DatasetSelection many = selection("{\"name\": \"synthetic-shapes\", \"train_images\": 100000000}");
        assertThatThrownBy(() -> admission.check(many, trainings)).hasMessageContaining("dataset.train_images");
    }

    @Test
    void furtherDescendantsAreBoundedToo() {
        // Given
        store.create(StoreKeys.learngeneManifest(Samples.FAMILY), Json.write(Samples.learngene()));
        Admission tight =
                new Admission(datasets, Pools.DEFAULT, Settings.of(Map.of("limits.training-bytes", "10000000000")));
        TrainingRecipe greedy = Json.read(
                        "{\"batch_size\": 65536}".getBytes(StandardCharsets.UTF_8), TrainingRecipe.class)
                .withDefaults(TrainingRecipe.TUNING);

        // When / Then
        assertThatCode(() -> expand(tight, descendants(TrainingRecipe.TUNING, null)))
                .doesNotThrowAnyException();
        assertThatThrownBy(() -> expand(tight, descendants(greedy, null)))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("tuning.batch_size");
        Baselines compared = new Baselines(greedy, null, null, null);
        assertThatThrownBy(() -> expand(tight, descendants(TrainingRecipe.TUNING, compared)))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("baselines.scratch.batch_size");
    }

    @SuppressWarnings("unchecked") // These are the descendants of a learngene of this method.
    private void expand(Admission admission, ExpandRequest request) {
        Shelves shelves = new StoreShelves(manifests, null, datasets, null).of(Project.DEFAULT);
        Continuation<?, ExpandJob> descendants = (Continuation<?, ExpandJob>)
                Methods.continuation("descendants", Samples.FAMILY, shelves).orElseThrow();
        DatasetSelection images =
                datasets.pin(Project.DEFAULT, selection("{\"name\": \"synthetic-shapes\"}"), "dataset");
        ExpandJob job = new ExpandJob("r1", request, images, 1);
        admission.check(descendants.dataset(job), descendants.trainings(job, Samples.FAMILY, shelves));
    }

    private static ExpandRequest descendants(TrainingRecipe tuning, Baselines baselines) {
        return new ExpandRequest(List.of(Target.ofDepth(4)), tuning, null, baselines, false);
    }

    @Test
    void everyExampleAndPublishedRecipeIsAdmitted() throws IOException {
        // Given
        dataset("imagenet", 1000, 1_281);
        Path examples = Repository.root().resolve("examples");

        // When / Then
        try (Stream<Path> files = Stream.concat(Files.list(examples), Files.list(examples.resolve("recipes")))) {
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                ObjectNode tree = (ObjectNode) new YAMLMapper().readTree(file.toFile());
                if (tree.has("method") || tree.has("methods")) {
                    continue;
                }
                if (!tree.path("dataset").path("name").asText().equals(DatasetSelection.SYNTHETIC)
                        && !tree.path("dataset").asText().equals(DatasetSelection.SYNTHETIC)) {
                    JsonNode asked = tree.path("dataset");
                    ObjectNode images = tree.putObject("dataset").put("name", "imagenet");
                    images.put("image_size", asked.path("image_size").asInt(224));
                    if (asked.has("validation")) {
                        images.set("validation", asked.get("validation"));
                    }
                }
                assertThatCode(() -> check(Json.readStrict(tree, FamilyRequest.class)))
                        .as(file.getFileName().toString())
                        .doesNotThrowAnyException();
            }
        }
    }

    private void check(String request) {
        check(Json.read(request.getBytes(StandardCharsets.UTF_8), FamilyRequest.class));
    }

    private void check(FamilyRequest request) {
        FamilyRequest complete = request.accepted(datasets.pin(Project.DEFAULT, request.dataset(), "dataset"));
        Shelves shelves = new StoreShelves(manifests, null, datasets, null).of(Project.DEFAULT);
        admission.check(complete.dataset(), Methods.intake(complete).trainings(complete, shelves));
    }

    @Test
    void holdingOutOfADatasetWithAValidationSplitIsRefusedWithTheField() {
        // Given
        dataset("split", 2, 10, new TreeMap<>(Map.of("c0000", 3)));

        // When, Then
        assertThatThrownBy(() -> admission.check(
                        datasets.pin(
                                Project.DEFAULT, selection("{\"name\": \"split\", \"validation\": 0.1}"), "dataset"),
                        List.of()))
                .hasMessageContaining("dataset.validation")
                .hasMessageContaining("of 3 images; leave it out");
    }

    private static DatasetSelection selection(String json) {
        return Json.read(json.getBytes(StandardCharsets.UTF_8), DatasetSelection.class);
    }

    @Test
    void familyOfAMultiLabelDatasetIsAdmitted() {
        // Given
        multiLabel("several", 2, 2);

        // When, then
        assertThatCode(() -> check("{\"dataset\": \"several\", \"tuning\": {\"loss\": \"bce\"},"
                        + " \"baselines\": {\"scratch\": {}}}"))
                .doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"tuning\": {\"loss\": \"cross_entropy\"}                            | tuning.loss",
                "\"tuning\": {\"class_weights\": \"inverse_frequency\"}               | tuning.class_weights",
                "\"baselines\": {\"scratch\": {\"balanced_sampling\": true}}          | baselines.scratch.balanced_sampling",
                "\"distillation\": {\"training\": {\"target_accuracy\": 0.9}}         | distillation.training.target_accuracy",
                "\"ancestor\": {\"train\": {\"training\": {\"loss\": \"cross_entropy\"}}} | ancestor.train.training.loss"
            })
    void whatIsOfOneClassOfAnImageIsRefusedForAMultiLabelDataset(String asked, String field) {
        // Given
        multiLabel("several", 2, 2);

        // When, then
        assertThatThrownBy(() -> check("{\"dataset\": \"several\", " + asked + "}"))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("the dataset is multi-label")
                .satisfies(e ->
                        assertThat(((ProblemException) e).problem().field()).isEqualTo(field))
                .satisfies(e ->
                        assertThat(((ProblemException) e).problem().status()).isEqualTo(422));
    }

    @Test
    void moreTestImagesThanAreRankedAreRefused() {
        // Given
        multiLabel("several", 1000, 100_000);

        // When, then
        assertThatThrownBy(() -> check("{\"dataset\": \"several\"}"))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("give at most 67108 images")
                .satisfies(e ->
                        assertThat(((ProblemException) e).problem().field()).isEqualTo("dataset.test_images"));
        assertThatCode(() -> check("{\"dataset\": {\"name\": \"several\", \"test_images\": 67108}}"))
                .doesNotThrowAnyException();
    }

    @Test
    void moreLabelsOfABatchThanAreKeptAreRefused() {
        // Given
        multiLabel("several", 2_000, 2);

        // When, then
        assertThatThrownBy(() -> check("{\"dataset\": \"several\", \"tuning\": {\"batch_size\": 40000}}"))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("give at most 33554")
                .satisfies(e ->
                        assertThat(((ProblemException) e).problem().field()).isEqualTo("tuning.batch_size"));
    }

    private void multiLabel(String name, int classes, int tested) {
        dataset(
                name,
                classes,
                10,
                null,
                new MultiLabel(new MultiLabel.Images(15, 0), new MultiLabel.Images(tested, 0), null));
    }

    private void dataset(String name, int classes, int imagesPerClass) {
        dataset(name, classes, imagesPerClass, null);
    }

    private void dataset(String name, int classes, int imagesPerClass, TreeMap<String, Integer> validation) {
        dataset(name, classes, imagesPerClass, validation, null);
    }

    private void dataset(
            String name, int classes, int imagesPerClass, TreeMap<String, Integer> validation, MultiLabel multiLabel) {
        TreeMap<String, Integer> train = new TreeMap<>();
        TreeMap<String, Integer> test = new TreeMap<>();
        for (int i = 0; i < classes; i++) {
            train.put("c%04d".formatted(i), imagesPerClass);
            test.put("c%04d".formatted(i), 1);
        }
        String key = StoreKeys.datasetManifest(name, SHA256);
        DatasetManifest manifest = new DatasetManifest(
                name,
                SHA256,
                "zip",
                new ArtefactRef("source.zip", key, 1, SHA256),
                train,
                test,
                null,
                validation,
                multiLabel,
                Instant.EPOCH);
        store.create(key, Json.write(manifest));
    }
}
