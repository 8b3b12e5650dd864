package io.learngene.method.tuning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.learngene.contracts.Json;
import io.learngene.contracts.architecture.VitArchitecture;
import io.learngene.contracts.artefact.EpochResult;
import io.learngene.contracts.artefact.ModelManifest;
import io.learngene.contracts.artefact.Origin;
import io.learngene.contracts.artefact.StoreKeys;
import io.learngene.contracts.artefact.TuningTeacher;
import io.learngene.contracts.evaluation.ModelEvaluation;
import io.learngene.contracts.evaluation.PairedDifference;
import io.learngene.contracts.family.DatasetSelection;
import io.learngene.contracts.job.Job;
import io.learngene.contracts.recipe.TrainingRecipe;
import io.learngene.method.Methods;
import io.learngene.method.TestWorkshop;
import io.learngene.method.TuneJob;
import io.learngene.runtime.job.PermanentJobException;
import io.learngene.worker.Workshop;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Tuning jobs from every place that weights come from, over folders. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TuneHandlerTest {

    private static final String FAMILY = "tiny-1a2b3c4d";
    private static final VitArchitecture SHAPE = new VitArchitecture(32, 8, 16, 2, 4, 10, null, null, null);
    private static final TrainingRecipe RECIPE =
            Json.read("{\"epochs\": 1, \"batch_size\": 64}".getBytes(StandardCharsets.UTF_8), TrainingRecipe.class);

    @TempDir
    private static Path folder;

    private Workshop workshop;
    private ModelManifest scratch;

    @BeforeAll
    void trainOne() throws Exception {
        workshop = TestWorkshop.in(folder);
        scratch = tune(spec("L04", SHAPE, new Origin.Random(), null));
        workshop.store().create(key(), Json.write(scratch));
    }

    @Test
    void modelFromRandomWeightsIsATimmFolder() {
        // Then
        assertThat(scratch.files())
                .extracting(f -> f.name())
                .containsExactlyInAnyOrder(
                        "config.json", "model.safetensors", "README.md", "metrics.jsonl", "evaluation.json");
        assertThat(scratch.training().history()).extracting(EpochResult::epoch).containsExactly(0, 1);
    }

    @Test
    void evaluationBesideTheModelHasEachTestImage() {
        // When
        ModelEvaluation evaluation = evaluation(scratch);

        // Then
        double end = scratch.training().history().get(1).score();
        assertThat(evaluation.images()).isEqualTo(64);
        assertThat((double) evaluation.right() / 64).isEqualTo(end);
        assertThat(evaluation.classes())
                .extracting(ModelEvaluation.OfClass::name)
                .isEqualTo(scratch.classNames());
        assertThat(evaluation.rightImages().set().cardinality()).isEqualTo((int) evaluation.right());
        assertThat(scratch.training().tested()).isEqualTo(evaluation.judged());
    }

    @Test
    void modelsOfTheSameTestImagesCanBeComparedOneByOne() throws Exception {
        // Given
        ModelManifest other = tune(spec("L02-other", SHAPE.withDepth(2), new Origin.Random(), null));

        // When
        PairedDifference difference = PairedDifference.of(
                        evaluation(scratch).rightImages(), evaluation(other).rightImages())
                .orElseThrow();

        // Then
        assertThat(difference.difference())
                .isCloseTo(
                        scratch.training().tested().accuracy()
                                - other.training().tested().accuracy(),
                        within(1e-12));
    }

    @Test
    void messageOfAModelHasItsNumbersAndNotItsEvaluation() {
        // When
        String told = new String(Json.write(scratch.summary()), StandardCharsets.UTF_8);

        // Then
        assertThat(told).contains("\"tested\":{\"images\":64").doesNotContain("confusion", "bits");
    }

    @Test
    void modelGoesOnWhereItStood() throws Exception {
        // When
        ModelManifest further = tune(spec("L04-b", SHAPE, new Origin.Model(key()), null));

        // Then
        assertThat(further.training().history().get(0).score())
                .isEqualTo(scratch.training().history().get(1).score());
    }

    @Test
    void someLayersOfAModelBecomeASmallerOne() throws Exception {
        // When
        ModelManifest small = tune(spec("L02", SHAPE.withDepth(2), new Origin.Layers(key(), List.of(0, 2)), null));

        // Then
        assertThat(small.architecture().depth()).isEqualTo(2);
        assertThat(small.parameters()).isEqualTo(SHAPE.withDepth(2).parameters());
    }

    @Test
    void modelThatIsGoneFailsForGood() {
        // When, Then
        assertThatThrownBy(() -> tune(spec("L04-c", SHAPE, new Origin.Model("families/gone/model.json"), null)))
                .isInstanceOf(PermanentJobException.class)
                .hasMessageContaining("families/gone/model.json");
    }

    @Test
    void teacherThatIsGoneFailsForGood() {
        // Given
        TuningTeacher teacher = new TuningTeacher("gone", null, null);

        // When, Then
        assertThatThrownBy(() -> tune(spec("L04-d", SHAPE, new Origin.Random(), teacher)))
                .isInstanceOf(PermanentJobException.class)
                .hasMessageContaining("'gone'");
    }

    @Test
    void originThatNobodyKnowsIsAnErrorAndNoRandomBeginning() {
        // Given
        record Unknown() implements Origin {}

        // When, Then
        assertThatThrownBy(() -> Methods.initialiser(new Unknown())).isInstanceOf(IllegalStateException.class);
    }

    private ModelEvaluation evaluation(ModelManifest model) {
        return Json.read(
                workshop.store().read(model.evaluation().orElseThrow().key()).orElseThrow(), ModelEvaluation.class);
    }

    private ModelManifest tune(TuneJob spec) throws Exception {
        return (ModelManifest) new TuneHandler(workshop)
                .run(Job.first(FAMILY, TestWorkshop.NOW, spec), new TestWorkshop.Run(folder, spec.name()));
    }

    private static TuneJob spec(String name, VitArchitecture shape, Origin start, TuningTeacher teacher) {
        DatasetSelection dataset = new DatasetSelection("synthetic-shapes", null, 32, null, 128, 64);
        return new TuneJob(name, TuneJob.MODELS, shape, start, dataset, RECIPE, teacher, 42, null);
    }

    private static String key() {
        return StoreKeys.modelManifest(FAMILY, TuneJob.MODELS, "L04");
    }
}
