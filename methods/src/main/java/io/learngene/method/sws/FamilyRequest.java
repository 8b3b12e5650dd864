package io.learngene.method.sws;

import com.fasterxml.jackson.annotation.JsonTypeName;
import io.learngene.contracts.Check;
import io.learngene.contracts.family.DatasetSelection;
import io.learngene.contracts.family.MethodRequest;
import io.learngene.contracts.family.Target;
import io.learngene.contracts.recipe.TeacherLoss;
import io.learngene.contracts.recipe.TrainingRecipe;
import java.util.List;
import java.util.stream.IntStream;

/**
 * One family: from an ancestor and a dataset to a learngene and tuned descendants of several depths. Only the dataset is
 * required.
 *
 * @param name human name and prefix of the family's id; default {@code family}
 * @param dataset images to train and test on
 * @param ancestor the teacher; default: a small ResNet is trained
 * @param auxiliary the auxiliary model; default {@link AuxiliaryModel#DEFAULT}
 * @param distillation recipe of phase 1
 * @param targets the descendants that are wanted; default five depths from S to one and a half times the auxiliary model's
 * @param tuning recipe of the descendants' tuning; default {@link TrainingRecipe#tuning}
 * @param tuningDistillation how much the tuning listens to the ancestor; null for the labels alone
 * @param baselines comparisons; default none
 * @param seed decides every random choice of the family; default 42
 */
@JsonTypeName(FamilyRequest.METHOD)
public record FamilyRequest(
        String name,
        DatasetSelection dataset,
        AncestorChoice ancestor,
        AuxiliaryModel auxiliary,
        DistillationRecipe distillation,
        List<Target> targets,
        TrainingRecipe tuning,
        TeacherLoss tuningDistillation,
        Baselines baselines,
        Long seed)
        implements MethodRequest {

    /** Name of the method: Stage-wise Weight Sharing. */
    public static final String METHOD = "sws";

    /** Most targets of one request. */
    public static final int MAX_TARGETS = 64;

    public FamilyRequest {
        name = name == null ? "family" : name;
        Check.name("name", name);
        Check.that(name.length() <= 40, "name", name, "use at most 40 characters");
        Check.present("dataset", dataset);
        int imageSize = dataset.imageSize();
        ancestor = (ancestor == null ? new AncestorChoice(null, null) : ancestor).forImages(imageSize);
        auxiliary = auxiliary == null ? AuxiliaryModel.DEFAULT : auxiliary;
        distillation = distillation == null ? new DistillationRecipe(null, null, null, null, null, null) : distillation;
        distillation = distillation.forImages(imageSize);
        if (distillation.elastic() != null) {
            distillation = distillation.withElastic(distillation.elastic().completed(auxiliary.repeats()));
        }
        targets = targets == null ? defaultTargets(auxiliary) : targets;
        Check.that(
                !targets.isEmpty()
                        && targets.size() <= MAX_TARGETS
                        && targets.stream().allMatch(t -> t != null),
                "targets",
                targets.size() + " targets",
                "give 1 to " + MAX_TARGETS + " depths or budgets");
        targets = List.copyOf(targets);
        int stages = auxiliary.repeats().stages();
        for (int i = 0; i < targets.size(); i++) {
            List<Integer> source = targets.get(i).layersSource();
            Check.that(
                    source == null || source.stream().allMatch(s -> s < stages),
                    "targets[" + i + "].layers_source",
                    source,
                    "stages are counted from 0 to " + (stages - 1));
        }
        tuning = TrainingRecipe.complete(tuning, TrainingRecipe.tuning(imageSize));
        baselines = baselines == null ? Baselines.NONE : baselines.withDefaults(tuning);
        seed = seed == null ? 42L : seed;
        Check.that(
                dataset.imageSize() % auxiliary.patchSize() == 0,
                "auxiliary.patch_size",
                auxiliary.patchSize(),
                "it has to divide dataset.image_size, which is " + dataset.imageSize());
    }

    /**
     * What a person's request becomes when it is accepted. Elastic stages are filled in here and not in the constructor, because a
     * job without them means plain SWS: jobs were written before elastic stages were the default.
     *
     * @param pinned the selection with its content filled in
     * @return the request for exactly that content, with elastic stages
     */
    public FamilyRequest accepted(DatasetSelection pinned) {
        DistillationRecipe elastic =
                distillation.elastic() == null ? distillation.withElastic(ElasticStages.DEFAULT) : distillation;
        return new FamilyRequest(
                name, pinned, ancestor, auxiliary, elastic, targets, tuning, tuningDistillation, baselines, seed);
    }

    private static List<Target> defaultTargets(AuxiliaryModel auxiliary) {
        int from = auxiliary.repeats().stages();
        int to = Math.min(256, Math.max(from + 4, auxiliary.repeats().depth() * 3 / 2));
        return IntStream.range(0, 5)
                .map(i -> from + Math.round(i * (to - from) / 4f))
                .mapToObj(Target::ofDepth)
                .toList();
    }
}
