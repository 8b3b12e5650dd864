package io.learngene.engine.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.DataType;
import io.learngene.contracts.architecture.ModernVitArchitecture;
import io.learngene.contracts.architecture.VitArchitecture;
import io.learngene.contracts.recipe.Precision;
import io.learngene.engine.data.batch.ImageBatch;
import io.learngene.engine.shape.NetworkSpec;
import io.learngene.engine.shape.ParameterSpec;
import io.learngene.engine.shape.StrictLoading;
import io.learngene.engine.shape.WeightsException;
import io.learngene.engine.tensor.DType;
import io.learngene.engine.tensor.Tensor;
import io.learngene.engine.torch.ModuleArchive;
import io.learngene.engine.torch.Torch;
import io.learngene.engine.torch.TorchModule;
import io.learngene.engine.torch.TorchModule.Mode;
import io.learngene.engine.torch.TorchScope;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** A network with its weights, and its optimiser once it is trained. */
public final class Network extends Classifier {

    /** Measured at dim 192 and 384: from 4 to 12 MB nothing changes, the whole batch takes a fifth longer. */
    private static final long PART_BYTES = 8L << 20;

    private static final int LEAST_PART = 8;

    private final NetworkSpec spec;
    private final List<ParameterSpec> weights;
    private final List<ParameterSpec> factors;
    private final List<ParameterSpec> statistics;
    private final TorchModule module;
    private final List<String> names;
    private final Map<String, Double> ownNumbers;
    private final boolean ownObjective;
    private List<Integer> blockOfLayer;
    private boolean optimizing;
    private boolean averaging;

    private Network(NetworkSpec spec, TorchModule module, StepExtension extension) {
        super(module.torch(), spec.architecture());
        this.spec = spec;
        this.module = module;
        this.blockOfLayer = spec.blockOfLayer();
        this.weights = spec.parameters().stream().filter(ParameterSpec::trained).toList();
        this.factors = Program.factors(spec, extension);
        this.names = Program.numbers(extension);
        this.ownNumbers = extension.numbers();
        this.ownObjective = extension.fills(StepExtension.Place.OBJECTIVE);
        this.statistics = spec.parameters().stream().filter(p -> !p.trained()).toList();
    }

    /**
     * @param torch where it runs
     * @param spec the network
     * @param weights all its tensors by name, and no others; F16 and BF16 are widened
     * @return the network
     * @throws WeightsException if a tensor is missing, unexpected or misshapen
     */
    public static Network create(Torch torch, NetworkSpec spec, Map<String, Tensor> weights) {
        return create(torch, spec, weights, Precision.FP32, Integer.MAX_VALUE);
    }

    /**
     * @param torch where it runs
     * @param spec the network
     * @param weights all its tensors by name, and no others; F16 and BF16 are widened
     * @param precision arithmetic of the passes
     * @param mostAtOnce most images that may pass at once in training; a larger batch passes in equal parts
     * @return the network
     * @throws WeightsException if a tensor is missing, unexpected or misshapen
     */
    public static Network create(
            Torch torch, NetworkSpec spec, Map<String, Tensor> weights, Precision precision, int mostAtOnce) {
        return create(torch, spec, weights, precision, mostAtOnce, StepExtension.NONE);
    }

    /**
     * With all layers trained alike.
     *
     * @param torch where it runs
     * @param spec the network
     * @param factors all that is trained, and all statistics, by name
     * @param precision arithmetic of the passes
     * @param mostAtOnce most images that may pass at once in training; a larger batch passes in equal parts
     * @param extension a method's own part of a step
     * @return the network
     * @throws WeightsException if a tensor is missing, unexpected or misshapen
     */
    public static Network create(
            Torch torch,
            NetworkSpec spec,
            Map<String, Tensor> factors,
            Precision precision,
            int mostAtOnce,
            StepExtension extension) {
        return create(torch, spec, factors, precision, mostAtOnce, LayerTraining.ALIKE, extension);
    }

    /**
     * @param spec the network
     * @param extension a method's own part of a step
     * @return all that is trained, then all statistics: what {@link #create} takes and {@link #factors} returns
     */
    public static List<ParameterSpec> factors(NetworkSpec spec, StepExtension extension) {
        List<ParameterSpec> factors = new ArrayList<>(Program.factors(spec, extension));
        spec.parameters().stream().filter(p -> !p.trained()).forEach(factors::add);
        return List.copyOf(factors);
    }

