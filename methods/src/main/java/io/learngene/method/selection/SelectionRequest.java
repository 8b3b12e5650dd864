package io.learngene.method.selection;

import com.fasterxml.jackson.annotation.JsonTypeName;
import io.learngene.contracts.Check;
import io.learngene.contracts.family.DatasetSelection;
import io.learngene.contracts.family.MethodRequest;
import io.learngene.contracts.family.Priority;
import io.learngene.contracts.recipe.TrainingRecipe;
import io.learngene.method.Comparison;
import io.learngene.method.DistilledRequest;
import io.learngene.method.Source;
import java.util.List;

/**
 * Smaller models from a trained one, tuned, and compared with the same shapes from random weights. Only {@code from} and {@code targets} are
 * required.
 *
 * @param name human name and prefix of the family's id; default {@code selection}
 * @param from the larger model: {@code family/name} of a tuned one, or the id of an uploaded ancestor that is a Vision Transformer
 * @param targets the shapes that are wanted
 * @param layers which layers are kept; default {@link LayerRule#FIRST}
 * @param influenceImages training images that influence is measured on; default 256
 * @param dataset images to tune and test on; default those that the model was tuned on; required for an ancestor
 * @param tuning recipe of the tuning; default {@link TrainingRecipe#tuning}
 * @param baselines what they are compared with; default {@code scratch} with the recipe of the tuning
 * @param seed decides every random choice; default 42
 * @param priority whose jobs are taken first; null for normal priority
 */
@JsonTypeName(SelectionRequest.METHOD)
public record SelectionRequest(
        String name,
        String from,
        List<Smaller> targets,
        LayerRule layers,
        Integer influenceImages,
        DatasetSelection dataset,
        TrainingRecipe tuning,
        Comparison.Beside baselines,
        Long seed,
        Priority priority)
        implements MethodRequest {

    /** Name of the method. */
    public static final String METHOD = "selection";

    /**
     * A smaller shape. What is not given is the larger model's.
     *
     * @param dim token width
     * @param heads attention heads; default such that heads stay as wide as they are
     * @param depth layers
     */
    public record Smaller(Integer dim, Integer heads, Integer depth) {
        public Smaller {
            Check.that(
                    dim != null || depth != null,
                    "",
                    "neither dim nor depth",
                    "give what is to be smaller, for example dim: 192, depth: 6");
        }
    }

    public SelectionRequest {
        name = DistilledRequest.checkedName(name, METHOD);
        Check.present("from", from);
        Source.of(from);
        Check.present("targets", targets);
        Check.that(
                !targets.isEmpty()
                        && targets.size() <= DistilledRequest.MAX_TARGETS
                        && targets.stream().allMatch(t -> t != null),
                "targets",
                targets.size() + " targets",
                "give 1 to " + DistilledRequest.MAX_TARGETS + " shapes");
        targets = List.copyOf(targets);
        layers = layers == null ? LayerRule.FIRST : layers;
        influenceImages = influenceImages == null ? 256 : influenceImages;
        Check.range("influence_images", influenceImages, 1, 1_000_000);
        tuning = TrainingRecipe.complete(
                tuning,
                dataset == null ? TrainingRecipe.TUNING.with(null) : TrainingRecipe.tuning(dataset.imageSize()));
        baselines = Comparison.Beside.completed(baselines, tuning);
        seed = seed == null ? 42L : seed;
    }

    SelectionRequest on(DatasetSelection pinned) {
        return new SelectionRequest(
                name, from, targets, layers, influenceImages, pinned, tuning, baselines, seed, priority);
    }

    /** {@return how its models are tuned; for a request with a dataset} */
    Comparison comparison() {
        return new Comparison(dataset, tuning, baselines.scratch(), seed);
    }
}
