package io.learngene.gateway.view;

import io.learngene.contracts.Json;
import io.learngene.contracts.architecture.ModelArchitecture;
import io.learngene.contracts.architecture.ResNetArchitecture;
import io.learngene.contracts.architecture.StageSchedule;
import io.learngene.contracts.architecture.TorchScriptArchitecture;
import io.learngene.contracts.architecture.VitArchitecture;
import io.learngene.contracts.artefact.ArtefactRef;
import io.learngene.contracts.artefact.CompletedTraining;
import io.learngene.contracts.artefact.EpochResult;
import io.learngene.contracts.artefact.JobResult;
import io.learngene.contracts.artefact.Listening;
import io.learngene.contracts.artefact.ModelManifest;
import io.learngene.contracts.artefact.Origin;
import io.learngene.contracts.artefact.Provenance;
import io.learngene.contracts.artefact.Score;
import io.learngene.contracts.artefact.Scores;
import io.learngene.contracts.artefact.StoreKeys;
import io.learngene.contracts.evaluation.Judged;
import io.learngene.contracts.event.Cancellation;
import io.learngene.contracts.event.Fact;
import io.learngene.contracts.event.TrainingPoint;
import io.learngene.contracts.event.TrainingPoint.Position;
import io.learngene.contracts.event.TrainingPoint.Readings;
import io.learngene.contracts.family.DatasetSelection;
import io.learngene.contracts.family.Target;
import io.learngene.contracts.job.Job;
import io.learngene.contracts.job.JobSpec;
import io.learngene.contracts.recipe.TrainingRecipe;
import io.learngene.contracts.view.FamilyView;
import io.learngene.method.AncestorUse;
import io.learngene.method.DistillJob;
import io.learngene.method.DistillationRecipe;
import io.learngene.method.ExpandJob;
import io.learngene.method.ExpandRequest;
import io.learngene.method.LearngeneManifest;
import io.learngene.method.TuneJob;
import io.learngene.method.distillation.ExpansionManifest;
import io.learngene.method.sws.FamilyRequest;
import io.learngene.method.sws.Initialisation;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Observations of one small family: two depths, a baseline for each. */
public final class Samples {

    public static final String FAMILY = "toy-1a2b3c4d";
    public static final Instant T0 = Instant.parse("2026-11-01T10:00:00Z");
    public static final int TRAIN_IMAGES = 1000;
    public static final StageSchedule REPEATS = new StageSchedule(List.of(2, 2));
    public static final VitArchitecture AUXILIARY = new VitArchitecture(32, 4, 64, 2, 4, 10, null, null, null);
    public static final ResNetArchitecture ANCESTOR = new ResNetArchitecture(32, 10, List.of(1, 1), null, null, 16);
    public static final String DISTILL = DistillJob.id(FAMILY);
    public static final String EXPAND = ExpandJob.id(FAMILY, ExpandJob.INITIAL);
    public static final ArtefactRef WEIGHTS = new ArtefactRef(
            "learngene.safetensors", "jobs/" + DISTILL + "/attempts/1/learngene.safetensors", 10, "0".repeat(64));

    private Samples() {}

    static Instant at(int second) {
        return T0.plusSeconds(second);
    }

    public static FamilyRequest request() {
        return Json.read(
                "{\"name\": \"toy\", \"dataset\": \"synthetic-shapes\", \"targets\": [2, 6], \"baselines\": {\"scratch\": {}}}"
                        .getBytes(StandardCharsets.UTF_8),
                FamilyRequest.class);
    }

    static Observation distillQueued() {
        return new Observation.Queued(Job.first(FAMILY, at(0), new DistillJob(request())));
    }

    static Observation distillQueuedIn(String pool) {
        return new Observation.Queued(queuedIn(pool, FAMILY));
    }

