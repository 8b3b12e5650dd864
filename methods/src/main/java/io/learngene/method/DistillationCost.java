package io.learngene.method;

import static io.learngene.contracts.artefact.TrainingCost.FORWARD_AND_BACKWARD;
import static io.learngene.contracts.artefact.TrainingCost.epochs;

import io.learngene.contracts.architecture.StageSchedule;
import io.learngene.contracts.architecture.TorchScriptArchitecture;
import io.learngene.contracts.architecture.VitArchitecture;
import io.learngene.contracts.artefact.TrainingCost;
import io.learngene.method.answers.StoredAnswers;

/** Floating point operations of making a learngene: the teacher only looks at an image, which costs one of its forward passes. */
public final class DistillationCost {

    private DistillationCost() {}

    /**
     * {@return operations of the distillation: the auxiliary model trained, the ancestor looked at; null if nobody knows what the
     * ancestor takes}
     */
    public static Double distillation(LearngeneManifest learngene) {
        Integer epochs = learngene.teacher().epochs();
        return distillation(
                learngene,
                epochs == null
                        ? learngene.training().images()
                        : (double) epochs * learngene.training().trainImages());
    }

    /**
     * {@return the same as if nobody had asked the ancestor before: what its answers cost whoever happens to be the first is here
     * everybody's}
     */
    public static Double alone(LearngeneManifest learngene) {
        StoredAnswers stored = learngene.distillation().storedAnswers();
        double images = learngene.training().images();
        return distillation(
                learngene,
                stored == null || stored.epochs() == null
                        ? images
                        : Math.min(
                                images,
                                (double) stored.epochs() * learngene.training().trainImages()));
    }

    /** @param asked images that the ancestor is asked about, each as often as it is */
    private static Double distillation(LearngeneManifest learngene, double asked) {
        double images = learngene.training().images();
        double ancestor = learngene.teacher().architecture() == null
                ? 0
                : learngene.teacher().architecture().flops();
        if (learngene.teacher().architecture() instanceof TorchScriptArchitecture && asked > 0) {
            return null;
        }
        double image = image(learngene.architecture(), learngene.repeats(), learngene.distillation());
        return TrainingCost.of(image, images, ancestor, asked);
    }

    /** {@return operations of training an auxiliary model with one image, on average over the steps} */
    static double image(VitArchitecture auxiliary, StageSchedule repeats, DistillationRecipe recipe) {
        return TrainingCost.passes(recipe.training()) * auxiliaryFlops(auxiliary, repeats, recipe.elastic());
    }

    private static double auxiliaryFlops(VitArchitecture nominal, StageSchedule repeats, ElasticStages elastic) {
        if (elastic == null) {
            return nominal.flops();
        }
        double layers = elastic.meanDepthOfAll(LearngeneManifest.stages(repeats), nominal.depth());
        return nominal.flops() + (layers - nominal.depth()) * nominal.blockFlops();
    }

    /** {@return operations of training the ancestor; 0 if it was uploaded} */
    public static double ancestor(LearngeneManifest learngene) {
        AncestorUse ancestor = learngene.teacher();
        if (ancestor.architecture() == null) {
            return 0;
        }
        double image = ancestor.imageFlops() == null
                ? FORWARD_AND_BACKWARD * ancestor.architecture().flops()
                : ancestor.imageFlops();
        return image * ancestorImages(learngene);
    }

    /** {@return images that the ancestor saw when it was trained, each as often as it was seen; 0 if it was uploaded} */
    static double ancestorImages(LearngeneManifest learngene) {
        AncestorUse ancestor = learngene.teacher();
        double passes = ancestor.passes() == null ? epochs(ancestor.history()) : ancestor.passes();
        return learngene.training().trainImages() * passes;
    }
}
