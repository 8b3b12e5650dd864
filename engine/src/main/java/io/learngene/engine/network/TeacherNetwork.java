package io.learngene.engine.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import io.learngene.contracts.architecture.ModernVitArchitecture;
import io.learngene.contracts.recipe.Precision;
import io.learngene.engine.shape.NetworkSpec;
import io.learngene.engine.shape.StrictLoading;
import io.learngene.engine.shape.WeightsException;
import io.learngene.engine.tensor.Tensor;
import io.learngene.engine.torch.Torch;
import io.learngene.engine.torch.TorchModule;
import io.learngene.engine.torch.TorchModule.Mode;
import io.learngene.engine.torch.TorchScope;
import java.util.Map;

/** A network that answers and is not trained: a program of its own, so that those that are trained stay simple. */
public final class TeacherNetwork extends Classifier {

    private final NetworkSpec spec;
    private final TorchModule module;

    private TeacherNetwork(TorchModule module, NetworkSpec spec) {
        super(module.torch(), spec.architecture());
        this.spec = spec;
        this.module = module;
    }

    /**
     * @param torch where it runs
     * @param architecture its shape
     * @param weights all its tensors by name, and no others; F16 and BF16 are widened
     * @param precision arithmetic of the passes
     * @return the network
     * @throws WeightsException if a tensor is missing, unexpected or misshapen
     */
    public static TeacherNetwork create(
            Torch torch, ModernVitArchitecture architecture, Map<String, Tensor> weights, Precision precision) {
        NetworkSpec spec = NetworkSpec.of(architecture);
        StrictLoading.check(spec, weights);
        int tokens = architecture.patches() + architecture.tokens().extra();
        int part = torch.device().equals("cpu")
                ? Network.part(tokens, architecture.expanded(), precision)
                : Integer.MAX_VALUE;
        TorchModule module =
                TorchModule.load(torch, Program.teacher(architecture, precision, torch.oneDnn(precision), part));
        try (TorchScope scope = torch.scope()) {
            module.call(scope, Mode.INFERENCE, "load", Network.upload(scope, spec.parameters(), weights));
            return new TeacherNetwork(module, spec);
        } catch (RuntimeException e) {
            module.close();
            throw e;
        }
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

    @Override
    public void close() {
        module.close();
    }
}