    /**
     * @param torch where it runs
     * @param spec the network
     * @param factors all that is trained, and all statistics, by name: the weights, or where the method materialises them, its
     *     factors; F16 and BF16 are widened
     * @param precision arithmetic of the passes
     * @param mostAtOnce most images that may pass at once in training; a larger batch passes in equal parts
     * @param layers what is done with single layers of a ViT
     * @param extension a method's own part of a step
     * @return the network
     * @throws WeightsException if a tensor is missing, unexpected or misshapen
     * @throws IllegalArgumentException if layers are to be told apart, but what is trained are not the blocks of a ViT; if it is a network
     *     that is not trained here
     */
    public static Network create(
            Torch torch,
            NetworkSpec spec,
            Map<String, Tensor> factors,
            Precision precision,
            int mostAtOnce,
            LayerTraining layers,
            StepExtension extension) {
        if (spec.architecture() instanceof ModernVitArchitecture modern) {
            throw new IllegalArgumentException("architecture: a Vision Transformer with "
                    + String.join(", ", modern.particulars()) + " answers and is not trained; take Classifier.of");
        }
        StrictLoading.check(factors(spec, extension), factors);
        boolean processor = torch.device().equals("cpu");
        int part = processor ? Math.min(mostAtOnce, part(spec, precision)) : mostAtOnce;
        List<ParameterGroup> groups = ParameterGroup.of(
                spec, Program.factors(spec, extension), layers, extension.fills(StepExtension.Place.MATERIALISE));
        ModuleArchive program =
                Program.training(spec, precision, torch.oneDnn(precision), part, groups, layers, extension);
        Network network = new Network(spec, TorchModule.load(torch, program), extension);
        try (TorchScope scope = torch.scope()) {
            // The program keeps the tensors; the scope only lets go of Java's handles.
            if (!extension.fixed().isEmpty()) {
                NDList fixed = new NDList();
                extension.fixed().forEach(tensor -> fixed.add(upload(scope, tensor)));
                network.module.call(scope, Mode.AUTOGRAD, "load_fixed", fixed);
            }
            if (extension.fills(StepExtension.Place.MATERIALISE) && !network.blockOfLayer.isEmpty()) {
                network.arrange(scope, network.blockOfLayer);
            }
            network.load(scope, factors);
            if (extension.fills(StepExtension.Place.MATERIALISE)) {
                network.checkWritten(scope);
            }
            return network;
        } catch (RuntimeException e) {
            network.close();
            throw e;
        }
    }

    /** What a method materialised has to be the weights, in their order. */
    private void checkWritten(TorchScope scope) {
        NDList written = saved(scope, "saved_weights");
        List<List<Long>> shapes = written.stream()
                .map(array -> Arrays.stream(array.getShape().getShape()).boxed().toList())
                .toList();
        List<List<Long>> expected = weights.stream().map(ParameterSpec::shape).toList();
        if (!shapes.equals(expected)) {
            throw new IllegalArgumentException("materialise returned " + shapes.size() + " tensors " + shapes
                    + "; the network needs " + expected.size() + ": " + expected);
        }
    }

    /**
     * Most images that go through a step at once on a processor: as many as keep an MLP's hidden layer near the caches. Batch
     * norm needs the whole batch.
     */
    private static int part(NetworkSpec spec, Precision precision) {
        if (!(spec.architecture() instanceof VitArchitecture vit)) {
            return Integer.MAX_VALUE;
        }
        return part(vit.tokens(), vit.hidden(), precision);
    }

    static int part(int tokens, int hidden, Precision precision) {
        long perImage = (precision == Precision.FP32 ? 4L : 2L) * tokens * hidden;
        return (int) Math.max(LEAST_PART, PART_BYTES / perImage);
    }

    /** {@return what it is} */
    public NetworkSpec spec() {
        return spec;
    }

    @Override
    public Object identity() {
        return spec;
    }

    @Override
    NDArray classify(TorchScope scope, NDArray images) {
        return module.call(scope, Mode.INFERENCE, "classify", images).head();
    }

    @Override
    NDArray scores(TorchScope scope, NDArray images, NDArray labels) {
        return module.call(scope, Mode.INFERENCE, "evaluate", images, labels).head();
    }

    @Override
    NDList judged(TorchScope scope, NDArray images, NDArray labels) {
        return module.call(scope, Mode.INFERENCE, "judge", images, labels);
    }

    /**
     * @param batch images
     * @return for each layer of a ViT the mean over all tokens of the cosine between what enters it and what leaves it; empty for a residual
     *     network
     */
    public double[] layerCosines(ImageBatch batch) {
        try (TorchScope scope = torch().scope()) {
            return module.call(scope, Mode.INFERENCE, "cosines", images(scope, batch))
                    .head()
                    .toDoubleArray();
        }
    }

