package io.learngene.method.growth;

import io.learngene.contracts.Check;
import io.learngene.contracts.architecture.VitArchitecture;
import io.learngene.engine.shape.NetworkSpec;
import io.learngene.engine.shape.ParameterSpec;
import io.learngene.engine.shape.StrictLoading;
import io.learngene.engine.tensor.Tensor;
import io.learngene.method.growth.GrowthRule.Knowledge;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Grows a ViT in closed form. A neuron becomes several copies: what enters it is copied, what leaves it is divided among them (Net2Net,
 * Chen et al., ICLR 2016; bert2BERT, Chen et al., ACL 2022). Numbers are those of {@link GrowthRule} and {@link GrowthMaps}.
 */
public final class VitGrowth {

    private final Map<String, Tensor> weights;
    private final VitArchitecture from;
    private final VitArchitecture to;
    private final GrowthRule rule;
    private final GrowthMaps maps;

    private VitGrowth(
            Map<String, Tensor> weights, VitArchitecture from, VitArchitecture to, GrowthRule rule, GrowthMaps maps) {
        this.weights = weights;
        this.from = from;
        this.to = to;
        this.rule = rule;
        this.maps = maps;
    }

    /**
     * @param weights tensors of the source
     * @param from its shape
     * @param to shape to grow to, see {@link #check}
     * @param rule how to grow
     * @param seed seed of what the rule draws
     * @return tensors of the grown network, F32, in the order of its parameters
     * @throws io.learngene.contracts.InvalidFieldException if no network of the one shape grows to the other
     * @throws io.learngene.engine.shape.WeightsException if the weights do not fit {@code from}
     */
    public static Map<String, Tensor> grow(
            Map<String, Tensor> weights, VitArchitecture from, VitArchitecture to, GrowthRule rule, long seed) {
        check(from, to);
        return grow(weights, from, to, rule, GrowthMaps.of(from, to, rule, seed));
    }

    static Map<String, Tensor> grow(
            Map<String, Tensor> weights, VitArchitecture from, VitArchitecture to, GrowthRule rule, GrowthMaps maps) {
        StrictLoading.check(NetworkSpec.of(from), weights);
        VitGrowth growth = new VitGrowth(weights, from, to, rule, maps);
        Map<String, Tensor> grown = new LinkedHashMap<>();
        for (ParameterSpec parameter : NetworkSpec.of(to).parameters()) {
            grown.put(parameter.name(), Tensor.ofFloats(parameter.shape(), growth.values(parameter.name())));
        }
        return grown;
    }

    /**
     * Depth, width and heads may grow, the width of a head stays; everything else stays, but for {@link #exactNormEps}, which is allowed
     * too.
     *
     * @param from shape of the source
     * @param to shape to grow to
     * @throws io.learngene.contracts.InvalidFieldException that names the first field at fault
     */
    public static void check(VitArchitecture from, VitArchitecture to) {
        int headDim = from.dim() / from.heads();
        Check.that(
                to.dim() >= from.dim() && to.dim() % headDim == 0,
                "dim",
                to.dim(),
                "give a multiple of " + headDim + ", the width of the source's heads, from " + from.dim() + " on");
        Check.that(
                to.heads() == to.dim() / headDim,
                "heads",
                to.heads(),
                "give " + to.dim() / headDim + ", so that heads stay " + headDim + " wide");
        Check.that(to.depth() >= from.depth(), "depth", to.depth(), "give the source's " + from.depth() + " or more");
        stays("image_size", from.imageSize(), to.imageSize());
        stays("patch_size", from.patchSize(), to.patchSize());
        stays("classes", from.classes(), to.classes());
        stays("mlp_ratio", from.mlpRatio(), to.mlpRatio());
        stays("pooling", from.pooling(), to.pooling());
        if (to.normEps() != exactNormEps(from, to)) {
            stays("norm_eps", from.normEps(), to.normEps());
        }
    }

    private static void stays(String field, Object from, Object to) {
        Check.that(to.equals(from), field, to, "give the source's " + from + "; growing does not change it");
    }

    /**
     * The epsilon with which exact growth keeps the function but for rounding. The means that fill up a width lower the stream's variance,
     * and an epsilon that stays weighs more against it: where the variance is some 0.1 to 1, the logits move by a ten-millionth. It stays
     * by default, because timm's models have no way to be told another.
     *
     * @param from shape of the source
     * @param to shape to grow to
     * @return the source's where the width is a multiple of its, else less
     */
    public static double exactNormEps(VitArchitecture from, VitArchitecture to) {
        int copied = to.dim() - to.dim() % from.dim();
        return copied == to.dim() ? from.normEps() : from.normEps() * copied / to.dim();
    }

