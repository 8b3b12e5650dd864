package io.learngene.method.mimetic;

import com.fasterxml.jackson.annotation.JsonTypeName;
import io.learngene.contracts.Check;
import io.learngene.contracts.architecture.VitArchitecture;
import io.learngene.contracts.family.DatasetSelection;
import io.learngene.contracts.family.MethodRequest;
import io.learngene.contracts.family.Priority;
import io.learngene.contracts.recipe.TrainingRecipe;
import io.learngene.method.AuxiliaryShape;
import io.learngene.method.Comparison;
import io.learngene.method.DistilledRequest;
import io.learngene.method.MimeticRule;
import java.util.List;

/**
 * Models that are trained from scratch, but whose attention begins as trained attention looks, beside the same from random weights. Only the
 * dataset is required.
 *
 * @param name human name and prefix of the family's id; default {@code mimetic}
 * @param dataset images to train and test on
 * @param model shape of the models; default {@link AuxiliaryShape#DEFAULT}
 * @param depths their depths; default that of {@code model} alone
 * @param rule what attention begins as; default {@link MimeticRule#DEFAULT}
 * @param tuning recipe of the training; default {@link TrainingRecipe#tuning}
 * @param baselines what they are compared with; default {@code scratch} with the recipe of the training
 * @param seed decides every random choice; default 42
 * @param priority whose jobs are taken first; null for normal priority
 */
@JsonTypeName(MimeticRequest.METHOD)
public record MimeticRequest(
        String name,
        DatasetSelection dataset,
        AuxiliaryShape model,
        List<Integer> depths,
        MimeticRule rule,
        TrainingRecipe tuning,
        Comparison.Beside baselines,
        Long seed,
        Priority priority)
        implements MethodRequest {

    /** Name of the method. */
    public static final String METHOD = "mimetic";

    public MimeticRequest {
        name = DistilledRequest.checkedName(name, METHOD);
        Check.present("dataset", dataset);
        model = model == null ? AuxiliaryShape.DEFAULT : model;
        Check.that(
                dataset.imageSize() % model.patchSize() == 0,
                "model.patch_size",
                model.patchSize(),
                "it has to divide dataset.image_size, which is " + dataset.imageSize());
        depths = depths == null ? List.of(model.depth()) : depths;
        Check.that(
                !depths.isEmpty()
                        && depths.size() <= DistilledRequest.MAX_TARGETS
                        && depths.stream().allMatch(d -> d != null && d >= 1 && d <= VitArchitecture.MAX_DEPTH)
                        && depths.stream().distinct().count() == depths.size(),
                "depths",
                depths,
                "give 1 to " + DistilledRequest.MAX_TARGETS + " different numbers of layers, each 1 to "
                        + VitArchitecture.MAX_DEPTH);
        depths = List.copyOf(depths);
        rule = rule == null ? MimeticRule.DEFAULT : rule;
        Check.that(
                rule.positions() == MimeticRule.Positions.DRAWN || model.dim() % 4 == 0,
                "model.dim",
                model.dim(),
                "sinusoidal positions need a multiple of 4; give one, or rule: {positions: drawn}");
        tuning = TrainingRecipe.complete(tuning, TrainingRecipe.tuning(dataset.imageSize()));
        baselines = Comparison.Beside.completed(baselines, tuning);
        seed = seed == null ? 42L : seed;
    }

    MimeticRequest on(DatasetSelection pinned) {
        return new MimeticRequest(name, pinned, model, depths, rule, tuning, baselines, seed, priority);
    }

    /** {@return how its models are trained} */
    Comparison comparison() {
        return new Comparison(dataset, tuning, baselines.scratch(), seed);
    }
}
