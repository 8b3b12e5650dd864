package io.learngene.engine.training;

import static io.learngene.engine.training.TrainingSamples.DATA;
import static io.learngene.engine.training.TrainingSamples.VIT;
import static io.learngene.engine.training.TrainingSamples.keepingEnd;
import static io.learngene.engine.training.TrainingSamples.recipe;
import static io.learngene.engine.training.TrainingSamples.task;
import static io.learngene.engine.training.TrainingSamples.train;
import static io.learngene.engine.training.TrainingSamples.withoutSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.learngene.contracts.InvalidFieldException;
import io.learngene.contracts.artefact.EpochResult;
import io.learngene.engine.data.images.LabelledImages;
import io.learngene.engine.data.images.SyntheticShapes;
import io.learngene.engine.network.Network;
import io.learngene.engine.shape.NetworkSpec;
import io.learngene.engine.torch.TestTorch;
import io.learngene.engine.torch.Torch;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The end of a training where its validation score stands still, and the weights of its best epoch. */
class EarlyStoppingTest {

    private final Torch torch = TestTorch.torch();

    @TempDir
    Path folder;

    /** At such a learning rate the scores jump about, so that the best epoch is hardly ever the last. */
    private static TrainingTask jumping(String ending, long seed) {
        LabelledImages validation = SyntheticShapes.dataset(2, 10, 40).test();
        return task(
                        NetworkSpec.of(VIT),
                        recipe("{'epochs': 8, 'batch_size': 20, 'learning_rate': 0.1," + ending + "}"),
                        seed)
                .validatedOn(validation);
    }

    private static int best(List<EpochResult> rows) {
        double most = rows.stream().mapToDouble(EpochResult::score).max().orElseThrow();
        return rows.stream()
                .filter(row -> row.score() == most)
                .findFirst()
                .orElseThrow()
                .epoch();
    }

    @Test
    void trainingEndsWhereTheValidationScoreStandsStill() throws IOException {
        // Given
        List<EpochResult> all = train(jumping("'drop_path': 0", 7), folder.resolve("all"), () -> false)
                .history();
        int patience = 2;
        int end = 0;
        while (end < 8 && end - best(all.subList(0, end + 1)) < patience) {
            end++;
        }

        // When
        TrainingResult stopped = train(
                jumping("'early_stopping': {'patience': 2, 'restore_best': false}", 7),
                folder.resolve("stopped"),
                () -> false);

        // Then
        assertThat(end).isLessThan(8);
        assertThat(stopped.history()).hasSize(end + 1);
        assertThat(stopped.bestEpoch()).isNull();
        assertThat(stopped.history().get(end).score()).isEqualTo(all.get(end).score());
    }

    /** No score is better by a whole. */
    @Test
    void scoreThatIsBetterByLessThanWantedIsNoBetter() throws IOException {
        // When
        TrainingResult result =
                train(jumping("'early_stopping': {'patience': 3, 'min_delta': 1}", 7), folder, () -> false);

        // Then
        assertThat(result.history()).hasSize(4);
        assertThat(result.bestEpoch()).isZero();
    }

    @ParameterizedTest
    @CsvSource({"weights", "average"})
    void bestWeightsAreWhatIsPublishedAndTested(String published) throws IOException {
        // Given
        String averaging = "'ema_decay': 0.5, 'publish': '" + published + "'";
        List<EpochResult> all =
                train(jumping(averaging, 7), folder.resolve("all"), () -> false).history();
        TrainingTask task = jumping(averaging + ", 'early_stopping': {'patience': 100}", 7);

        // When
        TrainingResult result = train(task, folder.resolve("best"), () -> false);

        // Then
        EpochResult end = result.history().get(8);
        assertThat(result.bestEpoch()).isEqualTo(best(all)).isLessThan(8);
        assertThat(end.score()).isEqualTo(all.get(best(all)).score());
        assertThat(end.evaluated().scores())
                .containsEntry("last_top1", all.get(8).score());
        try (Network trained = Network.create(torch, NetworkSpec.of(VIT), result.weights())) {
            assertThat(Evaluations.of(trained, task.validation()).top1()).isEqualTo(end.score());
            assertThat(Evaluations.of(trained, DATA.test()).top1())
                    .isEqualTo(end.evaluated().scores().get("top1"));
        }
        assertThat(result.tested().evaluation(DATA.classNames(), "shapes").score())
                .isEqualTo(end.evaluated().scores().get("top1"));
    }

    @ParameterizedTest
    @CsvSource({"1, weights", "9, weights", "14, average", "18, weights"})
    void earlyStoppingResumesBitForBit(int stopAfter, String published) throws IOException {
        // Given
        TrainingTask task =
                jumping("'ema_decay': 0.5, 'publish': '" + published + "', 'early_stopping': {'patience': 100}", 7);
        TrainingResult uninterrupted = train(task, folder.resolve("whole"), () -> false);
        int[] asked = {0};
        assertThatThrownBy(() -> train(task, folder.resolve("part"), () -> asked[0]++ >= stopAfter))
                .isInstanceOf(TrainingStoppedException.class);

        // When
        TrainingResult resumed = train(task, folder.resolve("part"), () -> false);

        // Then
        assertThat(resumed.bestEpoch()).isEqualTo(uninterrupted.bestEpoch());
        assertThat(resumed.weights()).isEqualTo(uninterrupted.weights());
        assertThat(withoutSeconds(resumed)).isEqualTo(withoutSeconds(uninterrupted));
    }

    @Test
    void keptEndIsThatOfTheBestEpoch() throws IOException {
        // Given
        TrainingTask task = jumping("'ema_decay': 0.5, 'publish': 'average', 'early_stopping': {'patience': 100}", 7);
        TrainingResult first = Trainer.train(torch, task, keepingEnd(folder), TrainingListener.SILENT, () -> false);

        // When
        TrainingResult again = Trainer.train(torch, task, keepingEnd(folder), TrainingListener.SILENT, () -> false);

        // Then
        assertThat(first.bestEpoch()).isNotNull();
        assertThat(again.bestEpoch()).isEqualTo(first.bestEpoch());
        assertThat(again.weights()).isEqualTo(first.weights());
        assertThat(again.tested().evaluation(DATA.classNames(), "shapes"))
                .isEqualTo(first.tested().evaluation(DATA.classNames(), "shapes"));
    }

    @Test
    void earlyStoppingNeedsImagesToLookAt() {
        assertThatThrownBy(() -> train(
                        task(NetworkSpec.of(VIT), recipe("{'early_stopping': {'patience': 1}}"), 7),
                        folder,
                        () -> false))
                .isInstanceOf(InvalidFieldException.class)
                .hasMessageContaining("early_stopping")
                .hasMessageContaining("dataset.validation");
    }
}
