package io.learngene.engine.training;

import io.learngene.contracts.Json;
import io.learngene.contracts.architecture.VitArchitecture;
import io.learngene.contracts.artefact.EpochResult;
import io.learngene.contracts.recipe.TrainingRecipe;
import io.learngene.engine.data.images.Dataset;
import io.learngene.engine.data.images.SyntheticShapes;
import io.learngene.engine.shape.NetworkSpec;
import io.learngene.engine.torch.TestTorch;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;

/** A small training, and what tests of trainings do with it. */
final class TrainingSamples {

    static final Dataset DATA = SyntheticShapes.dataset(1, 60, 30);

    static final VitArchitecture VIT = new VitArchitecture(32, 8, 24, 3, 3, 10, null, null, null);

    private TrainingSamples() {}

    static Checkpoints keepingEnd(Path folder) {
        Checkpoints plain = Checkpoints.inDirectory(folder);
        return new Checkpoints() {
            @Override
            public Iterable<Path> newestFirst() {
                return plain.newestFirst();
            }

            @Override
            public Path next(long step) throws IOException {
                return plain.next(step);
            }

            @Override
            public void saved(Path file) {
                plain.saved(file);
            }

            @Override
            public boolean keepsEnd() {
                return true;
            }

            @Override
            public Duration interval() {
                return Duration.ofDays(1);
            }
        };
    }

    static TrainingResult train(TrainingTask task, Path checkpoints, BooleanSupplier stop) throws IOException {
        return Trainer.train(
                TestTorch.torch(), task, Checkpoints.inDirectory(checkpoints), TrainingListener.SILENT, stop);
    }

    static TrainingTask task(NetworkSpec spec, TrainingRecipe recipe, long seed) {
        return new TrainingTask(spec, null, recipe, null, DATA.train(), DATA.test(), seed);
    }

    static TrainingRecipe recipe(int epochs, double learningRate) {
        return recipe("{'epochs': " + epochs + ", 'batch_size': 20, 'learning_rate': " + learningRate
                + ", 'min_learning_rate': 1e-5, 'drop_path': 0.2}");
    }

    static TrainingRecipe recipe(String json) {
        return given(json).withDefaults(TrainingRecipe.TUNING);
    }

    static TrainingRecipe given(String json) {
        return Json.read(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8), TrainingRecipe.class);
    }

    static List<EpochResult> withoutSeconds(TrainingResult result) {
        return result.history().stream()
                .map(e -> new EpochResult(e.epoch(), e.trainLoss(), e.learningRate(), e.testLoss(), e.evaluated(), 0))
                .toList();
    }

    static List<Double> tops(TrainingResult result) {
        return result.history().stream().map(EpochResult::score).toList();
    }
}
