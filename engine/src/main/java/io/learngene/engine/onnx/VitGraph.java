package io.learngene.engine.onnx;

import io.learngene.contracts.architecture.VitArchitecture;
import io.learngene.engine.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** {@code vit.py} as a graph. B images, N tokens, C channels of a token, H heads, K classes. */
final class VitGraph {

    private final VitArchitecture vit;
    private final Graph graph;

    private VitGraph(VitArchitecture vit, Map<String, Tensor> weights) {
        this.vit = vit;
        this.graph = new Graph(weights);
    }

    static Graph of(VitArchitecture vit, Map<String, Tensor> weights) {
        VitGraph built = new VitGraph(vit, weights);
        String x = built.stem();
        for (int block = 0; block < vit.depth(); block++) {
            x = built.block(x, "blocks." + block);
        }
        built.classified(x);
        return built.graph;
    }

    /** images [B, 3, S, S] -> tokens [B, N, C] */
    private String stem() {
        List<Long> patch = List.of((long) vit.patchSize(), (long) vit.patchSize());
        String x = graph.node(
                "patch_embed/Conv",
                "Conv",
                List.of(Graph.INPUT, graph.weight("patch_embed.proj.weight"), graph.weight("patch_embed.proj.bias")),
                Graph.attribute("kernel_shape", patch),
                Graph.attribute("strides", patch));
        String flat = graph.constant("patch_embed/flat", 0, vit.dim(), vit.patches());
        x = graph.node("patch_embed/Reshape", "Reshape", List.of(x, flat));
        x = transposed("patch_embed", x, 0, 2, 1);
        if (vit.extraTokens() == 1) {
            x = concatenated("tokens", List.of(repeated("cls_token"), x));
        } else if (vit.extraTokens() == 2) {
            x = concatenated("tokens", List.of(repeated("cls_token"), repeated("dist_token"), x));
        }
        return graph.node("pos_embed/Add", "Add", List.of(x, graph.weight("pos_embed")));
    }

    /** [1, 1, C] -> [B, 1, C] */
    private String repeated(String token) {
        String images = graph.node(
                token + "/Shape",
                "Shape",
                List.of(Graph.INPUT),
                Graph.attribute("start", 0),
                Graph.attribute("end", 1));
        String ones = graph.constant("tokens/ones", 1, 1);
        String shape = graph.node(token + "/Concat", "Concat", List.of(images, ones), Graph.attribute("axis", 0));
        return graph.node(token + "/Expand", "Expand", List.of(graph.weight(token), shape));
    }

    /** tokens [B, N, C] -> [B, N, C] */
    private String block(String x, String name) {
        String y = attention(norm(name + "/norm1", x, name + ".norm1"), name);
        x = graph.node(name + "/attn/Sum", "Add", List.of(y, x));
        y = graph.dense(name + "/mlp/fc1", norm(name + "/norm2", x, name + ".norm2"), name + ".mlp.fc1");
        y = graph.dense(name + "/mlp/fc2", gelu(name + "/mlp/act", y), name + ".mlp.fc2");
        return graph.node(name + "/mlp/Sum", "Add", List.of(x, y));
    }

    /**
     * tokens [B, N, C] -> [B, N, C]. ONNX Runtime's optimizer of transformers makes one node of it, which it knows by a product each
     * for queries, keys and values, the division in front of the softmax, and the sum whose first operand is this one's.
     */
    private String attention(String x, String block) {
        String path = block + "/attn/";
        String query = heads(path + "query", x, block, 0, 0, 2, 1, 3); // [B, H, N, C/H]
        String key = heads(path + "key", x, block, 1, 0, 2, 3, 1); // [B, H, C/H, N]
        String value = heads(path + "value", x, block, 2, 0, 2, 1, 3);
        String root = graph.number("attn/root", (float) Math.sqrt(vit.dim() / vit.heads()));
        String scores = graph.node(path + "scores/MatMul", "MatMul", List.of(query, key));
        scores = graph.node(path + "scores/Div", "Div", List.of(scores, root));
        scores = graph.node(path + "scores/Softmax", "Softmax", List.of(scores), Graph.attribute("axis", -1));
        String y = graph.node(path + "MatMul", "MatMul", List.of(scores, value));
        y = transposed(path + "merged", y, 0, 2, 1, 3);
        String merged = graph.constant("attn/merged", 0, 0, vit.dim());
        y = graph.node(path + "merged/Reshape", "Reshape", List.of(y, merged));
        return graph.dense(path + "proj", y, block + ".attn.proj");
    }