    private float[] values(String name) {
        if (!name.startsWith("blocks.")) {
            return outside(name);
        }
        String[] parts = name.split("\\.", 3);
        return inside(Integer.parseInt(parts[1]), parts[2]);
    }

    private float[] outside(String name) {
        float[] own = weights.get(name).toFloats();
        return switch (name) {
            case "patch_embed.proj.weight", "patch_embed.proj.bias" ->
                maps.stream().rows(own);
            case "cls_token", "dist_token", "pos_embed" -> tokens(own);
            case "norm.weight", "fc_norm.weight" -> scale(own);
            case "norm.bias", "fc_norm.bias" -> shift(own);
            case "head.weight", "head_dist.weight" -> maps.stream().columns(own);
            case "head.bias", "head_dist.bias" -> own;
            default -> throw new IllegalStateException("no rule grows the tensor " + name);
        };
    }

    private float[] inside(int layer, String name) {
        int source = rule.depth().source(layer, from.depth(), to.depth());
        boolean silent = rule.depth().silent(layer, from.depth());
        boolean above = rule.knowledge() == Knowledge.ADVANCED && source + 1 < from.depth();
        float[] own = weights.get("blocks." + source + "." + name).toFloats();
        float[] added =
                above ? weights.get("blocks." + (source + 1) + "." + name).toFloats() : own;
        NeuronMap stream = maps.stream();
        return switch (name) {
            case "norm1.weight", "norm2.weight" -> scale(own);
            case "norm1.bias", "norm2.bias" -> shift(own);
            case "attn.qkv.weight" -> stream.columns(queriesKeysValues(own, added));
            case "attn.qkv.bias" -> queriesKeysValues(own, added);
            case "attn.proj.weight" ->
                stream.rows(given(maps.attention(), silent).columns(own, added));
            case "mlp.fc1.weight" -> stream.columns(maps.hidden().rows(own, added));
            case "mlp.fc1.bias" -> maps.hidden().rows(own, added);
            case "mlp.fc2.weight" -> stream.rows(given(maps.hidden(), silent).columns(own, added));
            case "attn.proj.bias", "mlp.fc2.bias" -> silent ? new float[stream.wide()] : stream.rows(own);
            default -> throw new IllegalStateException("no rule grows the tensor " + name + " of a block");
        };
    }

    private static NeuronMap given(NeuronMap map, boolean silent) {
        return silent ? map.silenced() : map;
    }

    /** The three stand one above the other in one tensor, and each widens on its own. */
    private float[] queriesKeysValues(float[] own, float[] added) {
        int third = own.length / 3;
        float[] wider = new float[third / from.dim() * to.dim() * 3];
        for (int i = 0; i < 3; i++) {
            float[] part = maps.attention()
                    .rows(
                            Arrays.copyOfRange(own, i * third, (i + 1) * third),
                            Arrays.copyOfRange(added, i * third, (i + 1) * third));
            System.arraycopy(part, 0, wider, i * part.length, part.length);
        }
        return wider;
    }

    /** Vectors [n, dim] that are added to the stream. */
    private float[] tokens(float[] own) {
        int count = own.length / from.dim();
        float[] wider = new float[count * to.dim()];
        for (int i = 0; i < count; i++) {
            float[] token = maps.stream().rows(Arrays.copyOfRange(own, i * from.dim(), (i + 1) * from.dim()));
            System.arraycopy(token, 0, wider, i * to.dim(), to.dim());
        }
        return wider;
    }

    /** Places that hold the mean add nothing to the stream's variance, so that it falls as their number grows. */
    private float[] scale(float[] own) {
        NeuronMap stream = maps.stream();
        float factor = (float) Math.sqrt((double) stream.copies() / stream.wide());
        float[] scale = stream.rows(own);
        for (int place = 0; place < stream.copies(); place++) {
            scale[place] *= factor;
        }
        Arrays.fill(scale, stream.copies(), stream.wide(), 1);
        return scale;
    }

    private float[] shift(float[] own) {
        float[] shift = maps.stream().rows(own);
        Arrays.fill(shift, maps.stream().copies(), maps.stream().wide(), 0);
        return shift;
    }
}
