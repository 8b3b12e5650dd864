package io.learngene.method.sws;

import io.learngene.contracts.Check;
import io.learngene.contracts.recipe.KlReduction;
import io.learngene.contracts.recipe.TeacherLoss;
import io.learngene.contracts.recipe.TrainingRecipe;
import io.learngene.method.answers.StoredAnswers;

/**
 * Phase 1 of SWS: {@code L = (1 - alpha) CE(z, y) + alpha tau^2 KL(softmax(t / tau) || softmax(z / tau))}.
 *
 * @param training the training run; default {@link TrainingRecipe#distillation}, whose augmentation is known with the images
 * @param alpha weight of the ancestor's answers against the labels; default 1, as published
 * @param tau temperature; default 1, as published
 * @param klReduction default {@link KlReduction#BATCH}
 * @param storedAnswers which answers of the ancestor are kept; null for what it would say in every step
 * @param elastic draws the depth of later steps; null in a job is plain SWS, in a request {@link ElasticStages#DEFAULT}
 */
public record DistillationRecipe(
        TrainingRecipe training,
        Double alpha,
        Double tau,
        KlReduction klReduction,
        StoredAnswers storedAnswers,
        ElasticStages elastic) {

    public DistillationRecipe {
        training = TrainingRecipe.complete(training, TrainingRecipe.DISTILLATION.with(null));
        alpha = alpha == null ? 1.0 : alpha;
        tau = tau == null ? 1.0 : tau;
        klReduction = klReduction == null ? KlReduction.BATCH : klReduction;
        Check.range("alpha", alpha, 0.0, 1.0);
        Check.range("tau", tau, 0.01, 100.0);
    }

    /** {@return the loss that listens to the ancestor} */
    public TeacherLoss loss() {
        return new TeacherLoss(alpha, tau, klReduction);
    }

    /**
     * @param imageSize pixels that the network takes
     * @return this recipe with the augmentation of such images, if none was given
     */
    public DistillationRecipe forImages(int imageSize) {
        return new DistillationRecipe(
                training.withDefaults(TrainingRecipe.distillation(imageSize)),
                alpha,
                tau,
                klReduction,
                storedAnswers,
                elastic);
    }

    /**
     * @param completed elastic stages
     * @return this recipe with them
     */
    public DistillationRecipe withElastic(ElasticStages completed) {
        return new DistillationRecipe(training, alpha, tau, klReduction, storedAnswers, completed);
    }
}
