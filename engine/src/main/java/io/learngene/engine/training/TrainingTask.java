package io.learngene.engine.training;

import io.learngene.contracts.recipe.ElasticStages;
import io.learngene.contracts.recipe.TrainingRecipe;
import io.learngene.engine.data.images.LabelledImages;
import io.learngene.engine.network.Objective;
import io.learngene.engine.random.Seeds;
import io.learngene.engine.shape.NetworkSpec;
import io.learngene.engine.tensor.Tensor;
import java.util.Map;

/**
 * One training run.
 *
 * @param network what is trained
 * @param initialWeights its first weights; null to draw them from the seed
 * @param recipe a complete recipe
 * @param teacher ancestor to imitate; null to learn from the labels alone
 * @param train training images
 * @param test images that every epoch ends with
 * @param elastic draws the repeats of later steps of an auxiliary model; null for none
 * @param seed decides order, augmentation, drop path, and first weights where none are given
 */
public record TrainingTask(
        NetworkSpec network,
        Map<String, Tensor> initialWeights,
        TrainingRecipe recipe,
        Teacher teacher,
        LabelledImages train,
        LabelledImages test,
        ElasticStages elastic,
        long seed) {

    /**
     * A run whose layers stay as they are.
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
        this(network, initialWeights, recipe, teacher, train, test, null, seed);
    }

    /** {@return what a step of an epoch makes smaller for its images} */
    Objective objective(int epoch, int step, int images) {
        return teacher == null
                ? new Objective.CrossEntropy(recipe.labelSmoothing())
                : new Objective.Distillation(
                        teacher.answers().targets(epoch, step, images),
                        teacher.alpha(),
                        teacher.tau(),
                        teacher.klReduction(),
                        recipe.labelSmoothing());
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
