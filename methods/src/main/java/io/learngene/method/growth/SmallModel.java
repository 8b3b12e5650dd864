package io.learngene.method.growth;

import io.learngene.contracts.architecture.VitArchitecture;
import io.learngene.engine.shape.NetworkSpec;
import io.learngene.engine.shape.ParameterSpec;
import io.learngene.engine.tensor.Tensor;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The network that grows, as the programs of operators take it.
 *
 * @param weights its tensors
 * @param shape its shape
 */
record SmallModel(Map<String, Tensor> weights, VitArchitecture shape) {

    /** {@return the tensors outside of the blocks, in the network's order} */
    List<Tensor> outside() {
        return names().stream()
                .filter(name -> !name.startsWith("blocks."))
                .map(weights::get)
                .toList();
    }

    /** {@return [2]: how many tensors stand before the blocks, and how many outside of them} */
    Tensor counts() {
        long before =
                names().stream().takeWhile(name -> !name.startsWith("blocks.")).count();
        return Tensor.ofFloats(List.of(2L), new float[] {before, outside().size()});
    }

    /** {@return a tensor of all blocks: [L, ...]} */
    Tensor stacked(String name) {
        return stacked(name, 0, 1);
    }

    /** {@return one of the parts along the first axis of a tensor of all blocks: [L, ...]} */
    Tensor stacked(String name, int part, int parts) {
        List<Tensor> layers = new ArrayList<>();
        for (int layer = 0; layer < shape.depth(); layer++) {
            layers.add(weights.get("blocks." + layer + "." + name).part(part, parts));
        }
        List<Long> sizes = new ArrayList<>(List.of((long) layers.size()));
        sizes.addAll(layers.get(0).shape());
        FloatBuffer all = FloatBuffer.allocate(
                Math.toIntExact(layers.stream().mapToLong(Tensor::elements).sum()));
        layers.forEach(layer -> all.put(layer.toFloats()));
        return Tensor.ofFloats(sizes, all.array());
    }

    private List<String> names() {
        return NetworkSpec.of(shape).parameters().stream()
                .map(ParameterSpec::name)
                .toList();
    }
}
