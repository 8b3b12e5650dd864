package io.learngene.method.growth;

import io.learngene.contracts.architecture.VitArchitecture;
import io.learngene.engine.random.Seeds;
import io.learngene.method.growth.GrowthRule.Maps;
import io.learngene.method.growth.GrowthRule.Preserve;
import io.learngene.method.growth.GrowthRule.Shares;
import java.util.SplittableRandom;

/**
 * The maps of the three axes that widen. All layers share them, because a residual stream has one order only.
 *
 * @param stream residual stream
 * @param attention channels inside attention; whole heads are copied
 * @param hidden hidden neurons of the MLPs
 */
record GrowthMaps(NeuronMap stream, NeuronMap attention, NeuronMap hidden) {

    /** Largest departure of a copy's share from an equal one, before the shares of a neuron are brought to the sum of one. */
    private static final double UNEVENNESS = 0.5;

    /** A pure function of its arguments. */
    static GrowthMaps of(VitArchitecture from, VitArchitecture to, GrowthRule rule, long seed) {
        int means = rule.preserve() == Preserve.EXACT ? to.dim() % from.dim() : 0;
        int headDim = from.dim() / from.heads();
        int[] heads = sources("heads", from.heads(), to.heads(), rule, seed);
        return new GrowthMaps(
                map("stream", from.dim(), means, sources("stream", from.dim(), to.dim(), rule, seed), rule, seed),
                map("heads", from.dim(), 0, channels(heads, headDim), rule, seed),
                map("hidden", from.hidden(), 0, sources("hidden", from.hidden(), to.hidden(), rule, seed), rule, seed));
    }

    private static int[] sources(String axis, int old, int wide, GrowthRule rule, long seed) {
        SplittableRandom random = new SplittableRandom(Seeds.of(seed, axis + " map"));
        int[] source = new int[wide];
        for (int place = 0; place < wide; place++) {
            boolean drawn = place >= old && rule.maps() == Maps.RANDOM;
            source[place] = drawn ? random.nextInt(old) : place % old;
        }
        return source;
    }

    private static int[] channels(int[] heads, int headDim) {
        int[] source = new int[heads.length * headDim];
        for (int place = 0; place < source.length; place++) {
            source[place] = heads[place / headDim] * headDim + place % headDim;
        }
        return source;
    }

    private static NeuronMap map(String axis, int old, int means, int[] source, GrowthRule rule, long seed) {
        double unevenness = rule.shares() == Shares.UNEVEN ? UNEVENNESS : 0;
        SplittableRandom random = new SplittableRandom(Seeds.of(seed, axis + " shares"));
        int copies = source.length - means;
        double[] part = new double[source.length];
        double[] whole = new double[old];
        for (int place = 0; place < source.length; place++) {
            part[place] = unevenness * (2 * random.nextDouble() - 1);
            if (place < copies) {
                part[place] += 1;
                whole[source[place]] += part[place];
            }
        }
        float[] share = new float[source.length];
        for (int place = 0; place < source.length; place++) {
            share[place] = (float) (place < copies ? part[place] / whole[source[place]] : part[place]);
        }
        return new NeuronMap(old, copies, source, share);
    }
}
