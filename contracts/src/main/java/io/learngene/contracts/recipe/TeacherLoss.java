package io.learngene.contracts.recipe;

import io.learngene.contracts.Check;

/**
 * What the tuning of a model listens to beside the labels: {@code L = (1 - alpha) CE(z, y) + alpha tau^2 KL(softmax(t / tau) ||
 * softmax(z / tau))} with the ancestor's logits t. Where an image has any number of classes, both parts are of every class by itself: binary cross entropy, and the
 * divergence of {@code sigmoid(t / tau)} and {@code sigmoid(z / tau)}, summed over the classes, or their mean with {@code elements}.
 *
 * @param alpha weight of the ancestor's answers against the labels; default 0.5
 * @param tau temperature; default 1
 * @param klReduction default {@link KlReduction#BATCH}
 */
public record TeacherLoss(Double alpha, Double tau, KlReduction klReduction) {

    public TeacherLoss {
        alpha = alpha == null ? 0.5 : alpha;
        tau = tau == null ? 1.0 : tau;
        klReduction = klReduction == null ? KlReduction.BATCH : klReduction;
        Check.range("alpha", alpha, 0.0, 1.0);
        Check.range("tau", tau, 0.01, 100.0);
    }
}
