package io.learngene.engine.network;

import io.learngene.contracts.architecture.ModernVitArchitecture;
import io.learngene.contracts.architecture.ModernVitArchitecture.FinalNorm;
import io.learngene.contracts.architecture.Pooling;
import io.learngene.contracts.architecture.ResNetArchitecture;
import io.learngene.contracts.architecture.ResNetArchitecture.Block;
import io.learngene.contracts.architecture.ResNetArchitecture.Stem;
import io.learngene.contracts.architecture.VitArchitecture;
import io.learngene.contracts.recipe.Precision;
import io.learngene.engine.network.StepExtension.Place;
import io.learngene.engine.shape.NetworkSpec;
import io.learngene.engine.shape.ParameterSpec;
import io.learngene.engine.tensor.Tensor;
import io.learngene.engine.torch.ModuleArchive;
import io.learngene.engine.torch.ModuleArchive.Instance;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Packs TorchScript programs out of whole sources. TorchScript knows no type parameters, so a source takes its place in an archive
 * under the name of its role: {@code vit.py} or {@code resnet.py} is {@code __torch__.network}, {@code processor.py} or
 * {@code portable.py} is {@code __torch__.kernels}.
 */
final class Program {

    /** Python modules of a training program. */
    static final Set<String> NAMES = Set.of(
            "training",
            "gradients",
            "network",
            "kernels",
            "places",
            "identity",
            "loss",
            "autograd",
            "adamw",
            "scripted");

    private static final String ROOT = "__torch__.";

    private Program() {}

    /**
     * @param x86 whether it may take the kernels of an x86 processor
     * @param part most images that pass at once in training
     * @param groups factors whose steps are alike
     * @param layers what is done with single layers
     * @param extension a method's own part
     */
    static ModuleArchive training(
            NetworkSpec spec,
            Precision precision,
            boolean x86,
            int part,
            List<ParameterGroup> groups,
            LayerTraining layers,
            StepExtension extension) {
        boolean vit = spec.architecture() instanceof VitArchitecture;
        Map<String, Object> gradients = new LinkedHashMap<>();
        gradients.put("training", false);
        gradients.put("network", network(spec, precision));
        gradients.put("sums", ModuleArchive.noTensors());
        if (vit) {
            gradients.put("turned", ModuleArchive.noTensors());
            gradients.put("frozen", layers.frozenBlocks(spec));
            gradients.put("heads_only", layers.headsOnly());
            gradients.put("recomputed", layers.recomputed());
        }
        Map<String, Object> attributes = new LinkedHashMap<>();
        attributes.put("training", false);
        attributes.put("gradients", new Instance(ROOT + "gradients.Gradients", gradients));
        attributes.put("part", part);
        attributes.put("names", numbers(extension));
        attributes.put("factored", extension.fills(Place.MATERIALISE));
        attributes.put("directed", extension.fills(Place.DIRECTION));
        for (String list : List.of(
                "factors",
                "fixed",
                "layers",
                "written",
                "weights",
                "statistics",
                "class_weights",
                "gradient",
                "first",
                "second",
                "steps",
                "average",
                "average_statistics")) {
            attributes.put(list, ModuleArchive.noTensors());
        }
        attributes.put(
                "groups", groups.stream().map(ParameterGroup::positionsArray).toList());
        attributes.put(
                "rate_shares",
                groups.stream().map(ParameterGroup::learningRateShare).toList());
        attributes.put(
                "decay_shares",
                groups.stream().map(group -> group.decays() ? 1.0 : 0.0).toList());
        attributes.put("group_factors", List.of());
        Map<String, String> sources = new LinkedHashMap<>();
        sources.put(ROOT + "training", source("training"));
        sources.put(ROOT + "gradients", source(vit ? "vit_gradients" : "resnet_gradients"));
        sources.put(ROOT + "network", source(vit ? "vit" : "resnet"));
        sources.put(ROOT + "kernels", source(x86 ? "processor" : "portable"));
        sources.put(ROOT + "places", places(extension));
        for (String name : List.of("identity", "loss", "autograd", "adamw")) {
            sources.put(ROOT + name, source(name));
        }
        if (!extension.places().isEmpty()) {
            sources.put(ROOT + extension.name(), extension.source());
        }
        return new ModuleArchive(new Instance(ROOT + "training.Training", attributes), sources);
    }

