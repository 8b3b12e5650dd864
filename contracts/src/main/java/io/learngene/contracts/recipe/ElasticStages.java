package io.learngene.contracts.recipe;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.learngene.contracts.Check;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Elastic stages, an extension of SWS: in the later steps of the distillation every step draws how often each stage applies
 * its block, so that the blocks learn to work at any depth. In the first steps the nominal repeats keep what they give.
 *
 * @param from share of the steps with the nominal repeats, 0 to 1; default 0.6
 * @param repeats fewest and most repeats of a stage in the steps after; default {@code [1, 3]}
 */
public record ElasticStages(Double from, List<Integer> repeats) {

    public ElasticStages {
        from = from == null ? 0.6 : from;
        repeats = repeats == null ? List.of(1, 3) : repeats;
        Check.range("from", from, 0.0, 1.0);
        Check.that(
                repeats.size() == 2
                        && repeats.stream().allMatch(n -> n != null && n >= 1 && n <= 8)
                        && repeats.get(0) <= repeats.get(1),
                "repeats",
                repeats,
                "give the fewest and the most repeats of a stage, 1 to 8, for example [1, 3]");
        repeats = List.copyOf(repeats);
    }

    /** {@return mean repeats of a stage in the elastic steps} */
    @JsonIgnore
    public double meanRepeats() {
        return (repeats.get(0) + repeats.get(1)) / 2.0;
    }

    /**
     * @param stages S
     * @param random decides
     * @return for each layer of one step the stage whose block it applies, stages in order
     */
    public List<Integer> draw(int stages, SplittableRandom random) {
        List<Integer> layers = new ArrayList<>();
        for (int stage = 0; stage < stages; stage++) {
            int times = random.nextInt(repeats.get(0), repeats.get(1) + 1);
            for (int i = 0; i < times; i++) {
                layers.add(stage);
            }
        }
        return layers;
    }
}
