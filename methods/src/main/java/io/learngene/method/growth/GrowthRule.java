package io.learngene.method.growth;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.learngene.contracts.Check;

/**
 * How a network grows. What is not given keeps the function: without a word, the grown network answers as its source does.
 *
 * @param knowledge where new heads and hidden neurons come from; default {@link Knowledge#FUNCTION}
 * @param depth where new layers come from; default {@link Depth#IDENTITY}
 * @param preserve what becomes of a width that is no multiple of the old one; default {@link Preserve#EXACT}
 * @param maps which neuron a new one copies; default {@link Maps#CYCLIC}
 * @param shares how the copies of a neuron divide its outgoing weights; default {@link Shares#UNEVEN}
 * @param symmetric leave for {@link Shares#EQUAL}, whose copies never learn apart; default false
 */
public record GrowthRule(
        Knowledge knowledge, Depth depth, Preserve preserve, Maps maps, Shares shares, Boolean symmetric) {

    /** Where new heads and hidden neurons come from. */
    public enum Knowledge {
        /** From their own layer, so that the function stays (bert2BERT's FPI; Net2Net). */
        @JsonProperty("function")
        FUNCTION,
        /** From the layer above, which gives up the function for neurons that differ (bert2BERT's AKI); the last layer has none above. */
        @JsonProperty("advanced")
        ADVANCED
    }

    /** Where the layers of a deeper network come from. */
    public enum Depth {
        /** The whole network again and again, then its topmost layers once more (StackBERT, Gong et al., ICML 2019): 3 to 8 is 0 1 2 0 1 2 1 2. */
        @JsonProperty("stack")
        STACK {
            @Override
            int source(int layer, int from, int to) {
                return layer < to - to % from ? layer % from : from - (to - layer);
            }
        },
        /** Each layer several times in a row: 3 to 8 is 0 0 0 1 1 1 2 2. */
        @JsonProperty("interleave")
        INTERLEAVE {
            @Override
            int source(int layer, int from, int to) {
                return layer * from / to;
            }
        },
        /** The network, and on top of it copies of its last layer that add nothing to the stream at first, so that the function stays. */
        @JsonProperty("identity")
        IDENTITY {
            @Override
            int source(int layer, int from, int to) {
                return Math.min(layer, from - 1);
            }
        };

        /**
         * @param layer layer of the deeper network
         * @param from layers of the source
         * @param to layers of the deeper network
         * @return the source's layer that it begins as
         */
        abstract int source(int layer, int from, int to);

        /** {@return whether that layer has to add nothing to the stream} */
        boolean silent(int layer, int from) {
            return this == IDENTITY && layer >= from;
        }
    }

    /** What becomes of a width that is no multiple of the old one. */
    public enum Preserve {
        /** As many whole copies as fit, and the mean of the stream in the places left over, so that layer norms see the same (after LEMON). */
        @JsonProperty("exact")
        EXACT,
        /** Some neurons once more than others. Layer norms see other statistics, so that the function moves by some percent. */
        @JsonProperty("published")
        PUBLISHED
    }

    /** Which neuron a new one copies. */
    public enum Maps {
        /** One after the other: every neuron is copied as often as any other, or once more. */
        @JsonProperty("cyclic")
        CYCLIC,
        /** One drawn from the seed, as published. */
        @JsonProperty("random")
        RANDOM
    }

    /** How the copies of a neuron divide its outgoing weights; the shares of one neuron add up to one. */
    public enum Shares {
        /** By drawn shares, so that the copies get other gradients and learn apart. */
        @JsonProperty("uneven")
        UNEVEN,
        /** Equally, as published. */
        @JsonProperty("equal")
        EQUAL
    }

    public GrowthRule {
        knowledge = knowledge == null ? Knowledge.FUNCTION : knowledge;
        depth = depth == null ? Depth.IDENTITY : depth;
        preserve = preserve == null ? Preserve.EXACT : preserve;
        maps = maps == null ? Maps.CYCLIC : maps;
        shares = shares == null ? Shares.UNEVEN : shares;
        symmetric = symmetric != null && symmetric;
        Check.that(
                shares == Shares.UNEVEN || symmetric,
                "shares",
                "equal",
                "copies with equal shares get equal gradients for ever, so the grown network stays a narrow one;"
                        + " give uneven, or symmetric: true to have it all the same");
        Check.that(
                maps == Maps.CYCLIC || preserve == Preserve.PUBLISHED,
                "maps",
                "random",
                "some neurons of the stream are then copied more often than others, which layer norms notice;"
                        + " give cyclic, or preserve: published");
    }
}