    /** {@return what is trained} */
    static List<ParameterSpec> factors(NetworkSpec spec, StepExtension extension) {
        return extension.fills(Place.MATERIALISE)
                ? extension.factors()
                : spec.parameters().stream().filter(ParameterSpec::trained).toList();
    }

    /** {@return names of the numbers that a step takes, in their order} */
    static List<String> numbers(StepExtension extension) {
        Set<String> names = new LinkedHashSet<>(StepSettings.NUMBERS);
        names.addAll(Objective.NUMBERS);
        for (String name : extension.numbers().keySet()) {
            if (!names.add(name)) {
                throw new IllegalArgumentException(
                        "numbers: '" + name + "' is one of the step's own; give another name");
            }
        }
        return List.copyOf(names);
    }

    /** @return a module whose {@code forward} maps normalised images [B, 3, S, S] to logits [B, K], with its weights inside */
    static ModuleArchive forward(VitArchitecture vit, Map<String, Tensor> weights) {
        NetworkSpec spec = NetworkSpec.of(vit);
        Map<String, Object> attributes = new LinkedHashMap<>();
        attributes.put("training", false);
        attributes.put("network", network(spec, Precision.FP32));
        for (ParameterSpec parameter : spec.parameters()) {
            attributes.put(field(parameter), weights.get(parameter.name()));
        }
        Map<String, String> sources = new LinkedHashMap<>();
        sources.put("__torch__", forward(spec));
        sources.put(ROOT + "network", source("vit"));
        sources.put(ROOT + "kernels", source("portable"));
        sources.put(ROOT + "autograd", source("autograd"));
        return new ModuleArchive(new Instance(ROOT + "Vit", attributes), sources);
    }

    /**
     * @param x86 whether it may take the kernels of an x86 processor
     * @param part most images that pass at once
     * @return a network that answers and is not trained
     */
    static ModuleArchive teacher(ModernVitArchitecture vit, Precision precision, boolean x86, int part) {
        Map<String, Object> attributes = modern(vit);
        attributes.put("training", false);
        attributes.put("dtype", code(precision));
        attributes.put("part", part);
        attributes.put("weights", ModuleArchive.noTensors());
        Map<String, String> sources = new LinkedHashMap<>();
        sources.put(ROOT + "teacher", source("modern_vit"));
        sources.put(ROOT + "kernels", source(x86 ? "processor" : "portable"));
        sources.put(ROOT + "loss", source("loss"));
        sources.put(ROOT + "autograd", source("autograd"));
        return new ModuleArchive(new Instance(ROOT + "teacher.Teacher", attributes), sources);
    }

    /** @return what stands around a TorchScript file of somebody else */
    static ModuleArchive aroundScripted() {
        Map<String, String> sources = Map.of(ROOT + "scripted", source("scripted"), ROOT + "loss", source("loss"));
        return new ModuleArchive(new Instance(ROOT + "scripted.Scripted", Map.of("training", false)), sources);
    }

