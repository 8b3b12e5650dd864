package io.learngene.contracts.family;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonIgnore;
import io.learngene.contracts.Check;
import io.learngene.contracts.architecture.VitArchitecture;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * A descendant that is wanted: exactly one of a depth, a budget (the deepest descendant that fits), or explicit layer
 * sources. JSON: an object, or the bare depth.
 *
 * @param depth layers
 * @param dim token width, beside any of the others, where the method has descendants of other widths; null for the learngene's
 * @param maxParameters largest number of parameters
 * @param maxFlops largest number of floating point operations of one image's forward pass, two per multiply-add
 * @param layersSource for each layer the stage to take it from
 */
public record Target(Integer depth, Integer dim, Long maxParameters, Long maxFlops, List<Integer> layersSource) {

    @JsonCreator
    public Target {
        Check.range("depth", depth, 1, VitArchitecture.MAX_DEPTH);
        Check.range("dim", dim, 8, 4096);
        Check.that(
                maxParameters == null || maxParameters > 0, "max_parameters", maxParameters, "give a positive number");
        Check.that(maxFlops == null || maxFlops > 0, "max_flops", maxFlops, "give a positive number");
        if (layersSource != null) {
            Check.that(
                    !layersSource.isEmpty()
                            && layersSource.size() <= VitArchitecture.MAX_DEPTH
                            && layersSource.stream().allMatch(s -> s != null && s >= 0),
                    "layers_source",
                    layersSource,
                    "give 1 to " + VitArchitecture.MAX_DEPTH + " stage numbers, counted from 0");
            layersSource = List.copyOf(layersSource);
        }
        Check.that(
                Stream.of(depth, maxParameters, maxFlops, layersSource)
                                .filter(Objects::nonNull)
                                .count()
                        == 1,
                "",
                "several or none given",
                "give exactly one of depth, max_parameters, max_flops, layers_source");
    }

    /**
     * As wide as the learngene.
     *
     * @param depth layers
     * @param maxParameters largest number of parameters
     * @param maxFlops largest number of floating point operations
     * @param layersSource for each layer the stage to take it from
     */
    public Target(Integer depth, Long maxParameters, Long maxFlops, List<Integer> layersSource) {
        this(depth, null, maxParameters, maxFlops, layersSource);
    }

    /**
     * @param depth layers
     * @return the target
     */
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public static Target ofDepth(int depth) {
        return new Target(depth, null, null, null);
    }

    /** {@return how the target is written in messages to people} */
    @JsonIgnore
    public String label() {
        String asked = depth != null
                ? "depth " + depth
                : maxParameters != null
                        ? "max_parameters " + maxParameters
                        : maxFlops != null ? "max_flops " + maxFlops : "layers_source " + layersSource;
        return dim == null ? asked : asked + ", dim " + dim;
    }
}
