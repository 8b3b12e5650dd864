package io.learngene.engine.network;

import io.learngene.contracts.architecture.ResNetArchitecture;
import io.learngene.contracts.architecture.ResNetArchitecture.Block;
import io.learngene.contracts.architecture.ResNetArchitecture.Stem;
import io.learngene.contracts.architecture.VitArchitecture;
import io.learngene.contracts.recipe.Precision;
import io.learngene.engine.shape.NetworkSpec;
import io.learngene.engine.shape.ParameterSpec;
import io.learngene.engine.tensor.Tensor;
import io.learngene.engine.torch.ModuleArchive;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Packs the TorchScript sources of a network: its passes, and around them what every classifier does. */
final class Program {

    private Program() {}

    /**
     * @param x86 whether it may take the kernels of an x86 processor
     * @param part most images that pass at once in training
     */
    static ModuleArchive of(NetworkSpec spec, Precision precision, boolean x86, int part) {
        boolean vit = spec.architecture() instanceof VitArchitecture;
        Map<String, Object> attributes = vit
                ? vit((VitArchitecture) spec.architecture(), spec.blockOfLayer())
                : resnet((ResNetArchitecture) spec.architecture());
        if (vit) {
            attributes.put("turned", ModuleArchive.noTensors());
        }
        attributes.put("training", false);
        attributes.put("dtype", code(precision));
        attributes.put("part", part);
        for (String list : List.of(
                "weights",
                "statistics",
                "first",
                "second",
                "steps",
                "gradient",
                "decayed_weights",
                "other_weights",
                "average",
                "average_statistics")) {
            attributes.put(list, ModuleArchive.noTensors());
        }
        List<ParameterSpec> trained =
                spec.parameters().stream().filter(ParameterSpec::trained).toList();
        attributes.put("decayed", positions(trained, true));
        attributes.put("others", positions(trained, false));
        String kernels = x86 ? source("processor") : source("portable") + source("portable_training");
        String network = vit ? source("vit") + kernels + source("vit_training") : source("resnet");
        Map<String, String> sources = Map.of(
                "__torch__", network + source("classifier"),
                "__torch__.adamw", source("adamw"),
                "__torch__.loss", source("loss"));
        return new ModuleArchive(vit ? "Vit" : "ResNet", attributes, sources);
    }

    /** @return a module whose {@code forward} maps normalised images [B, 3, S, S] to logits [B, K], with its weights inside */
    static ModuleArchive forward(VitArchitecture vit, Map<String, Tensor> weights) {
        NetworkSpec spec = NetworkSpec.of(vit);
        ModuleArchive training = of(spec, Precision.FP32, false, Integer.MAX_VALUE);
        Map<String, Object> attributes = new LinkedHashMap<>(training.attributes());
        List<String> fields = new ArrayList<>();
        for (ParameterSpec parameter : spec.parameters()) {
            String field = parameter.name().replace('.', '_');
            fields.add(field);
            attributes.put(field, weights.get(parameter.name()));
        }
        String names = fields.stream().map(f -> '"' + f + '"').collect(Collectors.joining(", "));
        String declared = fields.stream().map(f -> "    " + f + ": Tensor\n").collect(Collectors.joining());
        String tensors = fields.stream().map(f -> "self." + f).collect(Collectors.joining(", "));
        String source =
                source("vit").replace("    __parameters__ = []\n", "    __parameters__ = [" + names + "]\n" + declared)
                        + source("portable")
                        + source("forward").replace("self.weights", "[" + tensors + "]");
        return new ModuleArchive("Vit", attributes, Map.of("__torch__", source));
    }

    /** @return what stands around a TorchScript file of somebody else */
    static ModuleArchive aroundScripted() {
        Map<String, String> sources = Map.of("__torch__", source("scripted"), "__torch__.loss", source("loss"));
        return new ModuleArchive("Scripted", Map.of("training", false), sources);
    }

    private static Map<String, Object> vit(VitArchitecture vit, List<Integer> blockOfLayer) {
        Map<String, Object> attributes = new LinkedHashMap<>();
        attributes.put("patch", vit.patchSize());
        attributes.put("heads", vit.heads());
        attributes.put("eps", vit.normEps());
        attributes.put("pooling", vit.pooling().ordinal());
        attributes.put(
                "layers", blockOfLayer.stream().mapToInt(Integer::intValue).toArray());
        return attributes;
    }

    private static Map<String, Object> resnet(ResNetArchitecture resnet) {
        Map<String, Object> attributes = new LinkedHashMap<>();
        attributes.put(
                "blocks", resnet.layers().stream().mapToInt(Integer::intValue).toArray());
        attributes.put("bottleneck", resnet.block() == Block.BOTTLENECK);
        attributes.put("imagenet_stem", resnet.stem() == Stem.IMAGENET);
        return attributes;
    }

    /** PyTorch's code of an element type ({@code c10/core/ScalarType.h}). */
    private static int code(Precision precision) {
        return switch (precision) {
            case FP16 -> 5;
            case FP32 -> 6;
            case BF16 -> 15;
        };
    }

    private static int[] positions(List<ParameterSpec> trained, boolean decays) {
        return IntStream.range(0, trained.size())
                .filter(i -> trained.get(i).decays() == decays)
                .toArray();
    }

    private static String source(String name) {
        try (InputStream in = Program.class.getResourceAsStream(name + ".py")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the program " + name + ".py from the class path", e);
        }
    }
}