    /**
     * Lets the labels' cross entropy of an image count by its class from now on: the sum over a batch, divided by its images.
     *
     * @param weights weight of each class
     */
    public void weighClasses(float[] weights) {
        if (ownObjective) {
            throw new IllegalStateException("class_weights: the method has an objective of its own; leave them out");
        }
        Tensor tensor = Tensor.ofFloats(List.of((long) weights.length), weights);
        try (TorchScope scope = torch().scope()) {
            module.call(scope, Mode.AUTOGRAD, "load_class_weights", new NDList(upload(scope, tensor)));
        }
    }

    /**
     * One step: passes, gradients, clipping, AdamW. Afterwards the weights are new.
     *
     * @param batch images and labels
     * @param objective what to make smaller
     * @param settings learning rate and the like
     * @return what the step measured
     */
    public StepResult step(ImageBatch batch, Objective objective, StepSettings settings) {
        if (!optimizing) {
            call("start_moments");
            optimizing = true;
        }
        if (settings.averageDecay() != null && !averaging) {
            call("start_average");
            averaging = true;
        }
        try (TorchScope scope = torch().scope()) {
            NDArray images = images(scope, batch);
            double[] measured = module.call(
                            scope,
                            Mode.AUTOGRAD,
                            "step",
                            images,
                            labels(scope, batch),
                            targets(scope, images, objective),
                            drop(scope, settings, batch.size()),
                            numbers(scope, objective, settings, batch.share()))
                    .head()
                    .toDoubleArray();
            return new StepResult(measured[0], measured[1], (int) measured[2]);
        }
    }

    /**
     * The gradients that a step would use, before clipping.
     *
     * @param batch images and labels
     * @param objective what they are the gradients of
     * @param settings drop path and its seed count
     * @return the gradient of every factor by its name, and the objective as {@code loss}
     */
    public Map<String, Tensor> gradients(ImageBatch batch, Objective objective, StepSettings settings) {
        try (TorchScope scope = torch().scope()) {
            NDArray images = images(scope, batch);
            NDList result = module.call(
                    scope,
                    Mode.AUTOGRAD,
                    "differentiate",
                    images,
                    labels(scope, batch),
                    targets(scope, images, objective),
                    drop(scope, settings, batch.size()),
                    numbers(scope, objective, settings, batch.share()));
            Map<String, Tensor> gradients = named(scope, factors, result);
            gradients.put("loss", download(scope, result.get(factors.size())));
            return gradients;
        }
    }

    /**
     * Lets the layers of a ViT apply other blocks from now on, in training and evaluation; their number may change.
     *
     * @param blocks for each layer its block
     */
    public void arrange(List<Integer> blocks) {
        if (blocks.equals(blockOfLayer)) {
            return;
        }
        int stages = spec.blocks();
        if (blocks.isEmpty() || blocks.stream().anyMatch(b -> b < 0 || b >= stages)) {
            throw new IllegalArgumentException("blocks: " + blocks + "; give numbers from 0 to " + (stages - 1));
        }
        try (TorchScope scope = torch().scope()) {
            arrange(scope, blocks);
        }
        blockOfLayer = List.copyOf(blocks);
    }

    private void arrange(TorchScope scope, List<Integer> blocks) {
        module.call(
                scope,
                Mode.AUTOGRAD,
                "arrange",
                scope.integers(blocks.stream().mapToLong(Integer::longValue).toArray()));
    }

    /** {@return all its tensors by name, copied} */
    public Map<String, Tensor> weights() {
        return all(weights, "saved_weights", "saved_statistics");
    }

    /** {@return all that is trained, and all statistics, by name, copied: what {@link #create} took} */
    public Map<String, Tensor> factors() {
        return all(factors, "saved_factors", "saved_statistics");
    }

    /**
     * Takes other factors for its own; a running average and the optimiser stay as they are.
     *
     * @param tensors what {@link #factors} returned
     */
    public void load(Map<String, Tensor> tensors) {
        try (TorchScope scope = torch().scope()) {
            load(scope, tensors);
        }
    }

    private void load(TorchScope scope, Map<String, Tensor> tensors) {
        module.call(scope, Mode.AUTOGRAD, "load_factors", upload(scope, factors, tensors));
        if (!statistics.isEmpty()) {
            module.call(scope, Mode.AUTOGRAD, "load_statistics", upload(scope, statistics, tensors));
        }
    }

    /** {@return the running average of {@link #factors}, copied; null before the first step that asked for one} */
    public Map<String, Tensor> averagedFactors() {
        return averaging ? all(factors, "saved_average", "saved_average_statistics") : null;
    }

    /**
     * Goes on from a saved average.
     *
     * @param average what {@link #averagedFactors} returned
     */
    public void restoreAverage(Map<String, Tensor> average) {
        try (TorchScope scope = torch().scope()) {
            module.call(scope, Mode.AUTOGRAD, "load_average", upload(scope, factors, average));
            if (!statistics.isEmpty()) {
                module.call(scope, Mode.AUTOGRAD, "load_average_statistics", upload(scope, statistics, average));
            }
        }
        averaging = true;
    }

