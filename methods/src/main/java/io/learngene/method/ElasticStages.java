package io.learngene.method;

import io.learngene.contracts.Check;
import io.learngene.contracts.architecture.StageSchedule;
import io.learngene.contracts.architecture.VitArchitecture;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Elastic stages, an extension of SWS: in the later steps of the distillation every step draws the layers it applies, so that
 * the blocks learn to work at any depth. In the first steps the nominal repeats keep what they give.
 *
 * @param shallow share of the steps, before all others, in the shallowest network that is drawn, 0 to {@code from}; null for none. A
 *     network of one layer a stage costs a fraction of the auxiliary model, and the blocks learn there what they need at any depth
 *     (progressive stacking, Gong et al., ICML 2019, for layers that are not shared)
 * @param from share of the steps after which layers are drawn, 0 to 1, where 1 is plain SWS; default 0.6. Between {@code shallow} and
 *     this the nominal repeats are applied
 * @param repeats fewest and most repeats of a stage in the steps after, drawn for every stage on its own; null with
 *     {@code depths}
 * @param depths least and greatest depth in the steps after, drawn in proportion to one over the depth, so that each depth gets the
 *     same share of the computation; the layers are those of a descendant of that depth; null with {@code repeats}, and before
 *     {@link #completed}
 */
public record ElasticStages(Double shallow, Double from, List<Integer> repeats, List<Integer> depths) {

    /** What a request gets that says nothing of them; to be {@link #completed}. */
    public static final ElasticStages DEFAULT = new ElasticStages(null, null, null, null);

    /** All steps before the elastic ones in the shallowest network; to be {@link #completed}. */
    public static final ElasticStages SHALLOW_FIRST = new ElasticStages(0.6, 0.6, null, null);

    private static final int MOST_REPEATS = 8;

    public ElasticStages {
        from = from == null ? 0.6 : from;
        Check.that(
                repeats == null || depths == null, "repeats", repeats, "depths is given too; leave one of the two out");
        Check.range("from", from, 0.0, 1.0);
        Check.that(
                shallow == null || shallow >= 0 && shallow <= from,
                "shallow",
                shallow,
                "the shallow steps come before all others; give 0 to from, which is " + from);
        Check.that(
                ascending(repeats, MOST_REPEATS),
                "repeats",
                repeats,
                "give the fewest and the most repeats of a stage, 1 to " + MOST_REPEATS + ", for example [1, 3]");
        Check.that(
                ascending(depths, VitArchitecture.MAX_DEPTH),
                "depths",
                depths,
                "give the least and the greatest depth, 1 to " + VitArchitecture.MAX_DEPTH + ", for example [4, 16]");
        repeats = repeats == null ? null : List.copyOf(repeats);
        depths = depths == null ? null : List.copyOf(depths);
    }

    /**
     * @param fewest layers of the shallowest network that is drawn: one a stage
     * @param depth layers of the auxiliary model
     * @return the same; without repeats and depths it draws depths from the fewest layers to twice the auxiliary model's
     */
    public ElasticStages completed(int fewest, int depth) {
        if (repeats != null || depths != null) {
            return this;
        }
        int most = Math.min(VitArchitecture.MAX_DEPTH, 2 * depth);
        return new ElasticStages(shallow, from, null, List.of(fewest, most));
    }

    private static boolean ascending(List<Integer> range, int most) {
        return range == null
                || range.size() == 2
                        && range.stream().allMatch(n -> n != null && n >= 1 && n <= most)
                        && range.get(0) <= range.get(1);
    }

    /**
     * @param stages S
     * @return mean layers of an elastic step
     */
    public double meanDepth(int stages) {
        return depths != null
                ? (depths.get(1) - depths.get(0) + 1) / reciprocals(depths.get(0), depths.get(1))
                : stages * (repeats.get(0) + repeats.get(1)) / 2.0;
    }

    /** {@return {@code shallow}, 0 where there are no such steps} */
    public double shallowShare() {
        return shallow == null ? 0 : shallow;
    }

    /**
     * @param stages S
     * @return for each layer of a shallow step the stage whose block it applies, stages in order
     */
    public List<Integer> shallowest(int stages) {
        return depths != null
                ? StageSchedule.layersSource(depths.get(0), stages)
                : IntStream.range(0, stages * repeats.get(0))
                        .map(layer -> layer / repeats.get(0))
                        .boxed()
                        .toList();
    }

    /**
     * @param stages S
     * @param nominal layers of the auxiliary model
     * @return mean layers of a step, over all steps
     */
    public double meanDepthOfAll(int stages, int nominal) {
        double least = shallowest(stages).size();
        return shallowShare() * least + (from - shallowShare()) * nominal + (1 - from) * meanDepth(stages);
    }

    /**
     * @param stages S
     * @param random decides
     * @return for each layer of one step the stage whose block it applies, stages in order
     */
    public List<Integer> draw(int stages, SplittableRandom random) {
        if (depths != null) {
            return StageSchedule.layersSource(drawnDepth(random), stages);
        }
        List<Integer> layers = new ArrayList<>();
        for (int stage = 0; stage < stages; stage++) {
            int times = drawn(repeats, random);
            for (int i = 0; i < times; i++) {
                layers.add(stage);
            }
        }
        return layers;
    }

    /**
     * @param stages S
     * @return layers of the deepest network that is drawn
     */
    public int deepest(int stages) {
        return Math.min(VitArchitecture.MAX_DEPTH, depths != null ? depths.get(1) : stages * repeats.get(1));
    }

    private static int drawn(List<Integer> range, SplittableRandom random) {
        return random.nextInt(range.get(0), range.get(1) + 1);
    }

    /**
     * @param random decides
     * @return layers of one step; only where {@code depths} are given
     */
    public int drawnDepth(SplittableRandom random) {
        int most = depths.get(1);
        double at = random.nextDouble() * reciprocals(depths.get(0), most);
        int depth = depths.get(0);
        while (depth < most && at >= 1.0 / depth) {
            at -= 1.0 / depth;
            depth++;
        }
        return depth;
    }

    /** {@return the sum of 1 / n for n from the first to the second} */
    private static double reciprocals(int first, int last) {
        return IntStream.rangeClosed(first, last).mapToDouble(n -> 1.0 / n).sum();
    }
}
