package io.learngene.engine.onnx;

import io.learngene.contracts.architecture.ResNetArchitecture;
import io.learngene.contracts.architecture.ResNetArchitecture.Block;
import io.learngene.contracts.architecture.ResNetArchitecture.Stem;
import io.learngene.engine.tensor.Tensor;
import java.util.List;
import java.util.Map;

/** {@code resnet.py} as a graph. B images, K classes. */
final class ResNetGraph {

    private static final float NORM_EPS = 1e-5f;

    private final Graph graph;

    private ResNetGraph(Map<String, Tensor> weights) {
        this.graph = new Graph(weights);
    }

    static Graph of(ResNetArchitecture resnet, Map<String, Tensor> weights) {
        ResNetGraph built = new ResNetGraph(weights);
        String x = built.stem(resnet.stem());
        for (int group = 0; group < resnet.layers().size(); group++) {
            for (int block = 0; block < resnet.layers().get(group); block++) {
                int stride = group > 0 && block == 0 ? 2 : 1;
                x = built.residual(x, "layer" + (group + 1) + "." + block, resnet.block(), stride);
            }
        }
        x = built.graph.node("pool/GlobalAveragePool", "GlobalAveragePool", List.of(x));
        x = built.graph.node("pool/Flatten", "Flatten", List.of(x), Graph.attribute("axis", 1));
        built.graph.classifier(Graph.OUTPUT, x, "fc");
        return built.graph;
    }

    private String stem(Stem stem) {
        if (stem == Stem.CIFAR) {
            return relu("stem", convolution(Graph.INPUT, "conv1", "bn1", 3, 1));
        }
        String x = relu("stem", convolution(Graph.INPUT, "conv1", "bn1", 7, 2));
        return graph.node(
                "stem/MaxPool",
                "MaxPool",
                List.of(x),
                Graph.attribute("kernel_shape", List.of(3L, 3L)),
                Graph.attribute("pads", List.of(1L, 1L, 1L, 1L)),
                Graph.attribute("strides", List.of(2L, 2L)));
    }

    /** x [B, I, H, W] -> [B, O, H / stride, W / stride] */
    private String residual(String x, String name, Block block, int stride) {
        String y;
        if (block == Block.BASIC) {
            y = relu(name + "/1", convolution(x, name + ".conv1", name + ".bn1", 3, stride));
            y = convolution(y, name + ".conv2", name + ".bn2", 3, 1);
        } else {
            y = relu(name + "/1", convolution(x, name + ".conv1", name + ".bn1", 1, 1));
            y = relu(name + "/2", convolution(y, name + ".conv2", name + ".bn2", 3, stride));
            y = convolution(y, name + ".conv3", name + ".bn3", 1, 1);
        }
        if (graph.has(name + ".downsample.0.weight")) {
            x = convolution(x, name + ".downsample.0", name + ".downsample.1", 1, stride);
        }
        return relu(name, graph.node(name + "/Sum", "Add", List.of(x, y)));
    }

    /** A convolution without bias, then its batch norm by the running statistics. */
    private String convolution(String x, String layer, String norm, long kernel, long stride) {
        long padding = kernel / 2;
        String y = graph.node(
                layer + "/Conv",
                "Conv",
                List.of(x, graph.weight(layer + ".weight")),
                Graph.attribute("kernel_shape", List.of(kernel, kernel)),
                Graph.attribute("pads", List.of(padding, padding, padding, padding)),
                Graph.attribute("strides", List.of(stride, stride)));
        return graph.node(
                norm + "/BatchNormalization",
                "BatchNormalization",
                List.of(
                        y,
                        graph.weight(norm + ".weight"),
                        graph.weight(norm + ".bias"),
                        graph.weight(norm + ".running_mean"),
                        graph.weight(norm + ".running_var")),
                Graph.attribute("epsilon", NORM_EPS));
    }

    private String relu(String path, String x) {
        return graph.node(path + "/Relu", "Relu", List.of(x));
    }
}
