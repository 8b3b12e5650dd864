package io.learngene.engine.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.DataType;
import io.learngene.contracts.architecture.ModelArchitecture;
import io.learngene.contracts.architecture.ModernVitArchitecture;
import io.learngene.contracts.recipe.Precision;
import io.learngene.engine.data.batch.ImageBatch;
import io.learngene.engine.shape.NetworkSpec;
import io.learngene.engine.tensor.DType;
import io.learngene.engine.tensor.Tensor;
import io.learngene.engine.torch.Torch;
import io.learngene.engine.torch.TorchScope;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * What answers images with logits: a network of ours, one of others that only answers, or a TorchScript file. In native memory; not for several threads at once.
 *
 * <p>Images are [B, 3, S, S], float32, normalised with ImageNet's constants; labels count classes from 0.
 */
public abstract sealed class Classifier implements AutoCloseable permits Network, TeacherNetwork, ScriptedClassifier {

    private final Torch torch;
    private final ModelArchitecture architecture;

    Classifier(Torch torch, ModelArchitecture architecture) {
        this.torch = torch;
        this.architecture = architecture;
    }

    /**
     * A network that is asked, and maybe cannot be trained.
     *
     * @param torch where it runs
     * @param architecture its shape, not that of a TorchScript file
     * @param weights all its tensors by name, and no others; F16 and BF16 are widened
     * @param precision arithmetic of the passes
     * @return the network
     * @throws io.learngene.engine.shape.WeightsException if a tensor is missing, unexpected or misshapen
     */
    public static Classifier of(
            Torch torch, ModelArchitecture architecture, Map<String, Tensor> weights, Precision precision) {
        return architecture instanceof ModernVitArchitecture modern
                ? TeacherNetwork.create(torch, modern, weights, precision)
                : Network.create(torch, NetworkSpec.of(architecture), weights, precision, Integer.MAX_VALUE);
    }

    /** {@return what goes in and comes out} */
    public final ModelArchitecture architecture() {
        return architecture;
    }

    /** {@return what it is apart from its weights, for the run that a checkpoint belongs to; written as JSON} */
    public abstract Object identity();

    /**
     * @param batch images
     * @return logits [B, K], F32, as in evaluation
     */
    public final Tensor logits(ImageBatch batch) {
        try (TorchScope scope = torch.scope()) {
            return download(scope, classify(scope, images(scope, batch)));
        }
    }

    /**
     * @param batch images and labels, one class of each
     * @return scores
     */
    public final Evaluation evaluate(ImageBatch batch) {
        try (TorchScope scope = torch.scope()) {
            return evaluation(scores(scope, images(scope, batch), classes(scope, batch)));
        }
    }

    private static Evaluation evaluation(NDArray scores) {
        double[] fields = scores.toDoubleArray();
        return new Evaluation((long) fields[0], (long) fields[1], fields[2], (long) fields[3]);
    }

    /**
     * @param batch images and labels
     * @return what {@link #evaluate} returns, and how each image was answered
     */
    public final Judgement judge(ImageBatch batch) {
        try (TorchScope scope = torch.scope()) {
            NDList judged = judged(scope, images(scope, batch), classes(scope, batch));
            double[] answers = judged.get(1).toDoubleArray();
            int images = answers.length / 2;
            int[] classes =
                    Arrays.stream(answers, 0, images).mapToInt(c -> (int) c).toArray();
            return new Judgement(
                    evaluation(judged.head()), classes, Arrays.copyOfRange(answers, images, answers.length));
        }
    }

    @Override
    public abstract void close();

    /**
     * @param scope owner of the result
     * @param images [B, 3, S, S]; not changed
     * @return logits [B, K], float32, in which no gradient ends
     */
    abstract NDArray classify(TorchScope scope, NDArray images);

    /** {@return [4], float64: the fields of an {@link Evaluation}} */
    abstract NDArray scores(TorchScope scope, NDArray images, NDArray labels);

    /** {@return the same as {@link #scores}, and [2, B], float64: answers and their probabilities} */
    abstract NDList judged(TorchScope scope, NDArray images, NDArray labels);

    final Torch torch() {
        return torch;
    }

    final NDArray images(TorchScope scope, ImageBatch batch) {
        int side = batch.imageSize();
        if (side != architecture.imageSize()) {
            throw new IllegalArgumentException(
                    "images are " + side + " pixels wide; this network takes " + architecture.imageSize());
        }
        NDList parts = new NDList();
        for (ByteBuffer part : batch.parts()) {
            parts.add(scope.over(part, DataType.FLOAT32, part.remaining() / (12L * side * side), 3, side, side));
        }
        return parts.size() == 1 ? parts.head() : NDArrays.concat(parts);
    }

    /** {@return [B], int64} */
    private static NDArray classes(TorchScope scope, ImageBatch batch) {
        if (batch.multiLabel()) {
            throw new IllegalArgumentException("images of any number of classes have no right one; rank their logits");
        }
        return labels(scope, batch);
    }

    /** {@return [B], int64: the class of each image; or [B, K]: 1 for each class that it has} */
    static NDArray labels(TorchScope scope, ImageBatch batch) {
        NDArray labels = scope.integers(batch.labels());
        return batch.multiLabel() ? labels.reshape(batch.size(), batch.labels().length / batch.size()) : labels;
    }

    static Tensor download(TorchScope scope, NDArray array) {
        List<Long> shape = Arrays.stream(array.getShape().getShape()).boxed().toList();
        DType type = array.getDataType() == DataType.INT64 ? DType.I64 : DType.F32;
        return new Tensor(type, shape, scope.read(array).order(ByteOrder.LITTLE_ENDIAN));
    }
}
