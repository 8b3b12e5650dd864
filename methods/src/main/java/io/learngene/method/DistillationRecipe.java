package io.learngene.method;

import io.learngene.contracts.Check;
import io.learngene.contracts.recipe.KlReduction;
import io.learngene.contracts.recipe.TeacherLoss;
import io.learngene.contracts.recipe.TrainingRecipe;
import io.learngene.contracts.recipe.WeightInit;
import io.learngene.method.answers.StoredAnswers;

/**
 * Phase 1 of SWS: {@code L = (1 - alpha) CE(z, y) + alpha tau^2 KL(softmax(t / tau) || softmax(z / tau))}.
 *
 * @param training the training run; default {@link TrainingRecipe#distillation}, whose augmentation is known with the images
 * @param alpha weight of the ancestor's answers against the labels; default 1, as published
 * @param tau temperature; default 1, as published
 * @param klReduction default {@link KlReduction#BATCH}
 * @param storedAnswers which answers of the ancestor are kept; null for what it would say in every step
 * @param elastic draws the depth of later steps; null in a job is plain SWS, in a request the method's own default
 * @param attention what the attention of the auxiliary model begins as; null in a job is drawn, in a request the method's own default. Only
 *     for methods whose blocks are the weights that are trained
 * @param weightInit how the other matrices of the auxiliary model, or those that its factors begin as, are drawn; null in a job is
 *     {@link WeightInit#TRUNC_NORMAL}, in a request the method's own default
 */
public record DistillationRecipe(
        TrainingRecipe training,
        Double alpha,
        Double tau,
        KlReduction klReduction,
        StoredAnswers storedAnswers,
        ElasticStages elastic,
        Attention attention,
        WeightInit weightInit) {

    public DistillationRecipe {
        training = TrainingRecipe.complete(training, TrainingRecipe.DISTILLATION.with(null));
        alpha = alpha == null ? 1.0 : alpha;
        tau = tau == null ? 1.0 : tau;
        klReduction = klReduction == null ? KlReduction.BATCH : klReduction;
        Check.range("alpha", alpha, 0.0, 1.0);
        Check.range("tau", tau, 0.01, 100.0);
        training.checkTaught("training");
        Check.that(
                storedAnswers == null || storedAnswers.epochs() == null || !endsMixing(training),
                "stored_answers.epochs",
                storedAnswers == null ? null : storedAnswers.epochs(),
                "later epochs would see the mixed images of these again, whatever training.augmentation.mixup_off_epoch says;"
                        + " leave one of the two out");
    }

    private static boolean endsMixing(TrainingRecipe training) {
        return training.augmentation() != null
                && training.augmentation().mixing().ends();
    }

    /** {@return how what the distillation trains is drawn} */
    public WeightInit drawn() {
        return WeightInit.orDefault(weightInit);
    }

    /** {@return the loss that listens to the ancestor} */
    public TeacherLoss loss() {
        return new TeacherLoss(alpha, tau, klReduction);
    }

    /**
     * @param given recipe of a request; null for the default
     * @param imageSize pixels that the network takes
     * @param fewest layers of the shallowest network that an elastic step draws
     * @param depth layers of the auxiliary model
     * @return the recipe with the augmentation of such images, and with the depths of its elastic steps where it has any
     */
    public static DistillationRecipe complete(DistillationRecipe given, int imageSize, int fewest, int depth) {
        DistillationRecipe recipe =
                given == null ? new DistillationRecipe(null, null, null, null, null, null, null, null) : given;
        ElasticStages elastic = recipe.elastic();
        return recipe.with(
                recipe.training().withDefaults(TrainingRecipe.distillation(imageSize)),
                elastic == null ? null : elastic.completed(fewest, depth),
                recipe.attention(),
                recipe.weightInit());
    }

    /** {@return this recipe with elastic steps, if it says nothing of them} */
    public DistillationRecipe elasticByDefault() {
        return elastic == null ? with(training, ElasticStages.DEFAULT, attention, weightInit) : this;
    }

    /**
     * @param dim token width of the auxiliary model
     * @return this recipe, with what makes the best learngene of shared blocks where it says nothing: the first steps in the shallowest
     *     network, elastic ones after, and mimetic attention among matrices by Xavier's rule
     */
    public DistillationRecipe sharingByDefault(int dim) {
        Attention first = attention == null ? Attention.byDefault(dim) : attention;
        // Without mimetic attention Xavier's rule gains nothing, see docs/results.md.
        WeightInit others = first == Attention.MIMETIC ? WeightInit.XAVIER_UNIFORM : null;
        return with(
                training,
                elastic == null ? ElasticStages.SHALLOW_FIRST : elastic,
                first,
                weightInit == null ? others : weightInit);
    }

    /** {@return this recipe with matrices drawn by Xavier's rule, if it says nothing of them} */
    public DistillationRecipe xavierByDefault() {
        return weightInit == null ? with(training, elastic, attention, WeightInit.XAVIER_UNIFORM) : this;
    }

    /**
     * @param field where a request says this recipe
     * @param why what is trained instead of the weights of attention
     * @throws io.learngene.contracts.InvalidFieldException if it says what they begin as
     */
    public void checkNoAttention(String field, String why) {
        Check.that(attention == null, field + ".attention", attention, why + "; leave it out");
    }

    private DistillationRecipe with(TrainingRecipe completed, ElasticStages steps, Attention first, WeightInit others) {
        return new DistillationRecipe(completed, alpha, tau, klReduction, storedAnswers, steps, first, others);
    }
}
