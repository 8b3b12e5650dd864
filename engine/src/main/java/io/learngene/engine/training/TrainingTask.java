package io.learngene.engine.training;

import io.learngene.contracts.recipe.TrainingRecipe;
import io.learngene.engine.data.images.LabelledImages;
import io.learngene.engine.network.Objective;
import io.learngene.engine.network.StepExtension;
import io.learngene.engine.random.Seeds;
import io.learngene.engine.shape.NetworkSpec;
import io.learngene.engine.tensor.Tensor;
import java.util.Map;
import java.util.function.Supplier;

/**
 * One training run.
 *
 * @param network what is trained
 * @param initialWeights makes its first weights, asked once where there is no checkpoint, so that a training does not keep them; null to
 *     draw them from the seed
 * @param recipe a complete recipe
 * @param teacher ancestor to imitate; null to learn from the labels alone
 * @param train training images
 * @param validation images that every epoch ends with; null for the test images
 * @param test images that the training ends with
 * @param layers the layers of each step
 * @param extension a method's own part of a step; where it materialises the weights, the initial weights are its factors
 * @param seed decides order, augmentation, drop path, and first weights where none are given
 */
public record TrainingTask(
        NetworkSpec network,
        Supplier<Map<String, Tensor>> initialWeights,
        TrainingRecipe recipe,
        Teacher teacher,
        LabelledImages train,
        LabelledImages validation,
        LabelledImages test,
        LayerSchedule layers,
        StepExtension extension,
        long seed) {

    public TrainingTask {
        if (teacher != null) {
            recipe.checkTaught("");
        }
        if (train.multiLabel()) {
            recipe.checkMultiLabel("");
        }
        if (initialWeights == null && !extension.factors().isEmpty()) {
            throw new IllegalArgumentException("initialWeights: none, but " + extension.name()
                    + " materialises the weights from factors; give the first ones");
        }
    }

    /**
     * A run whose layers stay as they are, and whose steps are ordinary ones.
     *
     * @param network what is trained
     * @param initialWeights its first weights; null to draw them from the seed
     * @param recipe a complete recipe
     * @param teacher ancestor to imitate; null to learn from the labels alone
     * @param train training images
     * @param test images that every epoch ends with
     * @param seed decides every random choice
     */
    public TrainingTask(
            NetworkSpec network,
            Map<String, Tensor> initialWeights,
            TrainingRecipe recipe,
            Teacher teacher,
            LabelledImages train,
            LabelledImages test,
            long seed) {
        this(
                network,
                initialWeights == null ? null : () -> initialWeights,
                recipe,
                teacher,
                train,
                null,
                test,
                LayerSchedule.fixed(network),
                StepExtension.NONE,
                seed);
    }

    /**
     * @param weights makes the first weights
     * @return the same run from there
     */
    public TrainingTask from(Supplier<Map<String, Tensor>> weights) {
        return new TrainingTask(network, weights, recipe, teacher, train, validation, test, layers, extension, seed);
    }

    /**
     * @param images images that every epoch ends with; null for the test images
     * @return the same run with them
     */
    public TrainingTask validatedOn(LabelledImages images) {
        return new TrainingTask(network, initialWeights, recipe, teacher, train, images, test, layers, extension, seed);
    }

    /** {@return images that every epoch ends with} */
    LabelledImages compared() {
        return validation == null ? test : validation;
    }

    /**
     * @param schedule the layers of each step
     * @return the same run with other layers
     */
    public TrainingTask with(LayerSchedule schedule) {
        return new TrainingTask(
                network, initialWeights, recipe, teacher, train, validation, test, schedule, extension, seed);
    }

    /**
     * @param own a method's own part of a step
     * @param factors the first factors where it materialises the weights, else the first weights
     * @return the same run with it
     */
    public TrainingTask with(StepExtension own, Map<String, Tensor> factors) {
        return new TrainingTask(
                network,
                factors == null ? null : () -> factors,
                recipe,
                teacher,
                train,
                validation,
                test,
                layers,
                own,
                seed);
    }

    /** {@return what a step of an epoch makes smaller for its images} */
    Objective objective(int epoch, int step, int images) {
        double smoothing = recipe.regularisation().labelSmoothing();
        if (teacher != null) {
            return new Objective.Distillation(
                    teacher.answers().targets(epoch, step, images), teacher.loss(), smoothing);
        }
        return recipe.labels().binary() || train.multiLabel()
                ? new Objective.BinaryCrossEntropy(smoothing)
                : new Objective.CrossEntropy(smoothing);
    }

    /** {@return seed of the order, augmentation and mixing of the images} */
    long imagesSeed() {
        long own = Seeds.of(seed, "batches");
        return teacher == null ? own : teacher.answers().seed(own);
    }

    /** {@return epoch of the images that an epoch sees} */
    int imagesEpoch(int epoch) {
        return teacher == null ? epoch : teacher.answers().epoch(epoch);
    }
}
