package io.learngene.method.growth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.learngene.contracts.Json;
import io.learngene.contracts.architecture.VitArchitecture;
import io.learngene.contracts.artefact.AncestorManifest;
import io.learngene.contracts.artefact.ArtefactRef;
import io.learngene.contracts.artefact.JobResult;
import io.learngene.contracts.artefact.ModelManifest;
import io.learngene.contracts.artefact.ResultSummary;
import io.learngene.contracts.artefact.StoreKeys;
import io.learngene.contracts.family.DatasetSelection;
import io.learngene.contracts.job.Job;
import io.learngene.contracts.job.JobSpec;
import io.learngene.engine.model.ModelFolder;
import io.learngene.engine.safetensors.SafetensorsWriter;
import io.learngene.engine.shape.NetworkSpec;
import io.learngene.engine.shape.RandomInitialisation;
import io.learngene.engine.tensor.Tensor;
import io.learngene.method.Methods;
import io.learngene.method.StoredModel;
import io.learngene.method.TestWorkshop;
import io.learngene.method.TuneJob;
import io.learngene.runtime.job.JobHandler;
import io.learngene.runtime.job.PermanentJobException;
import io.learngene.worker.Workshop;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The growing job and the tuning of what it grew, over folders. */
class GrowHandlerTest {

    private static final String FAMILY = "growth-1a2b3c4d";
    private static final VitArchitecture SMALL = new VitArchitecture(32, 8, 24, 3, 2, 10, null, null, null);

    @TempDir
    Path folder;

    private Workshop workshop;

    @BeforeEach
    void putAnAncestor() throws IOException {
        workshop = TestWorkshop.in(folder);
        Path file = folder.resolve("small.safetensors");
        SafetensorsWriter.write(file, drawn(SMALL), Map.of());
        String prefix = "ancestors/small/";
        ArtefactRef weights = workshop.store().put(ModelFolder.WEIGHTS, prefix + ModelFolder.WEIGHTS, file);
        ArtefactRef config = workshop.store()
                .put(ModelFolder.CONFIG, prefix + ModelFolder.CONFIG, "{}".getBytes(StandardCharsets.UTF_8));
        workshop.store()
                .create(
                        StoreKeys.ancestorManifest("small"),
                        Json.write(
                                new AncestorManifest("small", SMALL, weights, config, null, null, TestWorkshop.NOW)));
    }

    @Test
    void grownModelAnswersAsItsSource() throws Exception {
        // When
        GrownManifest grown = grow("{\"dim\": 40, \"heads\": 5, \"depth\": 3}", "");

        // Then
        assertThat(grown.name()).isEqualTo("L03-d40");
        assertThat(grown.architecture().heads()).isEqualTo(5);
        assertThat(grown.logitDifference().images()).isEqualTo(64);
        assertThat(grown.logitDifference().largest()).isLessThan(1e-5);
        assertThat(grown.logitDifference().largestLogit()).isGreaterThan(1e-3);
        assertThat(workshop.store().stat(grown.weights().key())).isPresent();
    }

    @Test
    void advancedKnowledgeGivesUpTheFunctionAndSaysHowFar() throws Exception {
        // When
        GrownManifest grown = grow("{\"dim\": 48}", ", \"rule\": {\"knowledge\": \"advanced\"}");

        // Then
        assertThat(grown.logitDifference().largest()).isGreaterThan(1e-4);
    }

    @Test
    void whatFollowsIsTheTuningAndScratchBesideIt() throws Exception {
        // Given
        GrownManifest grown = grow("{\"depth\": 3}", "");
        Job<GrowJob> job = job("{\"depth\": 3}", "");

        // When
        List<JobSpec> next = new GrowHandler(workshop).next(job, grown);

        // Then
        assertThat(next).extracting(JobSpec::path).containsExactly("tune/L03-d24", "scratch/L03-d24");
        assertThat(next).extracting(s -> ((TuneJob) s).architecture()).containsOnly(grown.architecture());
    }

    @Test
    void noScratchIsQueuedWhereNoneIsWanted() throws Exception {
        // Given
        Job<GrowJob> job = job("{\"depth\": 3}", ", \"baselines\": {}");

        // When
        List<JobSpec> next = new GrowHandler(workshop).next(job, grow("{\"depth\": 3}", ""));

        // Then
        assertThat(next).extracting(JobSpec::path).containsExactly("tune/L03-d24");
    }

    @Test
    void tuningBeginsWithTheGrownWeights() throws Exception {
        // Given
        GrownManifest grown = grow("{\"dim\": 40}", "");
        workshop.store().create(GrowJob.manifest(FAMILY), Json.write(grown));
        GrowthRequest request = job("{\"dim\": 40}", "").spec().request();
        TuneJob tune = GrowHandler.jobs(FAMILY, request, grown.architecture()).get(0);

        // When
        ModelManifest tuned = (ModelManifest) run(tune, "tune");

        // Then
        VitArchitecture source = SMALL.forDataset(10, 32);
        assertThat(tuned.start()).isEqualTo(new Grown(GrowJob.manifest(FAMILY)));
        assertThat(tuned.training().history()).hasSize(2);
        assertThat(tuned.training().history().get(0).score())
                .as("accuracy before training is the source's")
                .isEqualTo(sourceAccuracy(source));
    }

