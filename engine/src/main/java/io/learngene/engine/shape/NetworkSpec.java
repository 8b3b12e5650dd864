package io.learngene.engine.shape;

import io.learngene.contracts.architecture.ModelArchitecture;
import io.learngene.contracts.architecture.ModernVitArchitecture;
import io.learngene.contracts.architecture.ResNetArchitecture;
import io.learngene.contracts.architecture.StageSchedule;
import io.learngene.contracts.architecture.TorchScriptArchitecture;
import io.learngene.contracts.architecture.VitArchitecture;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A network: its shape, and which block each layer applies. In an ordinary ViT every layer has a block of its own; in a
 * network with stages the layers of a stage share one, so it has as many blocks as stages.
 *
 * @param architecture shape; its depth counts layers
 * @param blockOfLayer for each layer of a {@link VitArchitecture} its block; empty for other networks, whose layers never share
 */
public record NetworkSpec(ModelArchitecture architecture, List<Integer> blockOfLayer) {

    public NetworkSpec {
        blockOfLayer = List.copyOf(blockOfLayer);
        if (architecture instanceof TorchScriptArchitecture) {
            throw new IllegalArgumentException(
                    "architecture: a TorchScript file brings its own tensors; load it as a ScriptedClassifier");
        }
        int layers = architecture instanceof VitArchitecture vit ? vit.depth() : 0;
        if (blockOfLayer.size() != layers) {
            throw new IllegalArgumentException("blockOfLayer: " + blockOfLayer.size()
                    + " entries; give one for each of the " + layers + " layers");
        }
        int blocks = blockOfLayer.stream().mapToInt(b -> b + 1).max().orElse(0);
        if (blockOfLayer.stream().distinct().count() != blocks) {
            throw new IllegalArgumentException("blockOfLayer: " + blockOfLayer + " skips a block; number them from 0");
        }
    }

    /**
     * @param architecture any shape
     * @return the ordinary network of that shape
     */
    public static NetworkSpec of(ModelArchitecture architecture) {
        int layers = architecture instanceof VitArchitecture vit ? vit.depth() : 0;
        return new NetworkSpec(architecture, IntStream.range(0, layers).boxed().toList());
    }

    /**
     * @param architecture shape, with the depth of the schedule
     * @param repeats how often each stage applies its block
     * @return the auxiliary model
     */
    public static NetworkSpec auxiliary(VitArchitecture architecture, StageSchedule repeats) {
        return new NetworkSpec(architecture, repeats.layersSource());
    }

    /** {@return blocks that have weights} */
    public int blocks() {
        return (int) blockOfLayer.stream().distinct().count();
    }

    /** {@return every tensor of the network, in the order in which the programs take them; statistics last} */
    public List<ParameterSpec> parameters() {
        if (architecture instanceof VitArchitecture vit) {
            return VitParameters.of(vit, blocks());
        }
        if (architecture instanceof ModernVitArchitecture modern) {
            return ModernVitParameters.of(modern);
        }
        return ResNetParameters.of((ResNetArchitecture) architecture);
    }

    /** {@return number of trained elements that are stored: a shared block counts once} */
    public long storedParameters() {
        return parameters().stream()
                .filter(ParameterSpec::trained)
                .mapToLong(ParameterSpec::elements)
                .sum();
    }
}
