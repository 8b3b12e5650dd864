package io.learngene.engine.shape;

import io.learngene.contracts.architecture.ResNetArchitecture;
import io.learngene.contracts.architecture.ResNetArchitecture.Block;
import io.learngene.contracts.architecture.ResNetArchitecture.Stem;
import io.learngene.engine.shape.ParameterSpec.Kind;
import java.util.ArrayList;
import java.util.List;

/** The tensors of a residual network in timm's names; {@code resnet.py} counts on the order of the convolutions. */
final class ResNetParameters {

    private final List<ParameterSpec> trained = new ArrayList<>();
    private final List<ParameterSpec> statistics = new ArrayList<>();

    private ResNetParameters() {}

    static List<ParameterSpec> of(ResNetArchitecture resnet) {
        ResNetParameters parameters = new ResNetParameters();
        long in = resnet.width();
        parameters.convolution("conv1", "bn1", 3, in, resnet.stem() == Stem.CIFAR ? 3 : 7, Kind.SCALE);
        for (int group = 0; group < resnet.layers().size(); group++) {
            long inner = (long) resnet.width() << group;
            for (int block = 0; block < resnet.layers().get(group); block++) {
                String name = "layer" + (group + 1) + "." + block + ".";
                in = parameters.block(name, resnet.block(), in, inner, group > 0 && block == 0);
            }
        }
        parameters.trained.add(new ParameterSpec("fc.weight", List.of((long) resnet.classes(), in), Kind.CLASSIFIER));
        parameters.trained.add(new ParameterSpec("fc.bias", List.of((long) resnet.classes()), Kind.UNIFORM_BIAS, in));
        parameters.trained.addAll(parameters.statistics);
        return List.copyOf(parameters.trained);
    }

    private long block(String name, Block block, long in, long inner, boolean strided) {
        long out = inner * block.expansion();
        if (block == Block.BASIC) {
            convolution(name + "conv1", name + "bn1", in, inner, 3, Kind.SCALE);
            convolution(name + "conv2", name + "bn2", inner, out, 3, Kind.LAST_SCALE);
        } else {
            convolution(name + "conv1", name + "bn1", in, inner, 1, Kind.SCALE);
            convolution(name + "conv2", name + "bn2", inner, inner, 3, Kind.SCALE);
            convolution(name + "conv3", name + "bn3", inner, out, 1, Kind.LAST_SCALE);
        }
        if (strided || in != out) {
            convolution(name + "downsample.0", name + "downsample.1", in, out, 1, Kind.SCALE);
        }
        return out;
    }

    private void convolution(String name, String norm, long in, long out, long kernel, Kind scale) {
        trained.add(new ParameterSpec(name + ".weight", List.of(out, in, kernel, kernel), Kind.CONVOLUTION));
        trained.add(new ParameterSpec(norm + ".weight", List.of(out), scale));
        trained.add(new ParameterSpec(norm + ".bias", List.of(out), Kind.BIAS));
        statistics.add(new ParameterSpec(norm + ".running_mean", List.of(out), Kind.RUNNING_MEAN));
        statistics.add(new ParameterSpec(norm + ".running_var", List.of(out), Kind.RUNNING_VARIANCE));
        statistics.add(new ParameterSpec(norm + ".num_batches_tracked", List.of(), Kind.BATCHES));
    }
}
