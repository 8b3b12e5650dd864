package io.learngene.method.factors;

import io.learngene.engine.shape.ParameterSpec;
import io.learngene.engine.tensor.Tensor;
import java.util.List;

/**
 * How a method computes the matrices of a layer. Beside the class lies {@code PROGRAM.py} with {@code matrix(shared: List[Tensor], own:
 * Tensor) -> Tensor}, the same for the steps of a training.
 */
public interface MatrixRule {

    /** {@return name of the program without {@code .py}} */
    String program();

    /** {@return what a layer's own factors are called: {@code sigma}} */
    String own();

    /**
     * @param kind kind of matrix: {@code attn.qkv}
     * @param shape its shape [out, in]
     * @return what all layers share of it, the same number for every kind
     */
    List<ParameterSpec> shared(String kind, List<Long> shape);

    /**
     * @param kind kind of matrix
     * @param shape its shape [out, in]
     * @return shape of what a layer has of its own of it
     */
    List<Long> ownShape(String kind, List<Long> shape);

    /**
     * @param kind kind of matrix
     * @param drawn such a matrix, drawn as a network's own would be
     * @param seed seed of the distillation
     * @return what it begins with
     */
    First first(String kind, Tensor drawn, long seed);

    /**
     * @param shared what all layers share
     * @param own what the layer has of its own
     * @param shape shape of the matrix [out, in]
     * @return the matrix
     */
    Tensor matrix(List<Tensor> shared, Tensor own, List<Long> shape);

    /**
     * What a kind of matrix begins with.
     *
     * @param shared what all layers share
     * @param own what every layer has of its own, at first the same
     */
    record First(List<Tensor> shared, Tensor own) {}
}
