package io.learngene.contracts.artefact;

import io.learngene.contracts.architecture.ModelArchitecture;
import io.learngene.contracts.architecture.VitArchitecture;
import io.learngene.contracts.recipe.TrainingRecipe;
import java.util.List;

/**
 * Floating point operations of training runs. The backward pass counts as two forward passes, so a trained image costs
 * three, where no layers stand still; the teacher only looks at an image, which costs one of its forward passes and is part of the distillation.
 */
public final class TrainingCost {

    /** Forward passes that training an image takes as many operations as. */
    public static final double FORWARD_AND_BACKWARD = 3;

    private TrainingCost() {}

    /** {@return the last epoch of a history, 0 if it is empty} */
    public static int epochs(List<EpochResult> history) {
        return history.stream().mapToInt(EpochResult::epoch).max().orElse(0);
    }

    /**
     * @param image operations of training with one image
     * @param samples images, each as often as it is seen
     * @param teacher operations of a teacher's forward pass; 0 for none
     * @param asked images that it is asked about, each as often as it is
     * @return operations of a whole training
     */
    public static double of(double image, double samples, double teacher, double asked) {
        return image * samples + teacher * asked;
    }

    /** {@return operations of the whole training of a model; null if nobody knows what its teacher takes} */
    public static Double of(ModelManifest model) {
        double samples = model.training().images();
        Integer epochs = model.listening().teacherEpochs();
        double asked =
                epochs == null ? samples : (double) epochs * model.training().trainImages();
        Long teacher = model.listening().teacherFlops();
        return teacher != null && teacher == 0 && asked > 0
                ? null
                : Double.valueOf(of(trained(model), samples, teacher == null ? 0 : teacher, asked));
    }

    /**
     * {@return operations of one epoch of training a model, on average: its teacher may have been asked about the images of some epochs
     * alone; null if nobody knows what its teacher takes}
     */
    public static Double epoch(ModelManifest model) {
        return epoch(model, asked(model));
    }

    /**
     * {@return operations of a whole training as if nobody had asked its teacher before: what its answers cost whoever happens to be the
     * first is here everybody's; null if nobody knows what its teacher takes}
     */
    public static Double alone(ModelManifest model) {
        int epochs = epochs(model.training().history());
        double asked = epochs == 0
                ? 0
                : model.training().images() / ((double) model.training().trainImages() * epochs);
        Double epoch = epoch(model, asked);
        return epoch == null ? null : Double.valueOf(epoch * epochs);
    }

    /** @param asked epochs whose images the teacher is asked about, over the epochs of the training */
    private static Double epoch(ModelManifest model, double asked) {
        Long flops = model.listening().teacherFlops();
        if (flops != null && flops == 0 && asked > 0) {
            return null;
        }
        double teacher = flops == null ? 0 : flops * asked;
        return (trained(model) * seen(model.training()) + teacher)
                * model.training().trainImages();
    }

    private static double trained(ModelManifest model) {
        return model.provenance() == null
                ? FORWARD_AND_BACKWARD * model.flops()
                : image(model.architecture(), model.provenance().training());
    }

    /**
     * @param model what is trained
     * @param recipe how
     * @return operations of training it with one image: none go back through layers that stand still
     */
    public static double image(ModelArchitecture model, TrainingRecipe recipe) {
        long still = model instanceof VitArchitecture vit
                ? vit.frozenFlops(recipe.rates().freeze())
                : 0;
        return passes(recipe) * (model.flops() - still) + still;
    }

    /** {@return forward passes that training an image takes as many operations as, by a recipe that may compute layers again} */
    public static double passes(TrainingRecipe recipe) {
        return recipe.batches().recomputes() ? FORWARD_AND_BACKWARD + 1 : FORWARD_AND_BACKWARD;
    }

    /** {@return epochs whose images the teacher was asked about, over the epochs of the training} */
    private static double asked(ModelManifest model) {
        int epochs = epochs(model.training().history());
        Integer asked = model.listening().teacherEpochs();
        return asked == null || epochs == 0 ? seen(model.training()) : (double) asked / epochs;
    }

    /** {@return passes over the training images, over the epochs of the training, of which the last may be cut short} */
    private static double seen(CompletedTraining training) {
        int epochs = epochs(training.history());
        return epochs == 0 ? 1 : training.images() / ((double) training.trainImages() * epochs);
    }
}
