package io.learngene.gateway.report;

import io.learngene.contracts.artefact.JobResult;
import io.learngene.contracts.artefact.Learngene;
import io.learngene.contracts.artefact.ModelManifest;
import io.learngene.contracts.artefact.ResultSummary.Trained;
import io.learngene.contracts.artefact.TrainingRun;
import io.learngene.contracts.evaluation.ModelEvaluation;
import io.learngene.contracts.evaluation.TestEvaluation;
import io.learngene.contracts.family.MethodRequest;
import io.learngene.contracts.view.FamilyView;
import io.learngene.contracts.view.JobView;
import io.learngene.gateway.view.Saving;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * All about a family: what was asked for, every result with its settings, seeds, checksums and versions, and what it cost.
 *
 * @param family the family without its jobs
 * @param request what was asked for, complete; null if it is not known any more
 * @param learngene the learngene; null before there is one
 * @param models finished models by group: {@code models}, {@code baselines/scratch} and so on
 * @param warnings what its jobs went on without, or failed for
 * @param reached how soon the tuned models reach what their scratch twins end with
 * @param ledger what everything cost
 * @param judged how the models answered their test images
 * @param labelled the same, where these have any number of classes; then nothing is in {@code judged}
 * @param rerun command that makes the family again
 */
public record FamilyReport(
        FamilyView family,
        MethodRequest request,
        Learngene learngene,
        Map<String, List<ModelManifest>> models,
        List<Warned> warnings,
        List<Reached> reached,
        Ledger ledger,
        Judgements judged,
        List<Labelled> labelled,
        String rerun) {

    /**
     * A job that has warned, or whose newest attempt failed.
     *
     * @param job job
     * @param warnings different warnings; null if there are none
     * @param warning the last of them; null if there are none
     * @param error why it failed, or why its last attempt did; null otherwise
     */
    public record Warned(String job, Integer warnings, String warning, String error) {}

    /**
     * How soon a tuned model is as good as its scratch twin at the end.
     *
     * @param name model
     * @param depth layers
     * @param scratchScore the twin's headline score at the end
     * @param scratchEpochs the twin's epochs
     * @param reached whether the tuned model ever is
     * @param epochs first epoch of the tuned model that is at least as good, 0 for its initialisation; null if none is, or it is not known
     *     which one, in a long training
     * @param saving share of the twin's training operations that was saved until then; null if none is, or they are unknown
     */
    public record Reached(
            String name,
            int depth,
            double scratchScore,
            int scratchEpochs,
            boolean reached,
            Integer epochs,
            Double saving) {}

    /**
     * @param family the family with its jobs
     * @param evaluations the evaluation of a result
     */
    static FamilyReport of(
            FamilyView family,
            MethodRequest request,
            Learngene learngene,
            Map<String, List<ModelManifest>> models,
            Function<JobResult, Optional<? extends TestEvaluation>> evaluations) {
        return new FamilyReport(
                family.withoutJobs(),
                request,
                learngene,
                models,
                warnings(family.jobs()),
                reached(models),
                Ledger.of(family, learngene, models),
                Judgements.of(learngene, models, result -> evaluations
                        .apply(result)
                        .filter(ModelEvaluation.class::isInstance)
                        .map(ModelEvaluation.class::cast)),
                Labelled.of(learngene, models, evaluations),
                "./foundry rerun " + family.family());
    }

    /** {@return every training that is told of, the learngene's first} */
    static List<TrainingRun> trainings(Learngene learngene, Map<String, List<ModelManifest>> models) {
        Stream<JobResult> all = models.values().stream().flatMap(List::stream);
        return Stream.concat(Stream.ofNullable(learngene), all)
                .flatMap(result -> result.trainings().stream())
                .toList();
    }

    private static List<Warned> warnings(List<JobView> jobs) {
        return jobs.stream()
                .filter(job -> !job.troubles().equals(JobView.Troubles.NONE))
                .map(job -> new Warned(
                        job.job(),
                        job.troubles().warnings(),
                        job.troubles().warning(),
                        job.troubles().error()))
                .toList();
    }

    private static List<Reached> reached(Map<String, List<ModelManifest>> models) {
        List<Reached> all = new ArrayList<>();
        for (ModelManifest scratch : models.getOrDefault(Trained.SCRATCH, List.of())) {
            for (ModelManifest tuned : models.getOrDefault(Trained.MODELS, List.of())) {
                Trained twin = (Trained) scratch.summary();
                if (tuned.name().equals(scratch.name()) && twin.curve().end() != null) {
                    Saving saving = Saving.of((Trained) tuned.summary(), fitted(models, tuned.name()), twin);
                    all.add(new Reached(
                            tuned.name(),
                            tuned.architecture().depth(),
                            twin.curve().end(),
                            twin.curve().epochs(),
                            saving.reached(),
                            saving.epochs(),
                            saving.share()));
                }
            }
        }
        return all;
    }

    /** {@return what was fitted for a model before its tuning; null for nothing} */
    private static Trained fitted(Map<String, List<ModelManifest>> models, String name) {
        return models.getOrDefault(Trained.FITTED, List.of()).stream()
                .filter(model -> model.name().equals(name))
                .map(model -> (Trained) model.summary())
                .findFirst()
                .orElse(null);
    }
}