    /** {@return the first job of a family, in a pool} */
    public static Job<JobSpec> queuedIn(String pool, String family) {
        String request = "{\"method\": \"sws\", \"dataset\": \"synthetic-shapes\","
                + " \"distillation\": {\"training\": {\"pool\": \"" + pool + "\"}}}";
        FamilyRequest wanted = Json.read(request.getBytes(StandardCharsets.UTF_8), FamilyRequest.class);
        return Job.first(family, at(0), new DistillJob(wanted));
    }

    static Observation started(String job, int attempt, int second) {
        return new Observation.Happened(new Fact.JobStarted(job, FAMILY, attempt, "worker-" + attempt, at(second)));
    }

    static Observation retried(String job, int attempt, int second) {
        return new Observation.Happened(new Fact.JobRetried(job, FAMILY, attempt, "store away", 5, at(second)));
    }

    static Observation warned(String job, String message, int second) {
        return new Observation.Happened(new Fact.JobWarned(job, FAMILY, 1, message, at(second)));
    }

    static Observation failed(String job, int second) {
        return failed(job, 1, "no such class", second);
    }

    static Observation failed(String job, int attempt, String reason, int second) {
        return new Observation.Happened(new Fact.JobFailed(job, FAMILY, attempt, reason, at(second)));
    }

    /** {@return the first job, asked for again although that attempt failed for good} */
    static Observation distillAgain(int attempt, int second) {
        Job<JobSpec> first = Job.first(FAMILY, at(0), new DistillJob(request()));
        return new Observation.Queued(first.again(attempt, at(second)));
    }

    static Observation stopped(String job, int second) {
        return new Observation.Happened(new Fact.JobCancelled(job, FAMILY, at(second)));
    }

    static Observation cancelled(String target, int second) {
        return new Observation.Cancelled(new Cancellation(target, at(second)));
    }

    static TrainingPoint point(String job, int attempt, int second) {
        return new TrainingPoint(
                job,
                FAMILY,
                attempt,
                "tuning",
                new Position(0, 3, second, 100),
                new Readings(1.0, null, null, 100.0 - second),
                Scores.NONE,
                at(second));
    }

    static Observation succeeded(String job, JobResult result, int second) {
        return new Observation.Happened(
                new Fact.JobSucceeded(job, FAMILY, "key", "0".repeat(64), result.summary(), at(second)));
    }

    static Observation expandQueued() {
        return new Observation.Queued(Job.first(FAMILY, at(20), expand(ExpandJob.INITIAL)));
    }

    static ExpandJob expand(String request) {
        return new ExpandJob(
                request,
                new ExpandRequest(
                        List.of(Target.ofDepth(2), Target.ofDepth(6)), TrainingRecipe.TUNING, null, null, null),
                DatasetSelection.of("synthetic-shapes"),
                42);
    }

    static Observation tuneQueued(String group, String name) {
        return new Observation.Queued(Job.first(FAMILY, at(20), tune(group, name)));
    }

    static TuneJob tune(String group, String name) {
        return new TuneJob(
                name,
                group,
                AUXILIARY.withDepth(depth(name)),
                new Origin.Random(),
                DatasetSelection.of("synthetic-shapes"),
                TrainingRecipe.TUNING,
                null,
                42,
                null);
    }

    public static LearngeneManifest learngene() {
        return learngeneOf(FAMILY, WEIGHTS);
    }

    public static LearngeneManifest learngeneOf(String family, ArtefactRef weights) {
        return learngeneOf(family, weights, ANCESTOR);
    }

    /** {@return a learngene whose ancestor's operations nobody knows} */
    public static LearngeneManifest learngeneOfATorchScriptFile() {
        return learngeneOf(FAMILY, WEIGHTS, new TorchScriptArchitecture(32, 10, null, null));
    }

