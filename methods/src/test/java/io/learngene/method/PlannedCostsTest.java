package io.learngene.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.learngene.contracts.Json;
import io.learngene.contracts.architecture.TorchScriptArchitecture;
import io.learngene.contracts.architecture.VitArchitecture;
import io.learngene.contracts.artefact.AncestorManifest;
import io.learngene.contracts.artefact.ArtefactRef;
import io.learngene.contracts.artefact.JobResult;
import io.learngene.contracts.artefact.StoreKeys;
import io.learngene.contracts.artefact.TrainingRun;
import io.learngene.contracts.event.LearngenePublished;
import io.learngene.contracts.family.MethodRequest;
import io.learngene.contracts.job.JobSpec;
import io.learngene.contracts.recipe.TrainingRecipe;
import io.learngene.engine.data.images.SyntheticShapes;
import io.learngene.engine.model.ModelFolder;
import io.learngene.engine.safetensors.SafetensorsWriter;
import io.learngene.engine.shape.NetworkSpec;
import io.learngene.engine.shape.RandomInitialisation;
import io.learngene.runtime.store.ArtefactStore;
import io.learngene.worker.Workshop;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is told before anything runs, beside what the results of real runs tell. */
class PlannedCostsTest {

    private static final String FAMILY = "tiny-1a2b3c4d";
    private static final int IMAGES = 128;
    private static final VitArchitecture LARGE = new VitArchitecture(32, 8, 24, 3, 3, 10, null, null, null);
    private static final String DATASET =
            "\"dataset\": {\"name\": \"synthetic-shapes\", \"train_images\": 128, \"test_images\": 64}";
    /** Of 128 images two whole batches are seen in an epoch. */
    private static final String TUNING = "\"tuning\": {\"epochs\": 2, \"batch_size\": 50}";

    private static final String DISTILLED = "\"ancestor\": {\"train\": {\"model\": {\"width\": 8}, \"training\":"
            + " {\"epochs\": 1, \"batch_size\": 64}}}, \"distillation\": {\"training\": {\"epochs\": 2, \"batch_size\": 64}},"
            + " \"targets\": [3, 4]";

    /** A file of weights begins with its header. */
    private static final long MOST_HEADER = 16 << 10;

    @TempDir
    Path folder;

    private Workshop workshop;
    private TestJobs jobs;
    private Shelves shelves;

