package io.learngene.engine.network;

/**
 * What a training step measured on its batch, before the weights changed.
 *
 * @param loss the objective
 * @param gradientNorm global gradient norm before clipping
 * @param correct images whose best class was the label
 */
public record StepResult(double loss, double gradientNorm, int correct) {}
