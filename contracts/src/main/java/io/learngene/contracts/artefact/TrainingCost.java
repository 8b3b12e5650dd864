package io.learngene.contracts.artefact;

import io.learngene.contracts.architecture.TorchScriptArchitecture;
import io.learngene.contracts.architecture.VitArchitecture;
import io.learngene.contracts.recipe.ElasticStages;
import java.util.List;

/**
 * Floating point operations of training runs. The backward pass counts as two forward passes, so a trained image costs
 * three; the teacher only looks at an image, which costs one of its forward passes and is part of the distillation.
 */
public final class TrainingCost {

    private static final double FORWARD_AND_BACKWARD = 3;

    private TrainingCost() {}

    /** {@return the last epoch of a history, 0 if it is empty} */
    public static int epochs(List<EpochResult> history) {
        return history.stream().mapToInt(EpochResult::epoch).max().orElse(0);
    }

    /**
     * {@return operations of the distillation: the auxiliary model trained, the ancestor looked at; null if nobody knows what the
     * ancestor takes}
     */
    public static Double distillation(LearngeneManifest learngene) {
        int epochs = epochs(learngene.history());
        int asked = learngene.ancestorEpochs() == null ? epochs : learngene.ancestorEpochs();
        double ancestor =
                learngene.ancestor() == null ? 0 : learngene.ancestor().flops();
        if (learngene.ancestor() instanceof TorchScriptArchitecture && asked > 0) {
            return null;
        }
        return (FORWARD_AND_BACKWARD * auxiliaryFlops(learngene) * epochs + ancestor * asked) * learngene.trainImages();
    }

    /** {@return operations of the auxiliary model for one image, on average over the steps} */
    private static double auxiliaryFlops(LearngeneManifest learngene) {
        VitArchitecture nominal = learngene.architecture();
        ElasticStages elastic = learngene.distillation().elastic();
        if (elastic == null) {
            return nominal.flops();
        }
        double layers = elastic.meanDepth(learngene.repeats().stages());
        return nominal.flops() + (1 - elastic.from()) * (layers - nominal.depth()) * nominal.blockFlops();
    }

    /** {@return operations of training the ancestor; 0 if it was uploaded} */
    public static double ancestor(LearngeneManifest learngene) {
        return learngene.ancestor() == null
                ? 0
                : FORWARD_AND_BACKWARD
                        * learngene.ancestor().flops()
                        * learngene.trainImages()
                        * epochs(learngene.ancestorHistory());
    }

    /** {@return operations of one epoch of training a model; null if nobody knows what its teacher takes} */
    public static Double epoch(ModelManifest model) {
        if (model.teacherFlops() != null && model.teacherFlops() == 0) {
            return null;
        }
        double teacher = model.teacherFlops() == null ? 0 : model.teacherFlops();
        return (FORWARD_AND_BACKWARD * model.flops() + teacher) * model.trainImages();
    }
}