    @Test
    void sameRequestGrowsTheSameBytes() throws Exception {
        // When
        GrownManifest once = grow("{\"dim\": 48}", "");
        GrownManifest again = grow("{\"dim\": 48}", "");

        // Then
        assertThat(again.weights().sha256()).isEqualTo(once.weights().sha256());
    }

    @Test
    void missingSourceIsAPermanentFailureThatNamesIt() {
        // Given
        Job<GrowJob> job = job("{\"depth\": 3}", "", "gone");

        // When, Then
        assertThatThrownBy(() -> new GrowHandler(workshop).run(job, new TestWorkshop.Run(folder, "gone")))
                .isInstanceOf(PermanentJobException.class)
                .hasMessageContaining("'gone'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ligo", "mango"})
    void trainedOperatorGrowsWhatIsThenTuned(String kind) throws Exception {
        // Given
        String more = ", \"operator\": {\"kind\": \"" + kind + "\", \"steps\": 3}";
        GrowthRequest request = job("{\"dim\": 48, \"depth\": 3}", more).spec().request();
        OperatorJob operator = new OperatorJob("L03-d48", request);

        // When
        ModelManifest fitted = (ModelManifest) run(operator, "operator");

        // Then: three steps of 64 images, of which there are 128
        assertThat(fitted.training().trainImages()).isEqualTo(3 * 64);
        assertThat(fitted.training().history()).hasSize(2);
        assertThat(fitted.training().history().get(1).trainLoss()).isFinite();
        assertThat(fitted.trainings()).singleElement().satisfies(training -> {
            assertThat(training.group()).isEqualTo("baselines/fitted");
            assertThat(training.flops()).isEqualTo(3.0 * fitted.flops() * 3 * 64);
        });

        // When: the growing job takes what the operator wrote out
        Job<OperatorJob> first = Job.first(FAMILY, TestWorkshop.NOW, operator);
        List<JobSpec> next = new OperatorHandler(workshop).next(first, fitted);
        workshop.store().create(first.resultKey(), Json.write(fitted));
        GrownManifest grown = (GrownManifest) run(next.get(0), "grow");

        // Then
        assertThat(grown.weights()).isEqualTo(StoredModel.weights(fitted));
        assertThat(grown.operator().kind().word()).isEqualTo(kind);
        assertThat(grown.rule()).isNull();
        assertThat(grown.logitDifference().largest()).isPositive();
        assertThat(grown.jobs())
                .extracting(ResultSummary.Expected::path)
                .containsExactly("tune/L03-d48", "scratch/L03-d48");
    }

    private GrownManifest grow(String to, String more) throws Exception {
        return (GrownManifest) new GrowHandler(workshop).run(job(to, more), new TestWorkshop.Run(folder, "grow"));
    }

    private static Job<GrowJob> job(String to, String more) {
        return job(to, more, "small");
    }

    private static Job<GrowJob> job(String to, String more, String from) {
        String request = "{\"from\": \"" + from + "\", \"to\": " + to
                + ", \"dataset\": {\"name\": \"synthetic-shapes\", \"train_images\": 128, \"test_images\": 64},"
                + " \"tuning\": {\"epochs\": 1, \"batch_size\": 64}" + more + "}";
        GrowthRequest read = Json.read(request.getBytes(StandardCharsets.UTF_8), GrowthRequest.class);
        return Job.first(FAMILY, TestWorkshop.NOW, new GrowJob(read));
    }

    @SuppressWarnings("unchecked") // The handler is the one of the job's type.
    private <S extends JobSpec> JobResult run(S spec, String name) throws Exception {
        JobHandler<S> handler = (JobHandler<S>) Methods.handlers(spec.role(), workshop).stream()
                .filter(h -> h.type().equals(spec.getClass()))
                .findFirst()
                .orElseThrow();
        return handler.run(Job.first(FAMILY, TestWorkshop.NOW, spec), new TestWorkshop.Run(folder, name));
    }

    private double sourceAccuracy(VitArchitecture source) throws IOException {
        var test = workshop.datasets()
                .open(new DatasetSelection("synthetic-shapes", null, 32, null, 128, 64), null)
                .test();
        try (var network = io.learngene.engine.network.Network.create(
                workshop.torch().get(), NetworkSpec.of(source), drawn(source))) {
            return io.learngene.engine.training.Evaluations.of(network, test).top1();
        }
    }

    private static Map<String, Tensor> drawn(VitArchitecture architecture) {
        Map<String, Tensor> weights = new LinkedHashMap<>();
        NetworkSpec.of(architecture)
                .parameters()
                .forEach(parameter -> weights.put(parameter.name(), RandomInitialisation.draw(parameter, 5)));
        return weights;
    }
}
