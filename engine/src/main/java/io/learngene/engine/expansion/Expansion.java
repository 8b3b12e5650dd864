package io.learngene.engine.expansion;

import io.learngene.contracts.Check;
import io.learngene.contracts.InvalidFieldException;
import io.learngene.contracts.architecture.StageSchedule;
import io.learngene.contracts.architecture.VitArchitecture;
import io.learngene.contracts.family.Target;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.ToLongFunction;

/** Initialisation of descendants (SWS, section 3.2): layer i of a descendant is a copy of the block of stage source[i]. */
public final class Expansion {

    private Expansion() {}

    /** Shapes of the descendants of another width, or a refusal of it. */
    @FunctionalInterface
    public interface Widths {

        /**
         * @param dim token width that is wanted
         * @return the auxiliary model in that width
         * @throws InvalidFieldException that names {@code dim}
         */
        VitArchitecture of(int dim);
    }

    /**
     * As wide as the auxiliary model.
     *
     * @param auxiliary shape of the auxiliary model
     * @param stages number of its stages
     * @param targets what is wanted
     * @return one descendant for each different target, in their order
     * @throws InvalidFieldException if a budget is too small for one layer, a source names no stage, or another width is wanted
     */
    public static List<Descendant> resolve(VitArchitecture auxiliary, int stages, List<Target> targets) {
        return resolve(auxiliary, stages, targets, dim -> {
            throw new InvalidFieldException(
                    "dim", dim, "descendants are as wide as their learngene, " + auxiliary.dim() + "; leave it out");
        });
    }

    /**
     * @param auxiliary shape of the auxiliary model
     * @param stages number of its stages
     * @param targets what is wanted
     * @param widths makes other widths
     * @return one descendant for each different target, in their order
     * @throws InvalidFieldException if a budget is too small for one layer, a source names no stage, or a width cannot be made
     */
    public static List<Descendant> resolve(VitArchitecture auxiliary, int stages, List<Target> targets, Widths widths) {
        List<Descendant> descendants = new ArrayList<>();
        Set<List<Object>> seen = new HashSet<>();
        Set<String> names = new HashSet<>();
        for (int i = 0; i < targets.size(); i++) {
            String field = "targets[" + i + "]";
            VitArchitecture wide = wide(auxiliary, targets.get(i).dim(), widths, field);
            List<Integer> source = source(wide, stages, targets.get(i), field);
            if (!seen.add(List.of(wide.dim(), source))) {
                continue;
            }
            String shape = String.format(Locale.ROOT, "L%02d", source.size())
                    + (wide.dim() == auxiliary.dim() ? "" : "-d" + wide.dim());
            String name = shape;
            for (int number = 2; !names.add(name); number++) {
                name = shape + "-" + letters(number);
            }
            descendants.add(new Descendant(name, wide.withDepth(source.size()), source));
        }
        return descendants;
    }

    private static VitArchitecture wide(VitArchitecture auxiliary, Integer dim, Widths widths, String field) {
        if (dim == null || dim == auxiliary.dim()) {
            return auxiliary;
        }
        try {
            return widths.of(dim);
        } catch (InvalidFieldException e) {
            throw e.under(field);
        }
    }

    /** {@return a to z, then aa, ab and so on: a request has more targets than the alphabet letters} */
    private static String letters(int number) {
        String last = String.valueOf((char) ('a' + (number - 1) % 26));
        return number <= 26 ? last : letters((number - 1) / 26) + last;
    }

    /**
     * @param <T> tensors, or where they come from
     * @param learngene tensors of a learngene by name
     * @param layersSource for each layer the stage it is a copy of
     * @return tensors of the descendant by name, in timm's order of blocks; the data is shared, not copied
     * @throws IllegalArgumentException if the learngene lacks a stage
     */
    public static <T> Map<String, T> weights(Map<String, T> learngene, List<Integer> layersSource) {
        Map<String, T> weights = new LinkedHashMap<>();
        for (Map.Entry<String, String> name :
                sources(learngene.keySet(), layersSource).entrySet()) {
            weights.put(name.getKey(), learngene.get(name.getValue()));
        }
        return weights;
    }

    /**
     * @param learngeneNames names of the learngene's tensors
     * @param layersSource for each layer the stage it is a copy of
     * @return for each tensor of the descendant the learngene's tensor that it is a copy of
     */
    private static Map<String, String> sources(Set<String> learngeneNames, List<Integer> layersSource) {
        Map<String, String> sources = new LinkedHashMap<>();
        learngeneNames.stream().filter(n -> !n.startsWith("blocks.")).forEach(n -> sources.put(n, n));
        for (int layer = 0; layer < layersSource.size(); layer++) {
            String stage = "blocks." + layersSource.get(layer) + ".";
            String own = "blocks." + layer + ".";
            List<String> block =
                    learngeneNames.stream().filter(n -> n.startsWith(stage)).toList();
            if (block.isEmpty()) {
                throw new IllegalArgumentException("layer " + layer + " is to be a copy of stage "
                        + layersSource.get(layer) + ", but the learngene has no tensor " + stage + "*");
            }
            block.forEach(n -> sources.put(own + n.substring(stage.length()), n));
        }
        return sources;
    }

    private static List<Integer> source(VitArchitecture auxiliary, int stages, Target target, String field) {
        if (target.layersSource() != null) {
            Check.that(
                    target.layersSource().stream().allMatch(s -> s < stages),
                    field + ".layers_source",
                    target.layersSource(),
                    "stages are counted from 0 to " + (stages - 1));
            return target.layersSource();
        }
        int depth;
        if (target.depth() != null) {
            depth = target.depth();
        } else if (target.maxParameters() != null) {
            depth = deepest(auxiliary, VitArchitecture::parameters, target.maxParameters(), field + ".max_parameters");
        } else {
            depth = deepest(auxiliary, VitArchitecture::flops, target.maxFlops(), field + ".max_flops");
        }
        return StageSchedule.layersSource(depth, stages);
    }

    private static int deepest(
            VitArchitecture auxiliary, ToLongFunction<VitArchitecture> cost, long budget, String field) {
        long one = cost.applyAsLong(auxiliary.withDepth(1));
        Check.that(one <= budget, field, budget, "a single layer of this learngene needs " + one);
        int depth = 1;
        while (depth < VitArchitecture.MAX_DEPTH && cost.applyAsLong(auxiliary.withDepth(depth + 1)) <= budget) {
            depth++;
        }
        return depth;
    }
}