    /** tokens [B, N, C] -> one part of their queries, keys and values, by heads */
    private String heads(String path, String x, String block, int part, long... order) {
        String name = path.substring(path.lastIndexOf('/') + 1);
        String y = graph.dense(path, x, block + ".attn.qkv", name, part, 3);
        String heads = graph.constant("attn/heads", 0, 0, vit.heads(), vit.dim() / vit.heads());
        y = graph.node(path + "/Reshape", "Reshape", List.of(y, heads));
        return transposed(path, y, order);
    }

    /** x (1 + erf(x / sqrt 2)) / 2: exact, not by the hyperbolic tangent */
    private String gelu(String path, String x) {
        String y = graph.node(path + "/Div", "Div", List.of(x, graph.number("gelu/root", (float) Math.sqrt(2))));
        y = graph.node(path + "/Erf", "Erf", List.of(y));
        y = graph.node(path + "/Add", "Add", List.of(y, graph.number("number/one", 1f)));
        y = graph.node(path + "/Mul", "Mul", List.of(x, y));
        return graph.node(path + "/Half", "Mul", List.of(y, graph.number("number/half", 0.5f)));
    }

    private void classified(String x) {
        switch (vit.pooling()) {
            case CLASS_TOKEN -> {
                String token = token("pool/Gather", x, 0);
                graph.classifier(Graph.OUTPUT, norm("norm", token, "norm"), "head");
            }
            case NORM_THEN_MEAN -> graph.classifier(Graph.OUTPUT, mean(norm("norm", x, "norm")), "head");
            case MEAN_THEN_NORM -> graph.classifier(Graph.OUTPUT, norm("fc_norm", mean(x), "fc_norm"), "head");
            case DISTILLED -> {
                String first = graph.constant("pool/first", 0, 1);
                String both = graph.node("pool/Gather", "Gather", List.of(x, first), Graph.attribute("axis", 1));
                both = norm("norm", both, "norm");
                String classes = graph.classifier("head/Gemm", token("head/Gather", both, 0), "head");
                String taught = graph.classifier("head_dist/Gemm", token("head_dist/Gather", both, 1), "head_dist");
                String sum = graph.node("heads/Add", "Add", List.of(classes, taught));
                graph.node(Graph.OUTPUT, "Mul", List.of(sum, graph.number("number/half", 0.5f)));
            }
        }
    }

    /** tokens [B, N, C] -> [B, C] */
    private String token(String name, String x, int position) {
        String index = graph.position("token/" + position, position);
        return graph.node(name, "Gather", List.of(x, index), Graph.attribute("axis", 1));
    }

    /** tokens [B, N, C] -> [B, C] */
    private String mean(String x) {
        return graph.node(
                "pool/ReduceMean",
                "ReduceMean",
                List.of(x),
                Graph.attribute("axes", List.of(1L)),
                Graph.attribute("keepdims", 0));
    }

    private String norm(String path, String x, String layer) {
        return graph.node(
                path + "/LayerNormalization",
                "LayerNormalization",
                List.of(x, graph.weight(layer + ".weight"), graph.weight(layer + ".bias")),
                Graph.attribute("axis", -1),
                Graph.attribute("epsilon", vit.normEps().floatValue()));
    }

    private String concatenated(String path, List<String> parts) {
        return graph.node(path + "/Concat", "Concat", parts, Graph.attribute("axis", 1));
    }

    private String transposed(String path, String x, long... order) {
        List<Long> axes = Arrays.stream(order).boxed().toList();
        return graph.node(path + "/Transpose", "Transpose", List.of(x), Graph.attribute("perm", axes));
    }
}
