package io.learngene.engine.network;

import io.learngene.contracts.architecture.VitArchitecture;
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
     * @param layerDecay how much smaller the learning rate is with every layer further from the head; null for the same everywhere
     * @param factored whether the factors are not the weights themselves
     * @return the groups, those that decay first
     * @throws IllegalArgumentException if there is a layer decay, but the factors belong to no layers
     */
    static List<ParameterGroup> of(NetworkSpec spec, List<ParameterSpec> factors, Double layerDecay, boolean factored) {
        if (layerDecay != null && (factored || !(spec.architecture() instanceof VitArchitecture))) {
            throw new IllegalArgumentException("layer_decay: " + layerDecay
                    + "; what is trained are not the blocks of a Vision Transformer; leave it out");
        }
        List<ParameterGroup> groups = new ArrayList<>();
        for (boolean decays : new boolean[] {true, false}) {
            Map<Integer, List<Integer>> byLayer = new TreeMap<>();
            for (int i = 0; i < factors.size(); i++) {
                if (factors.get(i).decays() == decays) {
                    int layer =
                            layerDecay == null ? 0 : layer(spec, factors.get(i).name());
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
        if (name.startsWith("blocks.")) {
            return Integer.parseInt(name.substring(7, name.indexOf('.', 7))) + 1;
        }
        if (name.startsWith("norm.")) {
            return head - 1;
        }
        return name.startsWith("head") || name.startsWith("fc_norm.") ? head : 0;
    }

    int[] positionsArray() {
        return positions.stream().mapToInt(Integer::intValue).toArray();
    }
}