    /** The class of an exported network: one parameter for each tensor, as Python's users expect, so that it cannot be a resource. */
    private static String forward(NetworkSpec spec) {
        List<String> fields = spec.parameters().stream().map(Program::field).toList();
        String names = fields.stream().map(f -> '"' + f + '"').collect(Collectors.joining(", "));
        String declared = fields.stream().map(f -> "    " + f + ": Tensor\n").collect(Collectors.joining());
        String tensors = fields.stream().map(f -> "self." + f).collect(Collectors.joining(", "));
        return String.format(Locale.ROOT, """
            class Vit(Module):
                __parameters__ = [%s]
                __buffers__ = []
                training: bool
                network: __torch__.network.Network
            %s
                # images [B, 3, S, S], normalised -> [B, K]
                def forward(self, images: Tensor) -> Tensor:
                    w = self.network.ready([%s], annotate(List[Tensor], []))
                    return self.network.logits(images, w)
            """, names, declared, tensors);
    }

    private static String field(ParameterSpec parameter) {
        return parameter.name().replace('.', '_');
    }

    /** Says which functions stand in the open places of a step. */
    private static String places(StepExtension extension) {
        String objective = extension.fills(Place.OBJECTIVE) ? extension.name() : "loss";
        String materialise = extension.fills(Place.MATERIALISE) ? extension.name() : "identity";
        String direction = extension.fills(Place.DIRECTION) ? extension.name() : "identity";
        return String.format(Locale.ROOT, """
            def objective(
                outputs: List[Tensor], batch: Dict[str, Tensor], extras: List[Tensor], numbers: Dict[str, float]
            ) -> Tensor:
                return __torch__.%s.objective(outputs, batch, extras, numbers)


            def materialise(factors: List[Tensor], fixed: List[Tensor]) -> List[Tensor]:
                return __torch__.%s.materialise(factors, fixed)


            def direction(gradients: List[Tensor], fixed: List[Tensor]) -> List[Tensor]:
                return __torch__.%s.direction(gradients, fixed)
            """, objective, materialise, direction);
    }

    private static Instance network(NetworkSpec spec, Precision precision) {
        Map<String, Object> attributes = spec.architecture() instanceof VitArchitecture vit
                ? vit(vit, spec)
                : resnet((ResNetArchitecture) spec.architecture(), spec);
        attributes.put("training", false);
        attributes.put("dtype", code(precision));
        return new Instance(ROOT + "network.Network", attributes);
    }

    private static Map<String, Object> vit(VitArchitecture vit, NetworkSpec spec) {
        Positions weights = new Positions(spec);
        int blocks = weights.of("blocks.0.norm1.weight");
        int last = weights.of("blocks.0.mlp.fc2.bias");
        int norm = weights.of(vit.pooling() == Pooling.MEAN_THEN_NORM ? "fc_norm.weight" : "norm.weight");
        Map<String, Object> attributes = new LinkedHashMap<>();
        attributes.put("heads", vit.heads());
        attributes.put("eps", vit.normEps());
        attributes.put("pooling", vit.pooling().name().toLowerCase(Locale.ROOT));
        attributes.put(
                "layers",
                spec.blockOfLayer().stream().mapToInt(Integer::intValue).toArray());
        attributes.put("patch_embed", weights.of("patch_embed.proj.weight"));
        attributes.put("cls_token", weights.orNone("cls_token", 0));
        attributes.put("dist_token", weights.orNone("dist_token", 0));
        attributes.put("pos_embed", weights.of("pos_embed"));
        attributes.put("blocks", blocks);
        attributes.put("block", last + 1 - blocks);
        attributes.put("norm1", 0);
        attributes.put("qkv", weights.of("blocks.0.attn.qkv.weight") - blocks);
        attributes.put("proj", weights.of("blocks.0.attn.proj.weight") - blocks);
        attributes.put("norm2", weights.of("blocks.0.norm2.weight") - blocks);
        attributes.put("fc1", weights.of("blocks.0.mlp.fc1.weight") - blocks);
        attributes.put("fc2", weights.of("blocks.0.mlp.fc2.weight") - blocks);
        attributes.put("final", norm);
        attributes.put("head", weights.of("head.weight") - norm);
        attributes.put("head_dist", weights.orNone("head_dist.weight", norm));
        return attributes;
    }

