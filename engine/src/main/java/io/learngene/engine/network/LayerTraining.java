package io.learngene.engine.network;

import io.learngene.contracts.architecture.VitArchitecture;
import io.learngene.contracts.recipe.Freeze;
import io.learngene.contracts.recipe.TrainingRecipe;
import io.learngene.engine.shape.NetworkSpec;

/**
 * What training does with single layers of a ViT.
 *
 * @param layerDecay share of the learning rate that each layer leaves to the one below; null for the same everywhere
 * @param freeze layers that stand still; null for none
 * @param recomputed whether the way back computes layers again instead of keeping what is in them
 */
public record LayerTraining(Double layerDecay, Freeze freeze, boolean recomputed) {

    /** All layers alike. */
    public static final LayerTraining ALIKE = new LayerTraining(null, null, false);

    /**
     * @param recipe a complete recipe
     * @return what it says of layers
     */
    public static LayerTraining of(TrainingRecipe recipe) {
        return new LayerTraining(
                recipe.rates().layerDecay(),
                recipe.rates().freeze(),
                recipe.batches().recomputes());
    }

    /** Refuses what belongs to layers where what is trained are none. */
    void check(NetworkSpec spec, boolean factored) {
        boolean layers = !factored && spec.architecture() instanceof VitArchitecture;
        if (layerDecay != null && !layers) {
            throw refused("layer_decay: " + layerDecay);
        }
        if (freezes() && !layers) {
            throw refused("freeze: " + (freeze.all() ? "all" : freeze.blocks()));
        }
        if (recomputed && !(spec.architecture() instanceof VitArchitecture)) {
            throw refused("gradient_checkpointing: true");
        }
        if (freezes() && !freeze.all() && freeze.blocks() > spec.blocks()) {
            throw new IllegalArgumentException(
                    "freeze: " + freeze.blocks() + "; there are only " + spec.blocks() + " blocks; give fewer, or all");
        }
    }

    private static IllegalArgumentException refused(String field) {
        return new IllegalArgumentException(
                field + "; what is trained are not the blocks of a Vision Transformer; leave it out");
    }

    boolean freezes() {
        return freeze != null && freeze.on();
    }

    boolean headsOnly() {
        return freezes() && freeze.all();
    }

    /** {@return how many of the first blocks stand still, and with them what is before these} */
    int frozenBlocks(NetworkSpec spec) {
        if (!freezes()) {
            return 0;
        }
        return freeze.all() ? spec.blocks() : freeze.blocks();
    }

    /** {@return whether a tensor stands still} */
    boolean frozen(NetworkSpec spec, String name) {
        if (!freezes() || name.startsWith("head")) {
            return false;
        }
        int block = ParameterGroup.block(name);
        if (block >= 0) {
            return block < frozenBlocks(spec);
        }
        boolean after = name.startsWith("norm.") || name.startsWith("fc_norm.");
        return headsOnly() || !after;
    }
}
