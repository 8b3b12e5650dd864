package io.learngene.gateway.report;

import io.learngene.contracts.artefact.JobResult;
import io.learngene.contracts.artefact.Learngene;
import io.learngene.contracts.artefact.ModelManifest;
import io.learngene.contracts.artefact.ResultSummary.Learned;
import io.learngene.contracts.artefact.ResultSummary.Predecessor;
import io.learngene.contracts.evaluation.LabelEvaluation;
import io.learngene.contracts.evaluation.TestEvaluation;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * How a model answered test images that have any number of classes. None is right or wrong, so such a model is not among {@link Judgements}.
 *
 * @param group {@code learngene}, {@code models} or a baseline
 * @param name its name
 * @param seed its seed
 * @param evaluation its numbers
 */
public record Labelled(String group, String name, long seed, LabelEvaluation evaluation) {

    static List<Labelled> of(
            Learngene learngene,
            Map<String, List<ModelManifest>> models,
            Function<JobResult, Optional<? extends TestEvaluation>> evaluations) {
        List<Labelled> all = new ArrayList<>();
        if (learngene != null && learngene.summary() instanceof Learned learned) {
            List<Predecessor> before = learned.predecessors();
            // The last of its predecessors is the one that it was taken from.
            if (!before.isEmpty() && before.get(before.size() - 1).tested() == null) {
                evaluation(learngene, evaluations)
                        .map(found -> new Labelled(
                                "learngene",
                                learngene.id(),
                                learngene.provenance().seed(),
                                found))
                        .ifPresent(all::add);
            }
        }
        models.forEach((group, made) -> made.stream()
                .filter(model -> model.training().tested() == null)
                .forEach(model -> evaluation(model, evaluations)
                        .map(found -> new Labelled(
                                group, model.name(), model.provenance().seed(), found))
                        .ifPresent(all::add)));
        return all;
    }

    private static Optional<LabelEvaluation> evaluation(
            JobResult result, Function<JobResult, Optional<? extends TestEvaluation>> evaluations) {
        return evaluations
                .apply(result)
                .filter(LabelEvaluation.class::isInstance)
                .map(LabelEvaluation.class::cast);
    }
}
