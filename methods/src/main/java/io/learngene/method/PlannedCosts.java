package io.learngene.method;

import io.learngene.contracts.artefact.TrainingCost;
import io.learngene.contracts.recipe.TrainingRecipe;
import io.learngene.method.answers.AskedEpochs;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What a family takes, by the rules that its ledger will count by. */
public final class PlannedCosts {

    private final int trainImages;
    private final int classes;
    /** Epochs that an ancestor was asked about already, by what decides its answers. */
    private final Map<Object, Integer> asked = new HashMap<>();

    private PlannedCosts(int trainImages, int classes) {
        this.trainImages = trainImages;
        this.classes = classes;
    }

    /**
     * What a training takes.
     *
     * @param training the training
     * @param samples images that it sees, each as often as it does
     * @param flops operations, the ancestor's forward passes counted; null if nobody knows those
     * @param storedBytes weights that stay, and answers of an ancestor that nobody asked for before
     */
    public record Cost(Planned training, double samples, Double flops, long storedBytes) {}

    /** Everything that decides an answer beside the ancestor and the dataset, which are one family's. */
    private record Asked(
            int batchSize, Object augmentation, Object precision, boolean balanced, Integer classes, long seed) {}

    /**
     * @param trainings trainings of one family, in the order in which they are queued
     * @param trainImages training images of its dataset
     * @param classes its classes
     * @return what each of them takes where one follows the other, none ends early, and no other family has asked the ancestor the same
     */
    public static List<Cost> of(List<Planned> trainings, int trainImages, int classes) {
        PlannedCosts costs = new PlannedCosts(trainImages, classes);
        return trainings.stream().map(costs::of).toList();
    }

    private Cost of(Planned training) {
        long weights = Float.BYTES * training.stored();
        TrainingRecipe recipe = training.recipe();
        if (recipe == null) {
            return new Cost(training, 0, 0.0, weights);
        }
        int images = training.images() == 0 ? trainImages : training.images();
        int perEpoch = Math.max(1, images / recipe.batches().batchSize());
        double samples = images * ((double) recipe.length().steps(perEpoch) / perEpoch);
        Planned.Taught taught = training.taught();
        if (taught == null) {
            return new Cost(training, samples, TrainingCost.of(training.imageFlops(), samples, 0, 0), weights);
        }
        AskedEpochs how = AskedEpochs.of(recipe, taught.kept(), images, classes);
        int stored = how.live() == null ? newly(recipe, taught, how.epochs()) : 0;
        double questions = how.live() == null ? (double) stored * images : samples;
        long teacher = taught.ancestor().flops();
        // A TorchScript file does not say what it takes.
        Double flops = teacher == 0 && questions > 0
                ? null
                : Double.valueOf(TrainingCost.of(training.imageFlops(), samples, teacher, questions));
        return new Cost(training, samples, flops, weights + stored * how.bytesOfAnEpoch());
    }

    private int newly(TrainingRecipe recipe, Planned.Taught taught, int epochs) {
        Asked key = new Asked(
                recipe.batches().batchSize(),
                recipe.augmentation(),
                recipe.precision(),
                recipe.batches().balanced(),
                taught.kept() == null ? null : taught.kept().classes(),
                taught.seed());
        int before = asked.getOrDefault(key, 0);
        asked.put(key, Math.max(before, epochs));
        return Math.max(0, epochs - before);
    }
}
