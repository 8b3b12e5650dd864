package io.learngene.engine.network;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.DataType;
import io.learngene.contracts.InvalidFieldException;
import io.learngene.contracts.architecture.TorchScriptArchitecture;
import io.learngene.engine.data.images.Normalisation;
import io.learngene.engine.tensor.Tensor;
import io.learngene.engine.torch.Torch;
import io.learngene.engine.torch.TorchModule;
import io.learngene.engine.torch.TorchModule.Mode;
import io.learngene.engine.torch.TorchScope;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * A classifier that somebody else wrote: the {@code forward} of a TorchScript file, in evaluation mode, in its own precision, a batch
 * at a time. Nothing of what it returns is believed before it was looked at.
 */
public final class ScriptedClassifier extends Classifier {

    /** Name of the file in messages. */
    private static final String FILE = "model.torchscript";

    private static final int TRIED = 2;

    private final TorchModule module;
    private final TorchModule around;
    private final Tensor factor;
    private final Tensor offset;

    private ScriptedClassifier(
            TorchModule module,
            TorchModule around,
            TorchScriptArchitecture architecture,
            Tensor factor,
            Tensor offset) {
        super(module.torch(), architecture);
        this.module = module;
        this.around = around;
        this.factor = factor;
        this.offset = offset;
    }

    /**
     * Loads a file and tries it on two grey images. <b>This runs its author's code</b> with the rights of this process: ask whoever
     * operates it first.
     *
     * @param torch where it runs
     * @param file TorchScript archive, as {@code torch.jit.save} writes it
     * @param architecture what goes in and has to come out
     * @return the classifier
     * @throws InvalidFieldException if it cannot be loaded, or its {@code forward} fails or returns something else
     */
    public static ScriptedClassifier load(Torch torch, Path file, TorchScriptArchitecture architecture) {
        TorchModule module = loaded(torch, file);
        TorchModule around;
        try {
            around = TorchModule.load(torch, Program.aroundScripted());
        } catch (RuntimeException e) {
            module.close();
            throw e;
        }
        // From our normalisation (x = (v - mean) / deviation of the value v) to the program's.
        double[] mean = Normalisation.mean();
        double[] deviation = Normalisation.deviation();
        float[] factor = new float[3];
        float[] offset = new float[3];
        for (int channel = 0; channel < 3; channel++) {
            double std = architecture.std().get(channel);
            factor[channel] = (float) (deviation[channel] / std);
            offset[channel] = (float) ((mean[channel] - architecture.mean().get(channel)) / std);
        }
        List<Long> shape = List.of(1L, 3L, 1L, 1L);
        ScriptedClassifier classifier = new ScriptedClassifier(
                module, around, architecture, Tensor.ofFloats(shape, factor), Tensor.ofFloats(shape, offset));
        try {
            classifier.tryIt();
            return classifier;
        } catch (RuntimeException e) {
            classifier.close();
            throw e;
        }
    }

    @Override
    public Object identity() {
        return architecture();
    }

    @Override
    NDArray classify(TorchScope scope, NDArray images) {
        // In new memory: what the program does to its input is not done to the student's.
        NDArray input = around.call(
                        scope, Mode.INFERENCE, "prepare", images, upload(scope, factor), upload(scope, offset))
                .head();
        NDList answer = module.call(scope, Mode.INFERENCE, "forward", input);
        NDArray logits = answer.size() == 1
                ? around.call(scope, Mode.INFERENCE, "widen", answer.head(), images)
                        .head()
                : scope.none();
        long[] wanted = {images.getShape().get(0), architecture().classes()};
        if (!Arrays.equals(logits.getShape().getShape(), wanted)) {
            throw refusal(answer, wanted);
        }
        return logits;
    }

    @Override
    NDArray scores(TorchScope scope, NDArray images, NDArray labels) {
        return around.call(scope, Mode.INFERENCE, "scores", classify(scope, images), labels)
                .head();
    }

    @Override
    NDList judged(TorchScope scope, NDArray images, NDArray labels) {
        return around.call(scope, Mode.INFERENCE, "judge", classify(scope, images), labels);
    }

    @Override
    public void close() {
        module.close();
        around.close();
    }

    private static TorchModule loaded(Torch torch, Path file) {
        try {
            return TorchModule.load(torch, file);
        } catch (EngineException e) {
            throw new InvalidFieldException(
                    FILE,
                    "not loadable",
                    "save a scripted or traced module with torch.jit.save of PyTorch " + torch.version() + " or older: "
                            + reason(e));
        }
    }

    private void tryIt() {
        int side = architecture().imageSize();
        try (TorchScope scope = torch().scope()) {
            Tensor grey = Tensor.ofFloats(
                    List.of((long) TRIED, 3L, (long) side, (long) side), new float[TRIED * 3 * side * side]);
            classify(scope, upload(scope, grey));
        } catch (EngineException | UnsupportedOperationException e) {
            throw new InvalidFieldException(
                    FILE,
                    "forward fails",
                    "it has to map images [B, 3, " + side + ", " + side + "], float32, to logits [B, "
                            + architecture().classes() + "] for every B: " + reason(e));
        }
    }

    private static InvalidFieldException refusal(NDList answer, long[] wanted) {
        List<String> given = answer.stream()
                .map(tensor -> tensor.getDataType().name().toLowerCase(Locale.ROOT)
                        + Arrays.toString(tensor.getShape().getShape()))
                .toList();
        return new InvalidFieldException(
                FILE,
                given,
                "its forward has to answer " + wanted[0] + " images with one tensor of floating point numbers, "
                        + Arrays.toString(wanted) + ": logits of the classes in config.json");
    }

    private static NDArray upload(TorchScope scope, Tensor tensor) {
        return scope.copyOf(tensor.data(), DataType.FLOAT32, tensor.shape());
    }

    /** The last line of PyTorch's report says what happened, those before it where. */
    private static String reason(RuntimeException e) {
        return String.valueOf(e.getMessage())
                .lines()
                .filter(line -> !line.isBlank())
                .reduce((first, second) -> second)
                .orElse("no reason given")
                .strip();
    }
}
