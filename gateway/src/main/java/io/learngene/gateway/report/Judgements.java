package io.learngene.gateway.report;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.learngene.contracts.artefact.JobResult;
import io.learngene.contracts.artefact.Learngene;
import io.learngene.contracts.artefact.ModelManifest;
import io.learngene.contracts.artefact.ResultSummary.Learned;
import io.learngene.contracts.artefact.ResultSummary.Trained;
import io.learngene.contracts.evaluation.Judged;
import io.learngene.contracts.evaluation.ModelEvaluation;
import io.learngene.contracts.evaluation.PairedDifference;
import io.learngene.contracts.evaluation.RightImages;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * How a family's models answered their test images, and how far apart they are. Models that nothing was counted of are left out.
 *
 * @param models the learngene's auxiliary model and the models, group by group
 * @param differences each tuned model against every model that it is compared with
 */
public record Judgements(List<Model> models, List<Difference> differences) {

    /** Pairs of classes that are told of a model; its evaluation file has more. */
    private static final int MOST_CONFUSED = 20;

    /**
     * A model.
     *
     * @param group {@code learngene}, {@code models} or a baseline
     * @param name its name
     * @param seed its seed
     * @param seeds seeds that the same training was run with: what one number of one seed stands for. 1 for most
     * @param tested its numbers
     * @param classes its classes; empty where its evaluation file is missing
     * @param confusion what was taken most for what
     */
    public record Model(
            String group,
            String name,
            long seed,
            int seeds,
            Judged tested,
            List<ModelEvaluation.OfClass> classes,
            List<ModelEvaluation.Confused> confusion) {

        /**
         * @param number number of a class
         * @return its name
         */
        String className(int number) {
            return classes.get(number).name();
        }
    }

    /**
     * How much better a tuned model is than another one of its shape.
     *
     * @param name name of both
     * @param than group of the other one
     * @param found the difference on the same images
     */
    public record Difference(
            String name, String than, @JsonUnwrapped PairedDifference found) {}

    /** What trainings have in common that differ in their seeds alone. */
    private record Training(Object architecture, Object start, Object dataset, Object recipe, Object teacher) {
        static Training of(ModelManifest model) {
            return new Training(
                    model.architecture(),
                    model.start(),
                    model.provenance().dataset(),
                    model.provenance().training(),
                    model.listening().teacher());
        }
    }

    static Judgements of(
            Learngene learngene,
            Map<String, List<ModelManifest>> models,
            Function<JobResult, Optional<ModelEvaluation>> evaluations) {
        List<Model> judged = new ArrayList<>();
        Map<String, Map<String, RightImages>> right = new LinkedHashMap<>();
        auxiliary(learngene, evaluations).ifPresent(judged::add);
        models.forEach((group, made) -> made.stream()
                .filter(model -> model.training().tested() != null)
                .forEach(model -> {
                    ModelEvaluation evaluation = evaluations.apply(model).orElse(null);
                    judged.add(model(
                            group,
                            model.name(),
                            model.provenance().seed(),
                            seeds(model, made),
                            model.training().tested(),
                            evaluation));
                    if (evaluation != null) {
                        right.computeIfAbsent(group, g -> new LinkedHashMap<>())
                                .put(model.name(), evaluation.rightImages());
                    }
                }));
        return new Judgements(judged, differences(right));
    }

    private static Optional<Model> auxiliary(
            Learngene learngene, Function<JobResult, Optional<ModelEvaluation>> evaluations) {
        if (learngene == null || !(learngene.summary() instanceof Learned learned)) {
            return Optional.empty();
        }
        // The last of its predecessors is the one that it was taken from.
        Judged tested = learned.predecessors().isEmpty()
                ? null
                : learned.predecessors().get(learned.predecessors().size() - 1).tested();
        return tested == null
                ? Optional.empty()
                : Optional.of(model(
                        "learngene",
                        learngene.id(),
                        learngene.provenance().seed(),
                        1,
                        tested,
                        evaluations.apply(learngene).orElse(null)));
    }

    private static Model model(
            String group, String name, long seed, int seeds, Judged tested, ModelEvaluation evaluation) {
        List<ModelEvaluation.Confused> confusion = evaluation == null ? List.of() : evaluation.confusion();
        return new Model(
                group,
                name,
                seed,
                seeds,
                tested,
                evaluation == null ? List.of() : evaluation.classes(),
                List.copyOf(confusion.subList(0, Math.min(MOST_CONFUSED, confusion.size()))));
    }

    private static int seeds(ModelManifest model, List<ModelManifest> made) {
        Training training = Training.of(model);
        return (int) made.stream()
                .filter(other -> Training.of(other).equals(training))
                .map(other -> other.provenance().seed())
                .distinct()
                .count();
    }

    private static List<Difference> differences(Map<String, Map<String, RightImages>> right) {
        List<Difference> differences = new ArrayList<>();
        right.getOrDefault(Trained.MODELS, Map.of())
                .forEach((name, tuned) -> right.forEach((group, others) -> {
                    RightImages other = group.equals(Trained.MODELS) ? null : others.get(name);
                    Optional.ofNullable(other)
                            .flatMap(theirs -> PairedDifference.of(tuned, theirs))
                            .ifPresent(found -> differences.add(new Difference(name, group, found)));
                }));
        return differences;
    }
}
