package io.learngene.contracts.artefact;

import static org.assertj.core.api.Assertions.assertThat;

import io.learngene.contracts.Json;
import io.learngene.contracts.architecture.VitArchitecture;
import io.learngene.contracts.recipe.Freeze;
import io.learngene.contracts.recipe.TrainingRecipe;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TrainingCostTest {

    private static final VitArchitecture VIT = new VitArchitecture(32, 8, 96, 3, 4, 10, null, null, null);

    @Test
    void trainedImageCostsThreeForwardPasses() {
        // When, then
        assertThat(TrainingCost.epoch(model(null))).isEqualTo(3.0 * 100 * 50);
    }

    @Test
    void teacherLooksAtEveryImageOnce() {
        // When, then
        assertThat(TrainingCost.epoch(model(1_000L))).isEqualTo((3.0 * 100 + 1_000) * 50);
    }

    @Test
    void costWithATeacherThatNobodyCanCountIsUnknownAndNotSmall() {
        // When, then
        assertThat(TrainingCost.epoch(model(0L))).isNull();
        assertThat(TrainingCost.epoch(model(0L, 1, 2))).isNull();
    }

    @Test
    void answersThatWereStoredBeforeCostNothing() {
        // When, then
        assertThat(TrainingCost.epoch(model(1_000L, 0, 2))).isEqualTo(3.0 * 100 * 50);
        assertThat(TrainingCost.epoch(model(0L, 0, 2))).isEqualTo(3.0 * 100 * 50);
    }

    @Test
    void answersToTheImagesOfSomeEpochsAreSharedByAll() {
        // When, then
        assertThat(TrainingCost.epoch(model(1_000L, 1, 2))).isEqualTo((3.0 * 100 + 500) * 50);
        assertThat(TrainingCost.epoch(model(1_000L, 2, 2))).isEqualTo((3.0 * 100 + 1_000) * 50);
    }

    @Test
    void epochThatWasCutShortCostsWhatWasTrained() {
        // Given: two epochs that saw the images one and a half times
        ModelManifest model = model(null, null, 2, 1.5);

        // When, then
        assertThat(TrainingCost.epoch(model)).isEqualTo(3.0 * 100 * 50 * 1.5 / 2);
        assertThat(model.trainings().get(0).samples()).isEqualTo(75);
    }

    @Test
    void layersThatStandStillCostAForwardPass() {
        // Given
        long block = VIT.blockFlops();
        long all = VIT.flops();

        // When, then
        assertThat(VIT.frozenFlops(null)).isZero();
        assertThat(VIT.frozenFlops(new Freeze(0))).isZero();
        assertThat(VIT.frozenFlops(new Freeze(2)) - VIT.frozenFlops(new Freeze(1)))
                .isEqualTo(block);
        assertThat(VIT.frozenFlops(new Freeze(null))).isEqualTo(all - 2L * VIT.dim() * VIT.classes());
    }

    @Test
    void layersThatStandStillHaveNoWayBackAndComputedOnesAnotherWayThere() {
        // When, then
        long all = VIT.flops();
        long head = 2L * VIT.dim() * VIT.classes();
        assertThat(TrainingCost.epoch(trained("{}"))).isEqualTo(3.0 * all * 50);
        assertThat(TrainingCost.epoch(trained("{\"freeze\": \"all\"}"))).isEqualTo((all + 2.0 * head) * 50);
        assertThat(TrainingCost.epoch(trained("{\"gradient_checkpointing\": true}")))
                .isEqualTo(4.0 * all * 50);
    }

    private static ModelManifest trained(String recipe) {
        TrainingRecipe training = Json.read(recipe.getBytes(StandardCharsets.UTF_8), TrainingRecipe.class)
                .withDefaults(TrainingRecipe.TUNING);
        return new ModelManifest(
                "pets",
                "L04",
                "models",
                VIT,
                new Origin.Random(),
                new Listening(null, null, null, null),
                VIT.parameters(),
                VIT.flops(),
                List.of("a", "b"),
                new CompletedTraining(50, List.of(epoch(0), epoch(1)), 1, null, null, null),
                List.of(),
                new Provenance("pets/tune/L04", 1, 42, null, training, Map.of(), Instant.EPOCH));
    }

    @Test
    void teacherOfAnEpochThatWasCutShortIsAskedAboutWhatWasTrained() {
        // Given: two epochs that saw the images one and a half times
        ModelManifest model = model(1_000L, null, 2, 1.5);

        // When, then
        assertThat(TrainingCost.epoch(model)).isEqualTo((3.0 * 100 + 1_000) * 50 * 1.5 / 2);
    }

    @Test
    void wholeTrainingTakesWhatItsEpochsTake() {
        // Given: one asks its teacher about one epoch of two, the last two are cut short
        for (ModelManifest model : List.of(
                model(1_000L, null, 2), model(1_000L, 1, 2), model(null, null, 2, 1.5), model(1_000L, null, 2, 1.5))) {
            double epochs = TrainingCost.epochs(model.training().history());

            // When / Then
            assertThat(TrainingCost.of(model)).isEqualTo(epochs * TrainingCost.epoch(model));
        }
        assertThat(TrainingCost.of(model(0L, null, 2))).isNull();
    }

    @Test
    void epochsAreCountedByTheirNumberAndNotByTheRows() {
        // Given
        List<EpochResult> resumed = List.of(epoch(0), epoch(1), epoch(2), epoch(2), epoch(3));

        // When, then
        assertThat(TrainingCost.epochs(resumed)).isEqualTo(3);
        assertThat(TrainingCost.epochs(List.of())).isZero();
    }

    private static EpochResult epoch(int number) {
        return new EpochResult(number, null, null, null, null, 0);
    }

    private static ModelManifest model(Long teacherFlops) {
        return model(teacherFlops, null, 0);
    }

    private static ModelManifest model(Long teacherFlops, Integer asked, int epochs) {
        return model(teacherFlops, asked, epochs, null);
    }

    private static ModelManifest model(Long teacherFlops, Integer asked, int epochs, Double passes) {
        return new ModelManifest(
                "pets",
                "L04",
                "models",
                VIT,
                new Origin.Random(),
                new Listening(null, teacherFlops, asked == null ? null : AnswerSource.STORED, asked),
                10,
                100,
                List.of("a", "b"),
                new CompletedTraining(50, List.of(epoch(0), epoch(epochs)), 1, passes, null, null),
                List.of(),
                null);
    }
}
