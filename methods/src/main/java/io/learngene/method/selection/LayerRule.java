package io.learngene.method.selection;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.learngene.contracts.Check;
import io.learngene.contracts.architecture.StageSchedule;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.IntStream;

/** Which layers of the larger model a smaller one keeps. */
public enum LayerRule {
    /** The first ones, as weight selection was published. */
    @JsonProperty("first")
    FIRST,
    /** Evenly spread from the first to the last. */
    @JsonProperty("even")
    EVEN,
    /** LayerDrop's rule (Fan et al., ICLR 2020): every k-th is dropped, counted from 1. */
    @JsonProperty("every")
    EVERY,
    /** ShortGPT's rule (Men et al., 2024): those with the largest block influence, measured on training images. */
    @JsonProperty("influence")
    INFLUENCE;

    /**
     * @param depth layers that are kept
     * @param from layers of the larger model
     * @param field what names the depth in the request
     * @throws io.learngene.contracts.InvalidFieldException if the rule does not give that depth
     */
    void check(int depth, int from, String field) {
        if (this == EVERY && depth != from) {
            TreeSet<Integer> possible = new TreeSet<>();
            IntStream.rangeClosed(2, from).forEach(k -> possible.add(from - from / k));
            Check.that(
                    possible.contains(depth),
                    field,
                    depth,
                    "dropping every k-th of " + from + " layers leaves one of " + possible
                            + "; give one of these, or layers: even");
        }
    }

    /**
     * @param depth layers that are kept
     * @param from layers of the larger model
     * @param influence influence of each of its layers; null except for {@link #INFLUENCE}
     * @return the layers that are kept, in their order
     */
    List<Integer> layers(int depth, int from, List<Double> influence) {
        return switch (this) {
            case FIRST -> IntStream.range(0, depth).boxed().toList();
            case EVEN -> StageSchedule.layersSource(depth, from);
            case EVERY -> every(depth, from);
            case INFLUENCE ->
                IntStream.range(0, from)
                        .boxed()
                        .sorted(Comparator.comparingDouble((Integer layer) -> -influence.get(layer)))
                        .limit(depth)
                        .sorted()
                        .toList();
        };
    }

    private static List<Integer> every(int depth, int from) {
        int k = IntStream.rangeClosed(2, from + 1)
                .filter(step -> from - from / step == depth)
                .findFirst()
                .orElseThrow();
        return IntStream.range(0, from)
                .filter(layer -> (layer + 1) % k != 0)
                .boxed()
                .toList();
    }
}
