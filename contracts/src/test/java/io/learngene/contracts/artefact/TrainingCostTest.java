package io.learngene.contracts.artefact;

import static org.assertj.core.api.Assertions.assertThat;

import io.learngene.contracts.architecture.VitArchitecture;
import java.util.List;
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
        return new ModelManifest(
                "pets",
                "L04",
                "models",
                VIT,
                new Origin.Random(),
                null,
                teacherFlops,
                10,
                100,
                List.of("a", "b"),
                50,
                List.of(),
                1,
                List.of(),
                null);
    }
}
