package io.learngene.method.growth;

import com.fasterxml.jackson.annotation.JsonTypeName;
import io.learngene.contracts.Check;
import io.learngene.contracts.family.DatasetSelection;
import io.learngene.contracts.family.MethodRequest;
import io.learngene.contracts.family.Priority;
import io.learngene.contracts.recipe.TrainingRecipe;
import io.learngene.method.Fit;
import io.learngene.method.Source;

/**
 * A larger model from a trained one, tuned, and compared with the same shape from random weights. Only {@code from} and {@code to} are
 * required.
 *
 * @param name human name and prefix of the family's id; default {@code growth}
 * @param from the model: {@code family/name} of a tuned one, or the id of an uploaded ancestor that is a Vision Transformer
 * @param to the shape to grow to
 * @param operator what makes the first weights; default closed form
 * @param rule how to grow in closed form; default such that the grown network answers as its source does; null where the operator is trained
 * @param dataset images to tune and test on; default those that the model was tuned on; required for an ancestor
 * @param tuning recipe of the tuning; default {@link TrainingRecipe#tuning}
 * @param baselines what it is compared with; default {@code scratch} with the recipe of the tuning
 * @param seed decides every random choice; default 42
 * @param priority whose jobs are taken first; null for normal priority
 */
@JsonTypeName(GrowthRequest.METHOD)
public record GrowthRequest(
        String name,
        String from,
        Shape to,
        GrowthOperator operator,
        GrowthRule rule,
        DatasetSelection dataset,
        TrainingRecipe tuning,
        Compared baselines,
        Long seed,
        Priority priority)
        implements MethodRequest {

    /** Name of the method. */
    public static final String METHOD = "growth";

    /**
     * A shape to grow to. What is not given is the source's; heads stay as wide as they are.
     *
     * @param dim token width
     * @param heads attention heads
     * @param depth layers
     */
    public record Shape(Integer dim, Integer heads, Integer depth) {
        public Shape {
            Check.that(
                    dim != null || depth != null,
                    "",
                    "neither dim nor depth",
                    "give what is to grow, for example dim: 192, heads: 6, depth: 8");
        }
    }

    /**
     * What the grown model is compared with.
     *
     * @param scratch the same shape from random weights; missing fields as in the tuning; null for no comparison
     */
    public record Compared(TrainingRecipe scratch) {}

    public GrowthRequest {
        name = name == null ? METHOD : name;
        Check.name("name", name);
        Check.that(name.length() <= 40, "name", name, "use at most 40 characters");
        Check.present("from", from);
        Source.of(from);
        Check.present("to", to);
        operator = operator == null ? GrowthOperator.CLOSED : operator;
        if (operator.trained()) {
            Check.that(
                    rule == null,
                    "rule",
                    "a rule",
                    "the operator is trained, not ruled; leave the rule or the operator out");
        } else {
            rule = rule == null ? new GrowthRule(null, null, null, null, null, null) : rule;
        }
        tuning = TrainingRecipe.complete(
                tuning,
                dataset == null ? TrainingRecipe.TUNING.with(null) : TrainingRecipe.tuning(dataset.imageSize()));
        TrainingRecipe scratch = baselines == null ? tuning : baselines.scratch();
        baselines = new Compared(scratch == null ? null : scratch.withDefaults(tuning));
        seed = seed == null ? 42L : seed;
        if (operator.trained()) {
            Fit.check(operator.steps(), tuning, "operator.steps");
        }
    }

    /** {@return recipe of the fit of the operator: one epoch that is its steps, otherwise as the tuning} */
    TrainingRecipe fit() {
        return Fit.recipe(tuning, operator.learningRate());
    }

    GrowthRequest on(DatasetSelection pinned) {
        return new GrowthRequest(name, from, to, operator, rule, pinned, tuning, baselines, seed, priority);
    }
}