    private static Map<String, Object> modern(ModernVitArchitecture vit) {
        Positions weights = new Positions(NetworkSpec.of(vit));
        int blocks = weights.of("blocks.0.norm1.weight");
        int head = weights.of("head.weight");
        FinalNorm norm = vit.answer().norm();
        int end = norm == FinalNorm.NONE ? head : head - 2;
        Map<String, Object> attributes = new LinkedHashMap<>();
        attributes.put("heads", vit.heads());
        attributes.put("eps", vit.normEps());
        attributes.put("extra", vit.tokens().extra());
        attributes.put("placed", vit.tokens().placed());
        attributes.put("gated", vit.block().gated());
        attributes.put("activation", word(vit.block().activation()));
        attributes.put("pool", word(vit.answer().pool()));
        attributes.put("norm_place", word(norm));
        attributes.put("patch_embed", weights.of("patch_embed.proj.weight"));
        attributes.put("patch_bias", weights.orNone("patch_embed.proj.bias", 0));
        attributes.put("cls_token", weights.orNone("cls_token", 0));
        attributes.put("reg_token", weights.orNone("reg_token", 0));
        attributes.put("pos_embed", weights.of("pos_embed"));
        attributes.put("norm_pre", weights.orNone("norm_pre.weight", 0));
        attributes.put("blocks", blocks);
        attributes.put("block", (end - blocks) / vit.depth());
        attributes.put("norm1", 0);
        attributes.put("qkv", weights.of("blocks.0.attn.qkv.weight") - blocks);
        attributes.put("qkv_bias", weights.orNone("blocks.0.attn.qkv.bias", blocks));
        attributes.put("q_norm", weights.orNone("blocks.0.attn.q_norm.weight", blocks));
        attributes.put("proj", weights.of("blocks.0.attn.proj.weight") - blocks);
        attributes.put("scale1", weights.orNone("blocks.0.ls1.gamma", blocks));
        attributes.put("norm2", weights.of("blocks.0.norm2.weight") - blocks);
        attributes.put("fc1", weights.of("blocks.0.mlp.fc1.weight") - blocks);
        attributes.put("fc2", weights.of("blocks.0.mlp.fc2.weight") - blocks);
        attributes.put("scale2", weights.orNone("blocks.0.ls2.gamma", blocks));
        attributes.put("final", end);
        attributes.put("head", head);
        return attributes;
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    private static Map<String, Object> resnet(ResNetArchitecture resnet, NetworkSpec spec) {
        Positions weights = new Positions(spec);
        Map<String, Object> attributes = new LinkedHashMap<>();
        attributes.put(
                "blocks", resnet.layers().stream().mapToInt(Integer::intValue).toArray());
        attributes.put("bottleneck", resnet.block() == Block.BOTTLENECK);
        attributes.put("imagenet_stem", resnet.stem() == Stem.IMAGENET);
        attributes.put("head", weights.of("fc.weight"));
        attributes.put("statistics", weights.of("bn1.running_mean"));
        return attributes;
    }

    /** Positions of a network's tensors, by name. */
    private record Positions(List<String> names) {
        Positions(NetworkSpec spec) {
            this(new ArrayList<>(
                    spec.parameters().stream().map(ParameterSpec::name).toList()));
        }

        int of(String name) {
            int position = names.indexOf(name);
            if (position < 0) {
                throw new IllegalStateException("the network has no tensor " + name + ", which its program counts on");
            }
            return position;
        }

        /** {@return the position counted from another; -1 where there is no such tensor} */
        int orNone(String name, int from) {
            return names.contains(name) ? of(name) - from : -1;
        }
    }

    /** PyTorch's code of an element type ({@code c10/core/ScalarType.h}). */
    private static int code(Precision precision) {
        return switch (precision) {
            case FP16 -> 5;
            case FP32 -> 6;
            case BF16 -> 15;
        };
    }

    private static String source(String name) {
        return StepExtension.source(Program.class, name);
    }
}
