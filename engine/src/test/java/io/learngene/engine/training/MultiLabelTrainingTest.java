package io.learngene.engine.training;

import static io.learngene.engine.training.TrainingSamples.recipe;
import static io.learngene.engine.training.TrainingSamples.train;
import static io.learngene.engine.training.TrainingSamples.withoutSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.learngene.contracts.InvalidFieldException;
import io.learngene.contracts.architecture.VitArchitecture;
import io.learngene.contracts.artefact.EpochResult;
import io.learngene.contracts.evaluation.LabelEvaluation;
import io.learngene.contracts.evaluation.LabelTally;
import io.learngene.contracts.recipe.Precision;
import io.learngene.contracts.recipe.TeacherLoss;
import io.learngene.contracts.recipe.TrainingRecipe;
import io.learngene.engine.data.images.ImageLabels;
import io.learngene.engine.data.images.LabelledImages;
import io.learngene.engine.network.Classifier;
import io.learngene.engine.shape.NetworkSpec;
import io.learngene.engine.torch.TestTorch;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Trainings on images that have none, one or several of three classes: each colour is one. */
class MultiLabelTrainingTest {

    private static final VitArchitecture VIT = new VitArchitecture(8, 4, 16, 2, 1, 3, null, null, null);

    @TempDir
    Path folder;

    @Test
    void learnsEveryClassByItself() throws IOException {
        // Given
        TrainingTask task = task(recipe(
                "{'epochs': 6, 'batch_size': 20, 'learning_rate': 0.01," + " 'augmentation': {'crop_padding': 0}}"));

        // When
        TrainingResult result = train(task, folder, () -> false);

        // Then
        EpochResult before = result.history().get(0);
        EpochResult end = result.history().get(6);
        assertThat(end.evaluated().headline()).isEqualTo("map");
        assertThat(end.evaluated().scores().keySet()).isEqualTo(Set.of("map", "f1_micro", "f1_macro"));
        assertThat(end.score()).isGreaterThan(0.95).isGreaterThan(before.score());
        assertThat(end.testLoss()).isLessThan(before.testLoss());
        LabelEvaluation evaluation = (LabelEvaluation) result.tested().evaluation(List.of("r", "g", "b"), "colours");
        assertThat(evaluation.meanAveragePrecision()).isEqualTo(end.score());
        assertThat(evaluation.loss()).isEqualTo(end.testLoss());
        assertThat(evaluation.withoutLabels()).isPositive();
    }

    /** Mixed, averaged, with validation images: everything that a row may hold. */
    @ParameterizedTest
    @CsvSource({"0", "4", "7"})
    void resumesBitForBit(int stopAfter) throws IOException {
        // Given
        TrainingTask task = task(recipe("{'epochs': 2, 'batch_size': 20, 'drop_path': 0.2, 'ema_decay': 0.9,"
                        + " 'early_stopping': {'patience': 5}, 'augmentation': {'mixup': 0.8, 'cutmix': 1.0}}"))
                .validatedOn(images(30, 3));
        TrainingResult whole = train(task, folder.resolve("whole"), () -> false);
        int[] asked = {0};
        assertThatThrownBy(() -> train(task, folder.resolve("part"), () -> asked[0]++ >= stopAfter))
                .isInstanceOf(TrainingStoppedException.class);

        // When
        TrainingResult resumed = train(task, folder.resolve("part"), () -> false);

        // Then
        assertThat(resumed.weights()).isEqualTo(whole.weights());
        assertThat(withoutSeconds(resumed)).isEqualTo(withoutSeconds(whole));
        EpochResult end = whole.history().get(2);
        assertThat(end.evaluated().headline()).isEqualTo("validation_map");
        assertThat(end.evaluated().scores().keySet())
                .contains("validation_map", "validation_f1_micro", "average_map", "map", "f1_macro");
    }

    @Test
    void listensToAnAncestorClassByClass() throws IOException {
        // Given an ancestor that knows the colours, and a student that sees no label
        TrainingResult ancestor = train(
                task(recipe(
                        "{'epochs': 6, 'batch_size': 20, 'learning_rate': 0.01, 'augmentation': {'crop_padding': 0}}")),
                folder.resolve("ancestor"),
                () -> false);
        TrainingRecipe recipe = recipe(
                "{'epochs': 6, 'batch_size': 20, 'learning_rate': 0.01," + " 'augmentation': {'crop_padding': 0}}");
        try (Classifier teacher = Classifier.of(TestTorch.torch(), VIT, ancestor.weights(), Precision.FP32)) {
            TrainingTask task = new TrainingTask(
                    NetworkSpec.of(VIT),
                    null,
                    recipe,
                    new Teacher(new Answers.Asked(teacher), new TeacherLoss(1.0, 1.0, null)),
                    images(200, 1),
                    images(60, 2),
                    8);

            // When
            TrainingResult student = train(task, folder.resolve("student"), () -> false);

            // Then
            assertThat(student.history().get(6).score()).isGreaterThan(0.95);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "{'loss': 'cross_entropy'};loss;bce",
                "{'class_weights': 'inverse_frequency'};class_weights;leave it out",
                "{'balanced_sampling': true};balanced_sampling;leave it out",
                "{'target_accuracy': 0.9};target_accuracy;early_stopping"
            })
    void whatIsOfOneClassOfAnImageIsRefusedByName(String given, String field, String remedy) {
        assertThatThrownBy(() -> task(recipe(given)))
                .isInstanceOf(InvalidFieldException.class)
                .hasMessageContaining(field)
                .hasMessageContaining("multi-label")
                .hasMessageContaining(remedy);
    }

    @Test
    void moreAnswersThanAreRankedAreRefusedByTheirNumber() {
        assertThatThrownBy(() -> new LabelTally(1000, 100_000))
                .hasMessageContaining("test_images")
                .hasMessageContaining("give at most 67108 images");
    }

    private static TrainingTask task(TrainingRecipe recipe) {
        return new TrainingTask(NetworkSpec.of(VIT), null, recipe, null, images(200, 1), images(60, 2), 7);
    }

    private static LabelledImages images(int count, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        int[][] labels = IntStream.range(0, count)
                .mapToObj(i -> IntStream.range(0, 3)
                        .filter(c -> random.nextInt(3) == 0)
                        .toArray())
                .toArray(int[][]::new);
        byte[][] pixels = new byte[count][3 * 64];
        for (int i = 0; i < count; i++) {
            for (int label : labels[i]) {
                Arrays.fill(pixels[i], 64 * label, 64 * (label + 1), (byte) (180 + random.nextInt(60)));
            }
        }
        return new LabelledImages(8, pixels, new ImageLabels.Several(3, labels));
    }
}
