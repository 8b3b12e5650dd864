package io.learngene.engine.onnx;

import io.learngene.engine.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A graph in the making: nodes in the order in which they run, and the constants that they take. Each node has one output, which has
 * its name; the last one's is {@value #OUTPUT}. Names of nodes and of constants have a slash, those of weights do not.
 */
final class Graph {

    static final String INPUT = "pixel_values";
    static final String OUTPUT = "logits";

    private final Map<String, Tensor> tensors;
    private final List<Message> nodes = new ArrayList<>();
    private final Map<String, Initializer> weights = new LinkedHashMap<>();
    private final Map<String, Initializer> constants = new LinkedHashMap<>();

    /** @param tensors what the weights are taken from, by timm's names */
    Graph(Map<String, Tensor> tensors) {
        this.tensors = tensors;
    }

    /**
     * NodeProto: input 1, output 2, name 3, op_type 4, attribute 5.
     *
     * @return the name, which is that of its output
     */
    String node(String name, String operator, List<String> inputs, Message... attributes) {
        Message node =
                new Message().texts(1, inputs).text(2, name).text(3, name).text(4, operator);
        for (Message attribute : attributes) {
            node.message(5, attribute);
        }
        nodes.add(node);
        return name;
    }

    /** AttributeProto: name 1, i 3, type 20 (INT 2). */
    static Message attribute(String name, long value) {
        return new Message().text(1, name).whole(3, value).whole(20, 2);
    }

    /** AttributeProto: name 1, f 2, type 20 (FLOAT 1). */
    static Message attribute(String name, float value) {
        return new Message().text(1, name).real(2, value).whole(20, 1);
    }

    /** AttributeProto: name 1, ints 8, type 20 (INTS 7). */
    static Message attribute(String name, List<Long> values) {
        return new Message().text(1, name).wholes(8, values).whole(20, 7);
    }

    boolean has(String tensor) {
        return tensors.containsKey(tensor);
    }

    /** A tensor of the network as it is, under its own name. */
    String weight(String name) {
        return weight(new Initializer(name, tensors.get(name), false));
    }

    /** x [B, N, I] times a dense layer's weight [O, I], plus its bias [O] -> [B, N, O] */
    String dense(String path, String x, String layer) {
        return dense(
                path,
                x,
                new Initializer(layer + ".weight", tensors.get(layer + ".weight"), true),
                new Initializer(layer + ".bias", tensors.get(layer + ".bias"), false));
    }

    /**
     * Of a dense layer that is several in one, for example of queries, keys and values, the one of that number. Runtimes know
     * attention by its three products.
     */
    String dense(String path, String x, String layer, String part, int index, int parts) {
        Tensor weight = tensors.get(layer + ".weight").part(index, parts);
        Tensor bias = tensors.get(layer + ".bias").part(index, parts);
        return dense(
                path,
                x,
                new Initializer(layer + "." + part + ".weight", weight, true),
                new Initializer(layer + "." + part + ".bias", bias, false));
    }

    private String dense(String path, String x, Initializer weight, Initializer bias) {
        String product = node(path + "/MatMul", "MatMul", List.of(x, weight(weight)));
        return node(path + "/Add", "Add", List.of(product, weight(bias)));
    }

    /** x [B, I] -> [B, K] */
    String classifier(String name, String x, String layer) {
        List<String> inputs = List.of(x, weight(layer + ".weight"), weight(layer + ".bias"));
        return node(name, "Gemm", inputs, attribute("transB", 1));
    }

    private String weight(Initializer weight) {
        weights.put(weight.name(), weight);
        return weight.name();
    }

    /** One number. */
    String number(String name, float value) {
        return constant(name, Tensor.ofFloats(List.of(), new float[] {value}));
    }

    /** A shape, or positions. */
    String constant(String name, long... values) {
        return constant(name, Tensor.ofLongs(List.of((long) values.length), values));
    }

    /** One position, which leaves the axis out that it selects from. */
    String position(String name, long value) {
        return constant(name, Tensor.ofLongs(List.of(), new long[] {value}));
    }

    private String constant(String name, Tensor value) {
        constants.put(name, new Initializer(name, value, false));
        return name;
    }

    List<Message> nodes() {
        return nodes;
    }

    /** {@return what was trained} */
    List<Initializer> weights() {
        return List.copyOf(weights.values());
    }

    /** {@return shapes and numbers that belong to the operators} */
    List<Initializer> constants() {
        return List.copyOf(constants.values());
    }
}