    /**
     * Asks something with the averaged weights in the place of the weights, or with the weights if there is no average.
     *
     * @param <T> type of the answer
     * @param question evaluates, but does not train
     * @return the answer
     */
    public <T> T averaged(Supplier<T> question) {
        if (!averaging) {
            return question.get();
        }
        call("swap_average");
        try {
            return question.get();
        } finally {
            call("swap_average");
        }
    }

    private Map<String, Tensor> all(List<ParameterSpec> trained, String trainedMethod, String statisticsMethod) {
        try (TorchScope scope = torch().scope()) {
            Map<String, Tensor> tensors = named(scope, trained, saved(scope, trainedMethod));
            if (!statistics.isEmpty()) {
                tensors.putAll(named(scope, statistics, saved(scope, statisticsMethod)));
            }
            return tensors;
        }
    }

    /**
     * @return the optimiser's memory, copied
     * @throws IllegalStateException if no step was taken
     */
    public OptimizerState optimizerState() {
        if (!optimizing) {
            throw new IllegalStateException("no step was taken, so there is no optimiser state");
        }
        try (TorchScope scope = torch().scope()) {
            double steps = saved(scope, "saved_steps").head().toFloatArray()[0];
            return new OptimizerState(
                    named(scope, factors, saved(scope, "saved_first")),
                    named(scope, factors, saved(scope, "saved_second")),
                    (long) steps);
        }
    }

    /**
     * Goes on from a saved optimiser; the weights are those given at creation.
     *
     * @param state what {@link #optimizerState} returned
     */
    public void restore(OptimizerState state) {
        if (optimizing) {
            throw new IllegalStateException("steps were taken already; restore before the first one");
        }
        try (TorchScope scope = torch().scope()) {
            Tensor steps = Tensor.ofFloats(List.of(), new float[] {state.steps()});
            module.call(
                    scope,
                    Mode.AUTOGRAD,
                    "load_moments",
                    upload(scope, factors, state.first()),
                    upload(scope, factors, state.second()),
                    new NDList(upload(scope, steps)));
        }
        optimizing = true;
    }

    @Override
    public void close() {
        module.close();
    }

    private NDArray targets(TorchScope scope, NDArray images, Objective objective) {
        if (objective.targets() instanceof Objective.Targets.Given given) {
            Tensor logits = given.logits();
            return scope.copyOf(logits.data(), DataType.FLOAT32, logits.shape());
        }
        return objective.targets() instanceof Objective.Targets.Teacher teacher
                ? teacher.classifier().classify(scope, images)
                : scope.none();
    }

    private NDArray drop(TorchScope scope, StepSettings settings, int images) {
        int layers = blockOfLayer.size();
        ByteBuffer factors = DropPath.draw(settings.dropPath(), layers, images, settings.seed());
        return factors == null ? scope.none() : scope.over(factors, DataType.FLOAT32, 2L * layers, images);
    }

    private NDArray numbers(TorchScope scope, Objective objective, StepSettings settings, double ownLabel) {
        Map<String, Double> numbers = new HashMap<>(ownNumbers);
        numbers.putAll(objective.numbers());
        numbers.putAll(settings.numbers(ownLabel));
        return scope.numbers(names.stream()
                .mapToDouble(name -> numbers.getOrDefault(name, 0.0))
                .toArray());
    }

    private void call(String method) {
        try (TorchScope scope = torch().scope()) {
            module.call(scope, Mode.AUTOGRAD, method);
        }
    }

    private NDList saved(TorchScope scope, String method) {
        return module.call(scope, Mode.AUTOGRAD, method);
    }

    static NDList upload(TorchScope scope, List<ParameterSpec> parameters, Map<String, Tensor> tensors) {
        NDList list = new NDList();
        for (ParameterSpec parameter : parameters) {
            list.add(upload(scope, tensors.get(parameter.name())));
        }
        return list;
    }

    private static NDArray upload(TorchScope scope, Tensor tensor) {
        if (tensor.type() == DType.I64) {
            return scope.copyOf(tensor.data(), DataType.INT64, tensor.shape());
        }
        Tensor wide = tensor.type() == DType.F32 ? tensor : Tensor.ofFloats(tensor.shape(), tensor.toFloats());
        return scope.copyOf(wide.data(), DataType.FLOAT32, wide.shape());
    }

    private static Map<String, Tensor> named(TorchScope scope, List<ParameterSpec> parameters, NDList arrays) {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        for (int i = 0; i < parameters.size(); i++) {
            tensors.put(parameters.get(i).name(), download(scope, arrays.get(i)));
        }
        return tensors;
    }
}
