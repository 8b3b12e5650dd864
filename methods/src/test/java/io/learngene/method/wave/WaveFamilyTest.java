package io.learngene.method.wave;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.learngene.contracts.InvalidFieldException;
import io.learngene.contracts.Json;
import io.learngene.contracts.artefact.InitialModel;
import io.learngene.contracts.artefact.JobResult;
import io.learngene.contracts.artefact.ModelManifest;
import io.learngene.contracts.artefact.ResultSummary;
import io.learngene.contracts.artefact.StoreKeys;
import io.learngene.contracts.event.LearngenePublished;
import io.learngene.contracts.family.MethodRequest;
import io.learngene.contracts.job.JobSpec;
import io.learngene.contracts.recipe.WeightInit;
import io.learngene.method.Continuation;
import io.learngene.method.DistillJob;
import io.learngene.method.ExpandJob;
import io.learngene.method.ExpandRequest;
import io.learngene.method.FamilyShelves;
import io.learngene.method.LearngeneManifest;
import io.learngene.method.Method;
import io.learngene.method.Methods;
import io.learngene.method.TestJobs;
import io.learngene.method.TestWorkshop;
import io.learngene.method.TuneJob;
import io.learngene.method.distillation.ExpansionManifest;
import io.learngene.method.factors.FitJob;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A tiny family of weight templates from its request to a tuned descendant, over folders: real training, no broker. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WaveFamilyTest {

    private static final String FAMILY = "tiny-1a2b3c4d";
    private static final String REQUEST = """
            {"method": "wave", "dataset": {"name": "synthetic-shapes", "train_images": 128, "test_images": 64},
             "ancestor": {"train": {"model": {"type": "resnet", "layers": [1, 1, 1], "width": 8},
                                    "training": {"epochs": 1, "batch_size": 64}}},
             "auxiliary": {"dim": 16, "heads": 2, "patch_size": 8, "depth": 3},
             "templates": {"size": 4, "count": 6},
             "distillation": {"training": {"epochs": 1, "batch_size": 64}},
             "fit": {"steps": 3, "images": 64},
             "targets": [3, 5, {"dim": 24, "depth": 3}], "tuning": {"epochs": 1, "batch_size": 64}, "baselines": {"scratch": {}, "selected_layers": {}}}
            """;

    @TempDir
    private static Path folder;

    private WaveRequest request;
    private TestJobs jobs;
    private LearngeneManifest learngene;
    private ExpansionManifest expansion;
    private ExpandJob expand;

    @BeforeAll
    void distil() throws Exception {
        request = (WaveRequest) Json.read(REQUEST.getBytes(StandardCharsets.UTF_8), MethodRequest.class);
        jobs = new TestJobs(TestWorkshop.in(folder), folder, FAMILY);
        learngene = (LearngeneManifest) jobs.run(new DistillJob(request));
        LearngenePublished published = new LearngenePublished(
                FAMILY, "learngenes/" + FAMILY + "/learngene.json", "0".repeat(64), request, null, TestWorkshop.NOW);
        expand = (ExpandJob) Methods.all().stream()
                .map((Method method) -> method.expansions(published))
                .flatMap(List::stream)
                .findFirst()
                .orElseThrow();
        expansion = (ExpansionManifest) jobs.run(expand);
    }

    @Test
    void learngeneStoresItsTemplatesAndWhatEachLayerHas() {
        // Then: templates of four matrices, scalers, vectors, and what stands around the blocks
        long around = learngene.architecture().withDepth(1).parameters() - blockOf(16);
        assertThat(learngene.method()).isEqualTo("wave");
        assertThat(learngene.parameters()).isEqualTo(6 * 12L * 4 * 4 + 3 * (4 * 6 * 4 * 4 + 13 * 16) + around);
    }

    @Test
    void modelOfTheAuxiliaryShapeIsTunedAtOnceAndOthersAreFittedBefore() throws Exception {
        // When
        List<JobSpec> next = jobs.next(expand, expansion);

        // Then
        assertThat(next)
                .extracting(JobSpec::path)
                .containsExactly("tune/L03", "fit/L05", "fit/L03-d24", "scratch/L03", "scratch/L05", "scratch/L03-d24");
        assertThat(((ResultSummary.Generated) expansion.summary()).jobs())
                .extracting(ResultSummary.Expected::path, ResultSummary.Expected::after)
                .contains(
                        org.assertj.core.groups.Tuple.tuple("fit/L03-d24", null),
                        org.assertj.core.groups.Tuple.tuple("tune/L03-d24", "fit/L03-d24"));
        assertThat(expansion.initialisations())
                .allSatisfy(made -> assertThat(Json.read(Json.write(made), InitialModel.class))
                        .isEqualTo(made));
    }

    @Test
    void layersAreSelectedFromTheDeepestModelOfTheSameWidth() throws Exception {
        // When
        FitJob deepest = (FitJob) jobs.next(expand, expansion).get(1);
        FitJob wide = (FitJob) jobs.next(expand, expansion).get(2);

        // Then
        assertThat(deepest.tuning().followers())
                .extracting(TuneJob.Follower::name)
                .containsExactly("L03");
        assertThat(wide.tuning().followers()).isNull();
    }

    @Test
    void modelOfTheAuxiliaryDepthBeginsAsTheAuxiliaryModel() throws Exception {
        // When
        ModelManifest tuned =
                (ModelManifest) jobs.run(jobs.next(expand, expansion).get(0));

        // Then
        assertThat(tuned.training().history().get(0).testLoss())
                .isCloseTo(learngene.training().history().get(1).testLoss(), within(1e-5));
    }

    @ParameterizedTest
    @CsvSource({"1, L05, 5, 4", "2, L03-d24, 3, 6"})
    void tuningBeginsWhereTheFitEnded(int job, String name, int depth, int scale) throws Exception {
        // Given
        FitJob fit = (FitJob) jobs.next(expand, expansion).get(job);

        // When
        ModelManifest fitted = (ModelManifest) jobs.run(fit);
        TuneJob next = (TuneJob) jobs.next(fit, fitted).get(0);
        ModelManifest tuned = (ModelManifest) jobs.run(next);

        // Then: three steps of 64 images, and a file of four times six scalers for each layer
        long bytes = 4L * depth * 4 * 6 * scale * scale;
        assertThat(fitted.training().trainImages()).isEqualTo(192);
        assertThat(fitted.group()).isEqualTo("baselines/fitted");
        assertThat(fitted.files()).singleElement().satisfies(file -> assertThat(file.size())
                .isBetween(bytes, bytes + 4096));
        assertThat(next.path()).isEqualTo("tune/" + name);
        assertThat(tuned.architecture().dim()).isEqualTo(4 * scale);
        assertThat(tuned.training().history().get(0).testLoss())
                .isCloseTo(fitted.training().history().get(1).testLoss(), within(1e-5))
                .isNotEqualTo(fitted.training().history().get(0).testLoss());
    }

    @Test
    void widthThatTheHeadsDoNotMakeIsRefusedByItsField() {
        // Given
        FamilyShelves shelves = new FamilyShelves(
                request, Map.of(StoreKeys.learngeneManifest(FAMILY), (JobResult) learngene), Map.of());
        ExpandJob job = more(shelves, "{'targets': [4, {'dim': 20, 'depth': 4}]}".replace('\'', '"'));

        // When, Then
        assertThatThrownBy(() -> new Wave()
                        .descendants(
                                learngene.architecture(), null, job.request().targets()))
                .hasMessageContaining("multiple")
                .isInstanceOfSatisfying(
                        InvalidFieldException.class, e -> assertThat(e.field()).isEqualTo("targets[1].dim"));
    }

    @Test
    void furtherDescendantsAreFittedAsTheFamilyUnlessTheySayHow() {
        // Given
        FamilyShelves shelves = new FamilyShelves(
                request, Map.of(StoreKeys.learngeneManifest(FAMILY), (JobResult) learngene), Map.of());

        // When
        ExpandJob as = more(shelves, "{\"targets\": [4]}");
        ExpandJob other = more(shelves, "{\"targets\": [4], \"fit\": {\"steps\": 7}}");

        // Then
        assertThat(as.request().fit()).isEqualTo(request.fit());
        assertThat(other.request().fit().steps()).isEqualTo(7);
    }

    @SuppressWarnings("unchecked") // The one continuation of this name.
    private static ExpandJob more(FamilyShelves shelves, String document) {
        Continuation<ExpandRequest, ExpandJob> more = (Continuation<ExpandRequest, ExpandJob>)
                Methods.continuation("descendants", FAMILY, shelves).orElseThrow();
        ExpandRequest asked = Json.read(document.getBytes(StandardCharsets.UTF_8), ExpandRequest.class);
        return more.job(asked, FAMILY, "r1", shelves);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "{'dataset': 'd', 'templates': {'size': 0}} | templates.size | 0",
                "{'dataset': 'd', 'templates': {'count': 0}} | templates.count | 0",
                "{'dataset': 'd', 'templates': {'size': 48}} | templates.size | the width of a head, which is 32",
                "{'dataset': 'd', 'auxiliary': {'mlp_ratio': 3.03125}, 'templates': {'size': 16}} | templates.size | whole",
                "{'dataset': 'd', 'fit': {'steps': -1}} | fit.steps | -1",
                "{'dataset': 'd', 'fit': {'steps': 10000}, 'tuning': {'batch_size': 65536}} | fit.steps | 256",
                "{'dataset': 'd', 'fit': {'images': 0}} | fit.images | 0",
                "{'dataset': 'd', 'distillation': {'elastic': {}}} | distillation.elastic | leave it out",
                "{'dataset': 'd', 'targets': [{'layers_source': [0, 1]}]} | targets[0].layers_source | no stages"
            })
    void requestIsRefusedByItsField(String json, String field, String part) {
        // Given
        byte[] document = json.replace('\'', '"').getBytes(StandardCharsets.UTF_8);

        // When, Then
        assertThatThrownBy(() -> Json.read(document, WaveRequest.class))
                .hasMessageContaining(part)
                .isInstanceOfSatisfying(
                        InvalidFieldException.class, e -> assertThat(e.field()).isEqualTo(field));
    }

    @Test
    void acceptedRequestThatSaysNothingDrawsByXaviersRule() {
        // When
        WaveRequest accepted = request.accepted(request.dataset());

        // Then
        assertThat(accepted.distillation().drawn()).isEqualTo(WeightInit.XAVIER_UNIFORM);
    }

    @Test
    void acceptedRequestIsReadAgain() {
        // When
        WaveRequest accepted = request.accepted(request.dataset());

        // Then
        assertThat(Json.read(Json.write(accepted), MethodRequest.class)).isEqualTo(accepted);
    }

    private static long blockOf(long dim) {
        return 12 * dim * dim + 13 * dim;
    }
}
