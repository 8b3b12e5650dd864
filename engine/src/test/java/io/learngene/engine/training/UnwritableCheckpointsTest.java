package io.learngene.engine.training;

import static io.learngene.engine.training.TrainingSamples.VIT;
import static io.learngene.engine.training.TrainingSamples.recipe;
import static io.learngene.engine.training.TrainingSamples.task;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.learngene.engine.shape.NetworkSpec;
import io.learngene.engine.torch.TestTorch;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Trainings of which a checkpoint is due before every step, and none can be written. */
class UnwritableCheckpointsTest {

    private static final TrainingTask TASK = task(NetworkSpec.of(VIT), recipe(1, 1e-3), 7);

    @TempDir
    private Path folder;

    private final List<IOException> told = new ArrayList<>();

    @Test
    void trainingEndsOfThem() {
        assertThatThrownBy(() -> train(new Unwritable(), () -> true)).isInstanceOf(NoSuchFileException.class);
    }

    @Test
    void trainingGoesOnWhoseKeeperDoesWithout() throws IOException {
        // When
        TrainingResult result = train(new Told(), () -> false);

        // Then
        assertThat(told).hasSize(3);
        assertThat(result.weights())
                .isEqualTo(TrainingSamples.train(TASK, folder, () -> false).weights());
    }

    @Test
    void trainingThatIsStoppedStops() {
        assertThatThrownBy(() -> train(new Told(), () -> true)).isInstanceOf(TrainingStoppedException.class);
        assertThat(told).hasSize(1);
    }

    private static TrainingResult train(Checkpoints checkpoints, BooleanSupplier stop) throws IOException {
        return Trainer.train(TestTorch.torch(), TASK, checkpoints, TrainingListener.SILENT, stop);
    }

    /** Their folder is not there. */
    private class Unwritable implements Checkpoints {

        @Override
        public List<Path> newestFirst() {
            return List.of();
        }

        @Override
        public Path next(long step) {
            return folder.resolve("missing").resolve("checkpoint");
        }

        @Override
        public void saved(Path file) {
            throw new AssertionError(file + " was written");
        }

        @Override
        public Duration interval() {
            return Duration.ZERO;
        }
    }

    /** Told to somebody who does without. */
    private final class Told extends Unwritable {

        @Override
        public void notWritten(IOException e) {
            told.add(e);
        }
    }
}
