package io.learngene.contracts.architecture;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonValue;
import io.learngene.contracts.Check;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * How often each stage of a network applies its block, which its layers share. JSON: the bare list.
 *
 * @param repeats N_1..N_S, stages in order
 */
public record StageSchedule(@JsonValue List<Integer> repeats) {

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public StageSchedule {
        Check.present("repeats", repeats);
        Check.that(
                !repeats.isEmpty()
                        && repeats.size() <= 64
                        && repeats.stream().allMatch(n -> n != null && n >= 1 && n <= 64)
                        && repeats.stream().mapToInt(Integer::intValue).sum() <= VitArchitecture.MAX_DEPTH,
                "repeats",
                repeats,
                "give 1 to 64 stages of 1 to 64 repeats each, at most " + VitArchitecture.MAX_DEPTH
                        + " layers in all, for example [3, 3, 4, 3, 3]");
        repeats = List.copyOf(repeats);
    }

    /** {@return number of stages S, and so of blocks} */
    @JsonIgnore
    public int stages() {
        return repeats.size();
    }

    /** {@return layers: the sum of the repeats} */
    @JsonIgnore
    public int depth() {
        return repeats.stream().mapToInt(Integer::intValue).sum();
    }

    /** {@return for each layer the stage whose block it applies; {@code [3, 1]} gives {@code 0, 0, 0, 1}} */
    @JsonIgnore
    public List<Integer> layersSource() {
        List<Integer> source = new ArrayList<>();
        for (int stage = 0; stage < repeats.size(); stage++) {
            for (int i = 0; i < repeats.get(stage); i++) {
                source.add(stage);
            }
        }
        return List.copyOf(source);
    }

    /**
     * The layers of a network of any depth that is made of given stages: as even as possible over the stages in order, the remainder to the
     * first stages; fewer layers than stages pick stages evenly from first to last.
     *
     * @param depth L, at least 1
     * @param stages S, at least 1; layers of a deeper network, where the stages are those
     * @return for each of the L layers the stage it is initialised from
     */
    public static List<Integer> layersSource(int depth, int stages) {
        Check.range("depth", depth, 1, VitArchitecture.MAX_DEPTH);
        Check.range("stages", stages, 1, VitArchitecture.MAX_DEPTH);
        if (depth < stages) {
            return IntStream.range(0, depth)
                    .mapToObj(i -> depth == 1 ? 0 : (int) Math.rint((double) i * (stages - 1) / (depth - 1)))
                    .toList();
        }
        List<Integer> repeats = IntStream.range(0, stages)
                .mapToObj(s -> depth / stages + (s < depth % stages ? 1 : 0))
                .toList();
        List<Integer> source = new ArrayList<>();
        for (int stage = 0; stage < stages; stage++) {
            for (int i = 0; i < repeats.get(stage); i++) {
                source.add(stage);
            }
        }
        return List.copyOf(source);
    }
}