    private static LearngeneManifest learngeneOf(String family, ArtefactRef weights, ModelArchitecture ancestor) {
        return new LearngeneManifest(
                family,
                family,
                null,
                AUXILIARY,
                REPEATS,
                AUXILIARY.withDepth(2).parameters(),
                weights,
                IntStream.range(0, 10).mapToObj(i -> "class-" + i).toList(),
                new AncestorUse(
                        "ancestor", ancestor, 0.9, null, tested(900), null, null, history(0.1, 0.9), 30.0, null, null),
                new DistillationRecipe(null, null, null, null, null, null, null, null),
                new CompletedTraining(TRAIN_IMAGES, history(0.1, 0.5, 0.7), 12.5, null, null, tested(700)),
                null,
                provenance(DISTILL));
    }

    static ExpansionManifest expansion() {
        return new ExpansionManifest(
                FAMILY,
                ExpandJob.INITIAL,
                List.of(initialisation("L02"), initialisation("L06")),
                null,
                List.of(
                        tune(TuneJob.MODELS, "L02").expected(null),
                        tune(TuneJob.MODELS, "L06").expected(null),
                        tune(TuneJob.SCRATCH, "L02").expected(null),
                        tune(TuneJob.SCRATCH, "L06").expected(null)));
    }

    static Initialisation initialisation(String name) {
        return initialisationOf(FAMILY, name);
    }

    public static Initialisation initialisationOf(String family, String name) {
        VitArchitecture architecture = AUXILIARY.withDepth(depth(name));
        return new Initialisation(
                family,
                name,
                family,
                WEIGHTS.sha256(),
                architecture,
                StageSchedule.layersSource(architecture.depth(), REPEATS.stages()),
                architecture.parameters(),
                architecture.flops(),
                null);
    }

    public static ModelManifest model(String group, String name, double... accuracies) {
        return model(group, name, history(accuracies));
    }

    /** A model that is the better the smaller its score is. */
    public static ModelManifest modelOfErrors(String group, String name, double... errors) {
        List<EpochResult> history = IntStream.range(0, errors.length)
                .mapToObj(i -> new EpochResult(
                        i, null, null, 1.0, new Scores("relative_l2", Map.of("relative_l2", errors[i])), 1.0))
                .toList();
        return model(group, name, history);
    }

    /** A model whose epochs are compared on validation images, the last of which is tested. */
    public static ModelManifest modelOfValidation(String group, String name, double tested, double... accuracies) {
        List<EpochResult> history = IntStream.range(0, accuracies.length)
                .mapToObj(i -> {
                    Scores compared =
                            Scores.ofClassifier(accuracies[i], accuracies[i]).onValidation();
                    boolean last = i == accuracies.length - 1;
                    return new EpochResult(i, null, null, 1.0, last ? compared.and(Score.TOP1, tested) : compared, 1.0);
                })
                .toList();
        return model(group, name, history);
    }

    /** {@return the same model, of whose test images none was counted as right or wrong} */
    public static ModelManifest untested(ModelManifest model) {
        CompletedTraining training = model.training();
        return with(
                model,
                new CompletedTraining(
                        training.trainImages(), training.history(), training.seconds(), null, null, null));
    }

    /** The same training with another seed; its depth is that of the name's first part. */
    public static ModelManifest withSeed(ModelManifest model, long seed) {
        Provenance made = model.provenance();
        return new ModelManifest(
                model.family(),
                model.name(),
                model.group(),
                model.architecture(),
                model.start(),
                model.listening(),
                model.parameters(),
                model.flops(),
                model.classNames(),
                model.training(),
                model.files(),
                new Provenance(
                        made.job(),
                        made.attempt(),
                        seed,
                        made.dataset(),
                        made.training(),
                        made.versions(),
                        made.createdAt()));
    }

    /** {@return the same model, whose weights are those of an epoch before its last one} */
    public static ModelManifest withBestEpoch(ModelManifest model, int best) {
        CompletedTraining training = model.training();
        return with(
                model,
                new CompletedTraining(
                        training.trainImages(),
                        training.history(),
                        training.seconds(),
                        training.passes(),
                        best,
                        training.tested()));
    }

    private static ModelManifest with(ModelManifest model, CompletedTraining training) {
        return new ModelManifest(
                model.family(),
                model.name(),
                model.group(),
                model.architecture(),
                model.start(),
                model.listening(),
                model.parameters(),
                model.flops(),
                model.classNames(),
                training,
                model.files(),
                model.provenance());
    }

