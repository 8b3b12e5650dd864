package io.learngene.engine.network;

/**
 * How a batch was answered, image by image.
 *
 * @param scores scores of all of them
 * @param answers for each image the likeliest class
 * @param confidences for each image the probability of that, 0 to 1
 */
public record Judgement(Evaluation scores, int[] answers, double[] confidences) {}
