package io.learngene.method.distillation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.learngene.contracts.Json;
import io.learngene.contracts.artefact.ArtefactRef;
import io.learngene.contracts.artefact.EpochResult;
import io.learngene.contracts.artefact.InitialModel;
import io.learngene.contracts.artefact.ModelManifest;
import io.learngene.contracts.artefact.ResultSummary;
import io.learngene.contracts.artefact.StoreKeys;
import io.learngene.contracts.evaluation.ModelEvaluation;
import io.learngene.contracts.event.TrainingPoint;
import io.learngene.contracts.job.Job;
import io.learngene.contracts.job.JobSpec;
import io.learngene.engine.expansion.Expansion;
import io.learngene.engine.safetensors.SafetensorsFile;
import io.learngene.engine.tensor.Tensor;
import io.learngene.method.DistillJob;
import io.learngene.method.ExpandJob;
import io.learngene.method.ExpandRequest;
import io.learngene.method.LearngeneManifest;
import io.learngene.method.Methods;
import io.learngene.method.TestWorkshop;
import io.learngene.method.TuneJob;
import io.learngene.method.sws.FamilyRequest;
import io.learngene.method.sws.Initialisation;
import io.learngene.method.sws.LearngeneOrigin;
import io.learngene.runtime.job.JobHandler;
import io.learngene.runtime.job.PermanentJobException;
import io.learngene.worker.Workshop;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** A tiny family from its request to a tuned descendant, over folders: real training, no broker. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SwsHandlersTest {

    private static final String FAMILY = "tiny-1a2b3c4d";
    private static final String REQUEST = """
            {"dataset": {"name": "synthetic-shapes", "train_images": 128, "test_images": 64},
             "ancestor": {"train": {"model": {"type": "resnet", "layers": [1, 1, 1], "width": 8},
                                    "training": {"epochs": 1, "batch_size": 64}}},
             "auxiliary": {"dim": 16, "heads": 2, "patch_size": 8, "repeats": [1, 2]},
             "distillation": {"training": {"epochs": 1, "batch_size": 64}, "elastic": {"from": 1.0}},
             "targets": [2, 4], "tuning": {"epochs": 1, "batch_size": 64},
             "baselines": {"scratch": {}, "selected_layers": {}}}
            """;

    @TempDir
    private static Path folder;

    private Workshop workshop;
    private TestWorkshop.Run distillation;
    private LearngeneManifest learngene;

    @BeforeAll
    void distil() throws Exception {
        workshop = TestWorkshop.in(folder);
        distillation = new TestWorkshop.Run(folder, "distill");
        learngene = (LearngeneManifest)
                new DistillHandler(workshop).run(job(new DistillJob(request(REQUEST))), distillation);
        workshop.store().create(StoreKeys.learngeneManifest(FAMILY), Json.write(learngene));
    }

    @Test
    void learngeneStoresEachSharedBlockOnce() {
        // Then
        assertThat(learngene.architecture().depth()).isEqualTo(3);
        assertThat(learngene.repeats().stages()).isEqualTo(2);
        assertThat(learngene.parameters())
                .isEqualTo(learngene.architecture().withDepth(2).parameters());
        assertThat(workshop.store().stat(learngene.weights().key())).isPresent();
    }

    @Test
    void learngeneSaysHowItWasMade() {
        // Then
        assertThat(learngene.teacher().history()).extracting(EpochResult::epoch).containsExactly(0, 1);
        assertThat(learngene.training().history())
                .extracting(EpochResult::epoch)
                .containsExactly(0, 1);
        assertThat(learngene.provenance().seed()).isEqualTo(42);
        assertThat(learngene.provenance().createdAt()).isEqualTo(TestWorkshop.NOW);
    }

    @Test
    void learngeneHasTheEvaluationOfItsAuxiliaryModel() {
        // When
        ModelEvaluation evaluation = Json.read(
                workshop.store()
                        .read(learngene.evaluation().orElseThrow().key())
                        .orElseThrow(),
                ModelEvaluation.class);

        // Then
        assertThat(learngene.training().tested()).isEqualTo(evaluation.judged());
        assertThat(learngene.training().tested().accuracy())
                .isEqualTo(learngene.training().history().get(1).score());
        assertThat(learngene.teacher().tested().accuracy())
                .isEqualTo(learngene.teacher().accuracy());
    }

    /** What an ancestor's own manifest tells may be of other images. */
    @Test
    void givenAncestorIsJudgedOnTheImagesAtHand() throws Exception {
        // Given
        String given = REQUEST.replaceFirst("(?s)\"ancestor\": .*?}}}", "\"ancestor\": \"" + FAMILY + "\"")
                .replace("\"test_images\": 64", "\"test_images\": 100, \"validation\": 0.25");

        // When
        LearngeneManifest other = (LearngeneManifest) new DistillHandler(workshop)
                .run(job(new DistillJob(request(given))), new TestWorkshop.Run(folder, "other images"));

        // Then
        assertThat(other.teacher().tested().images()).isEqualTo(100);
        ResultSummary.Learned summary = (ResultSummary.Learned) other.summary();
        assertThat(summary.headline()).isEqualTo("validation_top1");
        assertThat(summary.predecessors().get(0).score())
                .as("by the score of the auxiliary model")
                .isEqualTo(other.teacher().validation());
    }

    @Test
    void ancestorAndDistillationReportTheirProgress() {
        // Then
        assertThat(distillation.points()).extracting(TrainingPoint::phase).contains("ancestor", "distillation");
    }

    @Test
    void trainedAncestorCanTeachOtherFamilies() {
        // Then
        assertThat(workshop.store().stat(StoreKeys.ancestorManifest(FAMILY))).isPresent();
    }

    /** One epoch over 128 images: it does not know its ten classes yet. */
    @Test
    void givenAncestorThatGuessesIsTold() throws Exception {
        // Given
        String given = REQUEST.replaceFirst("(?s)\"ancestor\": .*?}}}", "\"ancestor\": \"" + FAMILY + "\"");
        TestWorkshop.Run run = new TestWorkshop.Run(folder, "guesses");

        // When
        new DistillHandler(workshop).run(job(new DistillJob(request(given))), run);

        // Then
        assertThat(learngene.teacher().accuracy()).isLessThan(0.2);
        assertThat(run.warnings()).anySatisfy(warning -> assertThat(warning)
                .contains("ancestor " + FAMILY + " is right for", "guessing is for 10.0 %", "compare their names"));
        assertThat(distillation.warnings()).isEmpty();
    }

    @Test
    void sameRequestDistilsTheSameBytes() throws Exception {
        // Given
        Path other = folder.resolve("again");

        // When
        LearngeneManifest again = (LearngeneManifest) new DistillHandler(TestWorkshop.in(other))
                .run(job(new DistillJob(request(REQUEST))), new TestWorkshop.Run(other, "again"));

        // Then
        assertThat(again.weights().sha256()).isEqualTo(learngene.weights().sha256());
    }

    @Test
    void expansionCopiesTheStagesInTheirOrder() throws Exception {
        // When
        ExpansionManifest expansion = expand(false);

        // Then
        assertThat(expansion.initialisations())
                .extracting(InitialModel::name, made -> ((Initialisation) made).layersSource())
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("L02", List.of(0, 1)),
                        org.assertj.core.groups.Tuple.tuple("L04", List.of(0, 0, 1, 1)));
    }

    @Test
    void selectedLayersFollowTheDeepestDescendant() throws Exception {
        // Given
        Job<ExpandJob> job = expansion(false);
        ExpandHandler handler = new ExpandHandler(workshop);

        // When
        List<JobSpec> next = handler.next(job, handler.run(job, new TestWorkshop.Run(folder, "next")));

        // Then
        assertThat(next)
                .extracting(JobSpec::path)
                .containsExactly("tune/L02", "tune/L04", "scratch/L02", "scratch/L04");
        TuneJob deepest = (TuneJob) next.get(1);
        assertThat(deepest.queuedAfter(FAMILY)).extracting(TuneJob::path).containsExactly("selected-layers/L02");
    }

    /** As a descendant's layers reach from the first stage to the last one. */
    @Test
    void selectedLayersReachFromTheFirstToTheLast() throws Exception {
        // Given
        Job<ExpandJob> job = expansion(false);
        ExpandHandler handler = new ExpandHandler(workshop);

        // When
        List<JobSpec> next = handler.next(job, handler.run(job, new TestWorkshop.Run(folder, "selected")));

        // Then
        assertThat(((TuneJob) next.get(1)).followers())
                .extracting(TuneJob.Follower::layers)
                .containsExactly(List.of(0, 3));
    }

    @Test
    void materialisedInitialisationLiesInTheStore() throws Exception {
        // When
        ExpansionManifest expansion = expand(true);

        // Then
        Map<String, Tensor> blocks = tensors(learngene.weights());
        assertThat(expansion.initialisations()).hasSize(2).allSatisfy(made -> assertThat(tensors(made.materialised()))
                .isEqualTo(Expansion.weights(blocks, ((Initialisation) made).layersSource())));
    }

    @Test
    void expansionOfALearngeneThatIsGoneFailsForGood() {
        // Given
        Job<ExpandJob> job =
                Job.first("gone-1a2b3c4d", TestWorkshop.NOW, expansion(false).spec());

        // When, Then
        assertThatThrownBy(() -> new ExpandHandler(workshop).run(job, new TestWorkshop.Run(folder, "gone")))
                .isInstanceOf(PermanentJobException.class)
                .hasMessageContaining("gone-1a2b3c4d");
    }

    @Test
    void descendantIsTunedFromTheLearngene() throws Exception {
        // Given
        TuneJob spec = (TuneJob) new ExpandHandler(workshop)
                .next(expansion(false), expand(false))
                .get(1);

        // When
        ModelManifest tuned = tune(spec);

        // Then
        assertThat(tuned.start()).isInstanceOf(LearngeneOrigin.class);
        assertThat(tuned.architecture().depth()).isEqualTo(4);
        assertThat(tuned.files()).extracting(f -> f.name()).contains("config.json", "model.safetensors", "README.md");
    }

    @Test
    void descendantWithOtherHeadsIsRefused() throws Exception {
        // Given
        TuneJob spec = (TuneJob) new ExpandHandler(workshop)
                .next(expansion(false), expand(false))
                .get(0);
        var own = spec.architecture();
        var other = new io.learngene.contracts.architecture.VitArchitecture(
                own.imageSize(), own.patchSize(), own.dim(), 4, own.depth(), own.classes(), null, null, null);
        TuneJob wrong =
                new TuneJob("L02", TuneJob.MODELS, other, spec.start(), spec.dataset(), spec.training(), null, 1, null);

        // When, Then
        assertThatThrownBy(() -> tune(wrong))
                .isInstanceOf(PermanentJobException.class)
                .hasMessageContaining("2 heads");
    }

    private ExpansionManifest expand(boolean materialise) throws Exception {
        return (ExpansionManifest)
                new ExpandHandler(workshop).run(expansion(materialise), new TestWorkshop.Run(folder, "expand"));
    }

    private Map<String, Tensor> tensors(ArtefactRef file) throws IOException {
        try (SafetensorsFile opened = SafetensorsFile.open(workshop.cache().fetch(file))) {
            return opened.tensors();
        }
    }

    private static Job<ExpandJob> expansion(boolean materialise) {
        FamilyRequest request = request(REQUEST);
        ExpandRequest wanted =
                new ExpandRequest(request.targets(), request.tuning(), null, request.baselines(), materialise);
        return job(new ExpandJob(ExpandJob.INITIAL, wanted, request.dataset(), request.seed()));
    }

    @SuppressWarnings("unchecked") // The handler is the one of tuning jobs.
    private ModelManifest tune(TuneJob spec) throws Exception {
        JobHandler<TuneJob> handler = (JobHandler<TuneJob>) Methods.handlers(spec.role(), workshop).stream()
                .filter(h -> h.type().equals(TuneJob.class))
                .findFirst()
                .orElseThrow();
        return (ModelManifest) handler.run(job(spec), new TestWorkshop.Run(folder, "tune"));
    }

    private static <S extends JobSpec> Job<S> job(S spec) {
        return Job.first(FAMILY, TestWorkshop.NOW, spec);
    }

    private static FamilyRequest request(String json) {
        return Json.read(json.getBytes(StandardCharsets.UTF_8), FamilyRequest.class);
    }
}
