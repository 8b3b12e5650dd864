package io.learngene.local.bench;

import io.learngene.contracts.architecture.ResNetArchitecture;
import io.learngene.contracts.architecture.VitArchitecture;
import io.learngene.contracts.recipe.KlReduction;
import io.learngene.contracts.recipe.TeacherLoss;
import io.learngene.contracts.recipe.TrainingRecipe;
import io.learngene.engine.data.images.Dataset;
import io.learngene.engine.data.images.SyntheticShapes;
import io.learngene.engine.network.Network;
import io.learngene.engine.shape.NetworkSpec;
import io.learngene.engine.shape.RandomInitialisation;
import io.learngene.engine.torch.Torch;
import io.learngene.engine.training.AnswerFiles;
import io.learngene.engine.training.Answers;
import io.learngene.engine.training.Checkpoints;
import io.learngene.engine.training.Teacher;
import io.learngene.engine.training.Trainer;
import io.learngene.engine.training.TrainingListener;
import io.learngene.engine.training.TrainingResult;
import io.learngene.engine.training.TrainingTask;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Measures what an ancestor's answers cost an epoch of distillation: asked in every step, or stored. */
public final class DistillationBenchmark {

    private static final int TEST_IMAGES = 100;
    private static final long SEED = 1;

    /**
     * Medians over the rounds, seconds of an epoch.
     *
     * @param alone the student learns from the labels
     * @param stored it learns from answers that were stored before
     * @param asked the ancestor, a ResNet of three blocks that is 32 channels wide, is asked in every step
     * @param ratio {@code stored} over {@code alone}
     */
    public record Report(double alone, double stored, double asked, double ratio) {}

    private DistillationBenchmark() {}

    /**
     * @param torch where it trains
     * @param student what is trained, on images of 32 x 32 in 10 classes
     * @param recipe its recipe
     * @param trainImages images of an epoch
     * @param rounds epochs of each kind, taken in turn
     * @param folder where the answers are kept
     * @return the measurements
     * @throws IOException if the answers cannot be written
     */
    public static Report measure(
            Torch torch, VitArchitecture student, TrainingRecipe recipe, int trainImages, int rounds, Path folder)
            throws IOException {
        Dataset dataset = SyntheticShapes.dataset(SEED, trainImages, TEST_IMAGES);
        NetworkSpec ancestor = NetworkSpec.of(
                new ResNetArchitecture(student.imageSize(), student.classes(), List.of(1, 1, 1), null, null, 32));
        try (Network teacher = Network.create(
                torch, ancestor, RandomInitialisation.draw(ancestor, SEED), recipe.precision(), Integer.MAX_VALUE)) {
            AnswerFiles.Images images =
                    new AnswerFiles.Images(dataset.train(), recipe.batches().batchSize(), recipe.augmentation(), SEED);
            AnswerFiles answers = new AnswerFiles(images, student.classes());
            Path file = folder.resolve("answers.safetensors");
            AnswerFiles.write(teacher, images, 0, null, file, step -> {}, () -> false);
            answers.add(file);
            TeacherLoss loss = new TeacherLoss(1.0, 1.0, KlReduction.BATCH);
            List<Teacher> kinds = new ArrayList<>();
            kinds.add(null);
            kinds.add(new Teacher(new Answers.Stored(answers), loss));
            kinds.add(new Teacher(new Answers.Asked(teacher), loss));
            double[] seconds = seconds(torch, NetworkSpec.of(student), recipe, kinds, dataset, rounds, folder);
            return new Report(seconds[0], seconds[1], seconds[2], seconds[1] / seconds[0]);
        }
    }

    private static double[] seconds(
            Torch torch,
            NetworkSpec student,
            TrainingRecipe recipe,
            List<Teacher> kinds,
            Dataset dataset,
            int rounds,
            Path folder)
            throws IOException {
        List<List<Double>> all = new ArrayList<>();
        kinds.forEach(kind -> all.add(new ArrayList<>()));
        // The first round warms up.
        for (int round = -1; round < rounds; round++) {
            for (int kind = 0; kind < kinds.size(); kind++) {
                TrainingTask task =
                        new TrainingTask(student, null, recipe, kinds.get(kind), dataset.train(), dataset.test(), SEED);
                Path checkpoints = folder.resolve("round" + round + "-" + kind);
                TrainingResult result = Trainer.train(
                        torch, task, Checkpoints.inDirectory(checkpoints), TrainingListener.SILENT, () -> false);
                if (round >= 0) {
                    all.get(kind).add(result.history().get(1).seconds());
                }
            }
        }
        return all.stream()
                .mapToDouble(each -> {
                    Collections.sort(each);
                    return each.get(each.size() / 2);
                })
                .toArray();
    }
}
