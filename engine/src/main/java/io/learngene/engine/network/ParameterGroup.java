package io.learngene.engine.network;

import io.learngene.engine.shape.NetworkSpec;
import io.learngene.engine.shape.ParameterSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Factors whose steps are alike.
 *
 * @param positions where they stand among all factors
 * @param learningRateShare what the learning rate of a step is multiplied by for them
 * @param decays whether weight decay applies
 */
record ParameterGroup(List<Integer> positions, double learningRateShare, boolean decays) {

    ParameterGroup {
        positions = List.copyOf(positions);
    }

    /**
     * @param spec the network
     * @param factors all that is trained, in its order
     * @param layers what is done with single layers
     * @param factored whether the factors are not the weights themselves
     * @return the groups, those that decay first; what stands still is in none
     * @throws IllegalArgumentException if layers are to be told apart, but the factors belong to none
     */
    static List<ParameterGroup> of(
            NetworkSpec spec, List<ParameterSpec> factors, LayerTraining layers, boolean factored) {
        layers.check(spec, factored);
        Double layerDecay = layers.layerDecay();
        List<ParameterGroup> groups = new ArrayList<>();
        for (boolean decays : new boolean[] {true, false}) {
            Map<Integer, List<Integer>> byLayer = new TreeMap<>();
            for (int i = 0; i < factors.size(); i++) {
                String name = factors.get(i).name();
                if (factors.get(i).decays() == decays && !layers.frozen(spec, name)) {
                    int layer = layerDecay == null ? 0 : layer(spec, name);
                    byLayer.computeIfAbsent(layer, any -> new ArrayList<>()).add(i);
                }
            }
            byLayer.forEach((layer, positions) -> {
                double share = layerDecay == null ? 1 : StrictMath.pow(layerDecay, spec.blocks() + 1 - layer);
                groups.add(new ParameterGroup(positions, share, decays));
            });
        }
        return groups;
    }

    /**
     * {@return the layer of a ViT's tensor as timm 1.0 counts it in {@code param_groups_layer_decay}} Embeddings are 0, block i is i + 1,
     * and the head is the last. A norm before pooling belongs to the last block, one after it to the head.
     */
    private static int layer(NetworkSpec spec, String name) {
        int head = spec.blocks() + 1;
        if (block(name) >= 0) {
            return block(name) + 1;
        }
        if (name.startsWith("norm.")) {
            return head - 1;
        }
        return name.startsWith("head") || name.startsWith("fc_norm.") ? head : 0;
    }

    /** {@return the block that a ViT's tensor belongs to; -1 for none} */
    static int block(String name) {
        return name.startsWith("blocks.") ? Integer.parseInt(name.substring(7, name.indexOf('.', 7))) : -1;
    }

    int[] positionsArray() {
        return positions.stream().mapToInt(Integer::intValue).toArray();
    }
}
