package io.learngene.engine.training;

import static io.learngene.engine.training.TrainingSamples.VIT;
import static io.learngene.engine.training.TrainingSamples.recipe;
import static io.learngene.engine.training.TrainingSamples.task;
import static io.learngene.engine.training.TrainingSamples.train;
import static io.learngene.engine.training.TrainingSamples.withoutSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.learngene.contracts.artefact.EpochResult;
import io.learngene.contracts.recipe.TrainingRecipe;
import io.learngene.engine.data.images.LabelledImages;
import io.learngene.engine.data.images.SyntheticShapes;
import io.learngene.engine.shape.NetworkSpec;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Trainings that are as long as a number of steps. */
class StepsTest {

    @TempDir
    Path folder;

    /** Sixty images in batches of twenty: the last epoch has two of its three steps; evaluated is every third. */
    @ParameterizedTest
    @ValueSource(ints = {2, 5, 9, 13})
    void stepsEndWithinAnEpochAndResumeBitForBit(int stopAfter) throws IOException {
        // Given
        LabelledImages validation = SyntheticShapes.dataset(2, 10, 500).test();
        TrainingTask task = task(NetworkSpec.of(VIT), recipe("{'steps': 14, 'warmup_steps': 2, 'batch_size': 20}"), 7)
                .validatedOn(validation);
        TrainingResult uninterrupted = train(task, folder.resolve("whole"), () -> false);
        int[] asked = {0};
        assertThatThrownBy(() -> train(task, folder.resolve("part"), () -> asked[0]++ >= stopAfter))
                .isInstanceOf(TrainingStoppedException.class);

        // When
        TrainingResult resumed = train(task, folder.resolve("part"), () -> false);

        // Then
        assertThat(uninterrupted.steps()).isEqualTo(14);
        assertThat(uninterrupted.passes()).isEqualTo(14.0 / 3);
        assertThat(uninterrupted.history()).extracting(EpochResult::epoch).containsExactly(0, 3, 5);
        assertThat(resumed.weights()).isEqualTo(uninterrupted.weights());
        assertThat(withoutSeconds(resumed)).isEqualTo(withoutSeconds(uninterrupted));
    }

    @Test
    void stepsOfWholeEpochsAreThoseEpochs() throws IOException {
        // Given
        TrainingRecipe epochs = recipe("{'epochs': 2, 'batch_size': 20, 'schedule': 'step'}");
        TrainingRecipe steps = recipe("{'steps': 6, 'batch_size': 20}");

        // When
        TrainingResult one = train(task(NetworkSpec.of(VIT), epochs, 7), folder.resolve("epochs"), () -> false);
        TrainingResult other = train(task(NetworkSpec.of(VIT), steps, 7), folder.resolve("steps"), () -> false);

        // Then
        assertThat(other.weights()).isEqualTo(one.weights());
        assertThat(withoutSeconds(other)).isEqualTo(withoutSeconds(one));
        assertThat(other.passes()).isNull();
    }

    /** Losses and seconds of epochs that were not evaluated are part of the next row. */
    @Test
    void rowIsOfAllEpochsSinceTheOneBefore() throws IOException {
        // Given
        LabelledImages many = SyntheticShapes.dataset(2, 10, 500).test();
        String still = "'batch_size': 20, 'learning_rate': 0, 'min_learning_rate': 0, 'weight_decay': 0";
        TrainingTask each = task(NetworkSpec.of(VIT), recipe("{'epochs': 3, " + still + "}"), 7);
        TrainingTask third = task(NetworkSpec.of(VIT), recipe("{'steps': 9, " + still + "}"), 7)
                .validatedOn(many);

        // When
        List<EpochResult> rows =
                train(each, folder.resolve("each"), () -> false).history();
        TrainingResult sum = train(third, folder.resolve("third"), () -> false);

        // Then
        double mean = rows.subList(1, 4).stream()
                .mapToDouble(EpochResult::trainLoss)
                .average()
                .orElseThrow();
        assertThat(sum.history()).hasSize(2);
        assertThat(sum.history().get(1).trainLoss()).isCloseTo(mean, within(1e-6));
        assertThat(sum.history().get(1).seconds()).isCloseTo(sum.seconds(), within(1e-9));
    }
}