    private static Judged tested(List<EpochResult> history) {
        Double end = history.isEmpty()
                ? null
                : history.get(history.size() - 1).evaluated().scores().get(Score.TOP1.name());
        return end == null ? null : tested((int) Math.round(1000 * end));
    }

    private static Judged tested(int right) {
        return new Judged(1000, right, 0.05, 10, 0, null);
    }

    private static ModelManifest model(String group, String name, List<EpochResult> history) {
        VitArchitecture architecture = AUXILIARY.withDepth(depth(name));
        String job = TuneJob.id(FAMILY, group, name);
        return new ModelManifest(
                FAMILY,
                name,
                group,
                architecture,
                new Origin.Random(),
                Listening.NONE,
                architecture.parameters(),
                architecture.flops(),
                List.of("a", "b"),
                new CompletedTraining(TRAIN_IMAGES, history, 7.5, null, null, tested(history)),
                List.of(new ArtefactRef(
                        "model.safetensors", StoreKeys.run(job, "1-a") + "model.safetensors", 10, "1".repeat(64))),
                provenance(job));
    }

    static Observation modelDone(String group, String name, double... accuracies) {
        return succeeded(TuneJob.id(FAMILY, group, name), model(group, name, accuracies), 60);
    }

    static Observation errorDone(String group, String name, double... errors) {
        return succeeded(TuneJob.id(FAMILY, group, name), modelOfErrors(group, name, errors), 60);
    }

    /** {@return everything that a family without trouble tells, in the order in which it happens} */
    static List<Observation> wholeFamily() {
        List<Observation> all = new ArrayList<>(List.of(
                distillQueued(),
                started(DISTILL, 1, 1),
                succeeded(DISTILL, learngene(), 15),
                expandQueued(),
                started(EXPAND, 1, 21),
                succeeded(EXPAND, expansion(), 22)));
        for (String group : List.of(TuneJob.MODELS, TuneJob.SCRATCH)) {
            for (String name : List.of("L02", "L06")) {
                all.add(tuneQueued(group, name));
                all.add(started(TuneJob.id(FAMILY, group, name), 1, 30));
            }
        }
        all.add(modelDone(TuneJob.MODELS, "L02", 0.4, 0.6, 0.65));
        all.add(modelDone(TuneJob.MODELS, "L06", 0.5, 0.7, 0.75));
        all.add(modelDone(TuneJob.SCRATCH, "L02", 0.1, 0.3, 0.66, 0.67));
        all.add(modelDone(TuneJob.SCRATCH, "L06", 0.1, 0.3, 0.5, 0.6));
        return all;
    }

    /** {@return the family when all of it is done} */
    public static FamilyView view() {
        return FamilyViews.of(fold(wholeFamily()));
    }

    /** {@return a family whose first job has warned once, and failed for {@code no such class}} */
    public static FamilyView warnedAndFailed(String warning) {
        return FamilyViews.of(fold(List.of(distillQueued(), warned(DISTILL, warning, 2), failed(DISTILL, 3))));
    }

    static FamilyState fold(List<Observation> observations) {
        FamilyState state = FamilyState.unknown(FAMILY);
        for (Observation observation : observations) {
            state = state.apply(observation);
        }
        return state;
    }

    private static int depth(String name) {
        return Integer.parseInt(name.substring(1, 3));
    }

    private static List<EpochResult> history(double... accuracies) {
        return IntStream.range(0, accuracies.length)
                .mapToObj(i ->
                        new EpochResult(i, null, null, 1.0, Scores.ofClassifier(accuracies[i], accuracies[i]), 1.0))
                .toList();
    }

    private static Provenance provenance(String job) {
        return new Provenance(
                job, 1, 42, DatasetSelection.of("synthetic-shapes"), TrainingRecipe.TUNING, Map.of(), at(60));
    }
}
