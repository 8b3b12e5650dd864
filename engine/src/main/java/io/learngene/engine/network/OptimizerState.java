package io.learngene.engine.network;

import io.learngene.engine.tensor.Tensor;
import java.util.Map;

/**
 * AdamW's memory, enough to go on exactly where training stopped.
 *
 * @param first running means of the gradients, by parameter name
 * @param second running means of their squares, by parameter name
 * @param steps steps taken
 */
public record OptimizerState(Map<String, Tensor> first, Map<String, Tensor> second, long steps) {}