    @BeforeEach
    void storeAnAncestor() throws Exception {
        workshop = TestWorkshop.in(folder);
        jobs = new TestJobs(workshop, folder, FAMILY);
        Path file = folder.resolve("large.safetensors");
        SafetensorsWriter.write(file, RandomInitialisation.draw(NetworkSpec.of(LARGE), 5), Map.of());
        ArtefactRef weights = workshop.store().put(ModelFolder.WEIGHTS, "given/large", file);
        AncestorManifest large = new AncestorManifest(
                "large", LARGE, weights, null, SyntheticShapes.CLASS_NAMES, null, TestWorkshop.NOW);
        workshop.store().create(StoreKeys.ancestorManifest("large"), Json.write(large));
        shelves = new EmptyShelves(SyntheticShapes.CLASS_NAMES) {
            @Override
            public Optional<AncestorManifest> ancestor(String id) {
                return id.equals("large") ? Optional.of(large) : Optional.empty();
            }
        };
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"method\": \"sws\", \"auxiliary\": {\"dim\": 16, \"heads\": 2, \"patch_size\": 8, \"repeats\": [1, 2]}, "
                        + DISTILLED,
                "\"method\": \"sws\", \"auxiliary\": {\"dim\": 16, \"heads\": 2, \"patch_size\": 8, \"repeats\": [1, 2]},"
                        + " \"tuning_distillation\": {}, \"baselines\": {\"scratch\": {}, \"scratch_distilled\": {\"epochs\": 3},"
                        + " \"selected_layers\": {}}, \"ancestor\": \"large\", \"targets\": [3, 4],"
                        + " \"distillation\": {\"training\": {\"epochs\": 2, \"batch_size\": 64}, \"stored_answers\": {\"epochs\": 1}}",
                "\"method\": \"sws\", \"auxiliary\": {\"dim\": 16, \"heads\": 2, \"patch_size\": 8, \"repeats\": [1, 2]},"
                        + " \"ancestor\": {\"train\": {\"model\": {\"type\": \"vit\", \"dim\": 24, \"heads\": 3, \"patch_size\": 8,"
                        + " \"depth\": 2}, \"training\": {\"epochs\": 1, \"batch_size\": 64, \"gradient_checkpointing\": true}}},"
                        + " \"distillation\": {\"training\": {\"epochs\": 1, \"batch_size\": 64}}, \"targets\": [3]",
                "\"method\": \"tleg\", \"auxiliary\": {\"dim\": 16, \"heads\": 2, \"patch_size\": 8, \"depth\": 3}, "
                        + DISTILLED,
                "\"method\": \"share\", \"auxiliary\": {\"dim\": 16, \"heads\": 2, \"patch_size\": 8, \"depth\": 3}, "
                        + DISTILLED,
                "\"method\": \"fine\", \"rank\": 20, \"fit\": {\"steps\": 3, \"images\": 64}, \"auxiliary\": {\"dim\": 16,"
                        + " \"heads\": 2, \"patch_size\": 8, \"depth\": 3}, " + DISTILLED,
                "\"method\": \"wave\", \"templates\": {\"size\": 4, \"count\": 6}, \"fit\": {\"steps\": 3, \"images\": 64},"
                        + " \"auxiliary\": {\"dim\": 16, \"heads\": 2, \"patch_size\": 8, \"depth\": 3}, \"baselines\":"
                        + " {\"selected_layers\": {}}, \"ancestor\": \"large\", \"targets\": [3, {\"dim\": 24, \"depth\": 2}],"
                        + " \"distillation\": {\"training\": {\"steps\": 3, \"batch_size\": 64, \"gradient_checkpointing\": true}}",
                "\"method\": \"share\", \"auxiliary\": {\"dim\": 16, \"heads\": 2, \"patch_size\": 8, \"depth\": 3},"
                        + " \"ancestor\": \"large\", \"targets\": [2], \"distillation\": {\"training\": {\"epochs\": 0}},"
                        + " \"tuning_distillation\": {}, \"tuning\": {\"steps\": 3, \"batch_size\": 50}",
                "\"method\": \"mimetic\", \"model\": {\"dim\": 16, \"heads\": 2, \"patch_size\": 8}, \"depths\": [1, 2]",
                "\"method\": \"selection\", \"from\": \"large\", \"targets\": [{\"depth\": 2}], \"baselines\":"
                        + " {\"scratch\": {\"freeze\": 0}}, \"tuning\": {\"epochs\": 1, \"batch_size\": 50, \"freeze\": 1,"
                        + " \"gradient_checkpointing\": true}",
                "\"method\": \"growth\", \"from\": \"large\", \"to\": {\"depth\": 4}",
                "\"method\": \"growth\", \"from\": \"large\", \"to\": {\"depth\": 4}, \"operator\": {\"kind\": \"ligo\","
                        + " \"steps\": 2}"
            })
    void everyTrainingTakesWhatWasPlanned(String fields) throws Exception {
        // Given
        JobSpec first = first(fields);
        List<PlannedCosts.Cost> planned = planned(first);
        long before = stored();

        // When
        List<TrainingRun> ran = ran(first);

        // Then
        assertThat(planned.stream()
                        .filter(each -> each.training().recipe() != null)
                        .map(each ->
                                line(each.training().group(), each.training().name(), each.samples(), each.flops())))
                .containsExactlyInAnyOrderElementsOf(ran.stream()
                        .map(run -> line(run.group(), run.name(), run.samples(), run.flops()))
                        .toList());
        long bytes = planned.stream().mapToLong(PlannedCosts.Cost::storedBytes).sum();
        assertThat(stored() - before).isBetween(bytes, bytes + files().size() * MOST_HEADER);
    }

    /** Counted by hand: three passes, and one more of what is computed again. */
    @Test
    void ancestorThatIsComputedAgainTakesAPassMore() throws Exception {
        // When
        List<TrainingRun> ran = ran(first("\"method\": \"sws\", \"auxiliary\": {\"dim\": 16, \"heads\": 2,"
                + " \"patch_size\": 8, \"repeats\": [1, 2]}, \"ancestor\": {\"train\": {\"model\": {\"type\": \"vit\", \"dim\": 24,"
                + " \"heads\": 3, \"patch_size\": 8, \"depth\": 3}, \"training\": {\"epochs\": 1, \"batch_size\": 64,"
                + " \"gradient_checkpointing\": true}}}, \"distillation\": {\"training\": {\"epochs\": 1, \"batch_size\": 64}},"
                + " \"targets\": [3]"));

        // Then
        assertThat(ran)
                .filteredOn(run -> run.group().equals("ancestor"))
                .singleElement()
                .extracting(TrainingRun::flops)
                .isEqualTo(4.0 * LARGE.flops() * 128);
    }

    /** An ancestor and a learngene have their family's id, which is given when it is submitted. */
    private static Tuple line(String group, String name, double samples, Double flops) {
        boolean model = group.equals(TuneJob.MODELS) || group.startsWith("baselines/");
        return tuple(group, model ? name : "", samples, flops);
    }

    @Test
    void trainingThatEndsEarlyTakesNoMoreThanWasPlanned() throws Exception {
        // Given: any accuracy is enough
        JobSpec first = first("\"method\": \"mimetic\", \"model\": {\"dim\": 16, \"heads\": 2, \"patch_size\": 8},"
                + " \"depths\": [1], \"tuning\": {\"epochs\": 3, \"batch_size\": 64, \"target_accuracy\": 0.0}");

        // When
        List<PlannedCosts.Cost> planned = planned(first);
        List<TrainingRun> ran = ran(first);

        // Then
        assertThat(planned).allMatch(each -> each.training().mayEndEarlier()).hasSameSizeAs(ran);
        assertThat(ran.stream().mapToDouble(TrainingRun::flops).sum())
                .isLessThan(
                        planned.stream().mapToDouble(PlannedCosts.Cost::flops).sum());
    }

    @Test
    void trainingThatLooksAtValidationImagesMayEndEarlier() {
        // Given
        String recipe = "{\"epochs\": 3, \"early_stopping\": {\"patience\": 2}}";
        Planned training = new Planned("tune", "default", "models", "L02", 1, 1, recipe(recipe), 0, null);

        // When / Then
        assertThat(training.mayEndEarlier()).isTrue();
    }

    @Test
    void ancestorOfWhichNothingIsKnownMakesTheOperationsUnknown() {
        // Given
        Planned.Taught taught = new Planned.Taught(new TorchScriptArchitecture(32, 10, null, null), 1, null);
        Planned training =
                new Planned("distill", "default", "learngene", "f", 3, 1, TrainingRecipe.distillation(32), 0, taught);

        // When
        List<PlannedCosts.Cost> costs = PlannedCosts.of(List.of(training), IMAGES, 10);

        // Then
        assertThat(costs.get(0).flops()).isNull();
    }

    private JobSpec first(String fields) {
        String document = "{" + fields + ", " + DATASET + (fields.contains("\"tuning\":") ? "" : ", " + TUNING) + "}";
        MethodRequest request = Json.read(document.getBytes(StandardCharsets.UTF_8), MethodRequest.class);
        return Methods.intake(request).first(request, shelves);
    }

    private static TrainingRecipe recipe(String json) {
        return Json.read(json.getBytes(StandardCharsets.UTF_8), TrainingRecipe.class);
    }

    private List<PlannedCosts.Cost> planned(JobSpec first) {
        return planned(first.opens().orElseThrow());
    }

    private <R extends MethodRequest> List<PlannedCosts.Cost> planned(R complete) {
        return PlannedCosts.of(Methods.intake(complete).plan(complete, shelves), IMAGES, 10);
    }

    private List<TrainingRun> ran(JobSpec first) throws Exception {
        List<TrainingRun> runs = new ArrayList<>();
        Deque<JobSpec> queue = new ArrayDeque<>(List.of(first));
        while (!queue.isEmpty()) {
            JobSpec job = queue.poll();
            JobResult result = jobs.run(job);
            runs.addAll(result.trainings());
            queue.addAll(jobs.next(job, result));
            if (job instanceof DistillJob distill) {
                queue.addAll(expansions(distill));
            }
        }
        return runs;
    }

    private static List<JobSpec> expansions(DistillJob job) {
        LearngenePublished published = new LearngenePublished(
                FAMILY, job.resultKey(FAMILY), "0".repeat(64), job.request(), null, TestWorkshop.NOW);
        return Methods.all().stream()
                .flatMap(method -> method.expansions(published).stream())
                .toList();
    }

    private long stored() {
        return files().stream().mapToLong(ArtefactStore.Stat::size).sum();
    }

    /** What stays: checkpoints are removed with the rest of a run when its job is done, by its service. */
    private List<ArtefactStore.Stat> files() {
        return workshop.store().list("").stream()
                .filter(file -> file.key().endsWith(".safetensors"))
                .filter(file -> !file.key().contains("checkpoint"))
                .toList();
    }
}
