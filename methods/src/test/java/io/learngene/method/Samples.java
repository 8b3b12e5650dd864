package io.learngene.method;

import io.learngene.contracts.Json;
import io.learngene.contracts.architecture.ResNetArchitecture;
import io.learngene.contracts.architecture.StageSchedule;
import io.learngene.contracts.architecture.TorchScriptArchitecture;
import io.learngene.contracts.architecture.VitArchitecture;
import io.learngene.contracts.artefact.AncestorManifest;
import io.learngene.contracts.artefact.AnswerSource;
import io.learngene.contracts.artefact.ArtefactRef;
import io.learngene.contracts.artefact.CompletedTraining;
import io.learngene.contracts.artefact.DatasetFiles;
import io.learngene.contracts.artefact.DatasetManifest;
import io.learngene.contracts.artefact.EpochResult;
import io.learngene.contracts.artefact.InitialModel;
import io.learngene.contracts.artefact.JobResult;
import io.learngene.contracts.artefact.Listening;
import io.learngene.contracts.artefact.ModelManifest;
import io.learngene.contracts.artefact.Origin;
import io.learngene.contracts.artefact.Provenance;
import io.learngene.contracts.artefact.ResultSummary;
import io.learngene.contracts.artefact.Score;
import io.learngene.contracts.artefact.Scores;
import io.learngene.contracts.artefact.TuningTeacher;
import io.learngene.contracts.artefact.UnusedFiles;
import io.learngene.contracts.evaluation.Judged;
import io.learngene.contracts.event.Cancellation;
import io.learngene.contracts.event.Fact;
import io.learngene.contracts.event.Heartbeat;
import io.learngene.contracts.event.LearngenePublished;
import io.learngene.contracts.event.TrainingPoint;
import io.learngene.contracts.event.TrainingPoint.Position;
import io.learngene.contracts.event.TrainingPoint.Readings;
import io.learngene.contracts.family.DatasetSelection;
import io.learngene.contracts.family.Target;
import io.learngene.contracts.job.Job;
import io.learngene.contracts.job.JobSpec;
import io.learngene.contracts.recipe.TeacherLoss;
import io.learngene.contracts.recipe.TrainingRecipe;
import io.learngene.contracts.view.DescendantRow;
import io.learngene.contracts.view.FamilyView;
import io.learngene.contracts.view.JobView;
import io.learngene.contracts.view.Problem;
import io.learngene.contracts.view.TrainedRow;
import io.learngene.method.distillation.ExpansionManifest;
import io.learngene.method.sws.FamilyRequest;
import io.learngene.method.sws.Initialisation;
import io.learngene.method.sws.LearngeneOrigin;
import io.learngene.method.tuning.TuneRequest;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** One of every message, manifest and request. */
final class Samples {

    private static final Instant AT = Instant.parse("2026-11-23T12:00:00Z");
    private static final String FAMILY = "pets-1a2b3c4d";
    private static final String SHA = "0123456789abcdef".repeat(4);
    private static final VitArchitecture VIT = new VitArchitecture(32, 8, 96, 3, 4, 10, null, null, null);
    private static final List<Integer> SOURCE = List.of(0, 1, 2, 3);
    private static final DatasetSelection DATASET = new DatasetSelection("pets", SHA, 32, null, 4000, 1000);
    private static final List<EpochResult> HISTORY = List.of(
            new EpochResult(0, null, null, 2.31, Scores.ofClassifier(0.1, 0.5), 0),
            new EpochResult(1, 1.5, 0.0005, 1.4, Scores.ofClassifier(0.5, 0.9), 12.5));
    private static final Judged TESTED = new Judged(1000, 500, 0.04, 10, 1, List.of("cat"));
    private static final Provenance PROVENANCE = new Provenance(
            TuneJob.id(FAMILY, TuneJob.MODELS, "L04"),
            1,
            42,
            DATASET,
            TrainingRecipe.TUNING,
            new TreeMap<>(Map.of("java", "17", "pytorch", "2.7.1")),
            AT);

    private static final TuningTeacher TAUGHT = new TuningTeacher("resnet18", new TeacherLoss(0.5, 1.0, null), 0L);

    /** As long as it was by default before there was a bound. */
    private static final TrainingRecipe TEN_EPOCHS =
            Json.read("{\"epochs\": 10}".getBytes(StandardCharsets.UTF_8), TrainingRecipe.class);

    private static final DistillationRecipe TEN_EPOCHS_DISTILLED =
            new DistillationRecipe(TEN_EPOCHS, null, null, null, null, null, null, null);

    private Samples() {}

    /** What is written, and the type that reads it. */
    record Sample(Object value, Class<?> type) {}

    static Map<String, Sample> all() {
        Map<String, Sample> all = new LinkedHashMap<>();
        FamilyRequest request = new FamilyRequest(
                "pets",
                DATASET,
                new AncestorChoice(null, new AncestorChoice.Train(null, TEN_EPOCHS)),
                null,
                TEN_EPOCHS_DISTILLED,
                List.of(Target.ofDepth(4), new Target(null, 900_000L, null, null)),
                null,
                null,
                new Baselines(TrainingRecipe.TUNING, null, null, null),
                42L,
                null);
        LearngeneManifest learngene = new LearngeneManifest(
                FAMILY,
                FAMILY,
                null,
                new VitArchitecture(32, 8, 96, 3, 8, 10, null, null, null),
                new StageSchedule(List.of(2, 2, 2, 2)),
                470_000,
                ref("learngene.safetensors"),
                List.of("cat", "dog"),
                new AncestorUse(
                        null,
                        new ResNetArchitecture(32, 10, List.of(1, 1, 1), null, null, 16),
                        0.75,
                        null,
                        null,
                        null,
                        null,
                        HISTORY,
                        30.25,
                        null,
                        null),
                request.distillation(),
                new CompletedTraining(4000, HISTORY, 60.5, null, null, null),
                null,
                PROVENANCE);
        Initialisation initialisation =
                new Initialisation(FAMILY, "L04", FAMILY, SHA, VIT, SOURCE, VIT.parameters(), VIT.flops(), null);
        ModelManifest model = new ModelManifest(
                FAMILY,
                "L04",
                TuneJob.MODELS,
                VIT,
                new LearngeneOrigin(FAMILY, SOURCE),
                Listening.NONE,
                VIT.parameters(),
                VIT.flops(),
                List.of("cat", "dog"),
                new CompletedTraining(4000, HISTORY, 12.5, null, null, null),
                List.of(ref("config.json"), ref("model.safetensors")),
                PROVENANCE);
        ExpansionManifest expansion = new ExpansionManifest(
                FAMILY, "initial", List.of(initialisation), List.of(TuneJob.id(FAMILY, TuneJob.MODELS, "L04")), null);
        TuneJob follower = tune(TuneJob.SELECTED_LAYERS, new Origin.Random());
        ExpansionManifest expansionWithJobs = new ExpansionManifest(
                FAMILY,
                "initial",
                List.of(initialisation),
                null,
                List.of(tune(TuneJob.MODELS, new Origin.Random()).expected(null), follower.expected("tune/L04")));
        ExpandRequest expand = new ExpandRequest(List.of(Target.ofDepth(4)), TrainingRecipe.TUNING, null, null, false);
        jobs(all, request, expand);
        all.put("fact-started", fact(new Fact.JobStarted(DistillJob.id(FAMILY), FAMILY, 1, "distiller-1", AT)));
        all.put(
                "fact-retried",
                fact(new Fact.JobRetried(DistillJob.id(FAMILY), FAMILY, 1, "the store is away", 5, AT)));
        succeeded(all, "fact-succeeded", PROVENANCE.job(), "families/" + FAMILY + "/models/L04/model.json", model);
        succeeded(all, "fact-succeeded-learn", DistillJob.id(FAMILY), "learngenes/f/learngene.json", learngene);
        succeeded(all, "fact-succeeded-expand", FAMILY + "/expand/initial", "families/f/e.json", expansionWithJobs);
        all.put(
                "fact-released",
                fact(new Fact.JobReleased(DistillJob.id(FAMILY), FAMILY, 1, "distiller-1", "shutdown", AT)));
        all.put(
                "fact-warned",
                fact(new Fact.JobWarned(DistillJob.id(FAMILY), FAMILY, 1, "3 of 200 images are broken", AT)));
        all.put(
                "heartbeat",
                new Sample(new Heartbeat(DistillJob.id(FAMILY), FAMILY, 1, "distiller-1", AT), Heartbeat.class));
        all.put("fact-failed", fact(new Fact.JobFailed(DistillJob.id(FAMILY), FAMILY, 5, "one class only", AT)));
        all.put("fact-cancelled", fact(new Fact.JobCancelled(DistillJob.id(FAMILY), FAMILY, AT)));
        all.put(
                "learngene-published",
                new Sample(
                        new LearngenePublished(
                                FAMILY, "learngenes/" + FAMILY + "/learngene.json", SHA, request, null, AT),
                        LearngenePublished.class));
        all.put(
                "training-point",
                new Sample(
                        new TrainingPoint(
                                PROVENANCE.job(),
                                FAMILY,
                                1,
                                "tuning",
                                new Position(0, 2, 10, 62),
                                new Readings(1.9, 0.0005, 812.5, 14.0),
                                Scores.NONE,
                                AT),
                        TrainingPoint.class));
        all.put("cancellation", new Sample(new Cancellation(FAMILY, AT), Cancellation.class));
        all.put("deletion", new Sample(new Cancellation(FAMILY, AT, true), Cancellation.class));
        all.put("manifest-learngene", new Sample(learngene, JobResult.class));
        all.put("manifest-expansion", new Sample(expansion, JobResult.class));
        all.put("manifest-expansion-jobs", new Sample(expansionWithJobs, JobResult.class));
        all.put("manifest-model", new Sample(model, JobResult.class));
        all.put("manifest-model-taught", new Sample(taught(), JobResult.class));
        ModelManifest tested = new ModelManifest(
                FAMILY,
                "L04",
                TuneJob.MODELS,
                VIT,
                new Origin.Random(),
                Listening.NONE,
                VIT.parameters(),
                VIT.flops(),
                List.of("cat", "dog"),
                new CompletedTraining(4000, HISTORY, 12.5, null, null, TESTED),
                List.of(ref("model.safetensors"), ref("evaluation.json")),
                PROVENANCE);
        all.put("manifest-model-tested", new Sample(tested, JobResult.class));
        succeeded(all, "fact-succeeded-tested", PROVENANCE.job(), "families/f/models/L04/model.json", tested);
        all.put(
                "manifest-dataset",
                new Sample(
                        new DatasetManifest(
                                "pets",
                                SHA,
                                "zip",
                                ref("source"),
                                new TreeMap<>(Map.of("cat", 90, "dog", 110)),
                                new TreeMap<>(Map.of("cat", 9, "dog", 11)),
                                null,
                                null,
                                AT),
                        DatasetManifest.class));
        all.put(
                "manifest-dataset-validation",
                new Sample(
                        new DatasetManifest(
                                "pets",
                                SHA,
                                "zip",
                                ref("source"),
                                new TreeMap<>(Map.of("cat", 90, "dog", 110)),
                                new TreeMap<>(Map.of("cat", 9, "dog", 11)),
                                null,
                                new TreeMap<>(Map.of("cat", 7, "dog", 8)),
                                AT),
                        DatasetManifest.class));
        all.put(
                "manifest-dataset-counted",
                new Sample(
                        new DatasetManifest(
                                "pets",
                                SHA,
                                "zip",
                                ref("source"),
                                new TreeMap<>(Map.of("cat", 90, "dog", 110)),
                                new TreeMap<>(Map.of("cat", 9, "dog", 11)),
                                DatasetFiles.of(
                                        new TreeMap<>(Map.of("jpg", 220)),
                                        List.of(new UnusedFiles(
                                                "train",
                                                "cat",
                                                "avif",
                                                UnusedFiles.Reason.FORMAT,
                                                3,
                                                "train/cat/1.avif"))),
                                null,
                                AT),
                        DatasetManifest.class));
        all.put(
                "manifest-ancestor",
                new Sample(
                        new AncestorManifest(
                                "deit",
                                VIT,
                                ref("model.safetensors"),
                                ref("config.json"),
                                List.of("cat", "dog"),
                                0.8,
                                AT),
                        AncestorManifest.class));
        all.put(
                "manifest-ancestor-torchscript",
                new Sample(
                        new AncestorManifest(
                                "theirs",
                                new TorchScriptArchitecture(224, 2, List.of(0.5, 0.5, 0.5), null),
                                ref("model.torchscript"),
                                ref("config.json"),
                                List.of("cat", "dog"),
                                null,
                                AT),
                        AncestorManifest.class));
        all.put("initialisation", new Sample(initialisation, InitialModel.class));
        all.put("request-family", new Sample(request, FamilyRequest.class));
        all.put("request-expand", new Sample(expand, ExpandRequest.class));
        all.put(
                "request-tune",
                new Sample(new TuneRequest("L04", TuneRequest.From.MODEL, DATASET, null, 1L, null), TuneRequest.class));
        all.putAll(MethodSamples.all());
        all.put("view-family", new Sample(view(), FamilyView.class));
        all.put(
                "problem",
                new Sample(
                        new Problem(
                                "about:blank", "Bad Request", 400, "targets[0]: 0; give a whole number", "targets[0]"),
                        Problem.class));
        return all;
    }

    private static void jobs(Map<String, Sample> all, FamilyRequest request, ExpandRequest expand) {
        all.put("job-distill", job(new DistillJob(request)));
        all.put("job-expand", job(new ExpandJob("initial", expand, DATASET, 42)));
        all.put("job-tune-learngene", job(tune(TuneJob.MODELS, new LearngeneOrigin(FAMILY, SOURCE))));
        all.put("job-tune-model", job(tune(TuneJob.MODELS, new Origin.Model("families/f/models/L04/model.json"))));
        all.put("job-tune-random", job(tune(TuneJob.SCRATCH, new Origin.Random())));
        TuningTeacher teacher = new TuningTeacher("resnet18", new TeacherLoss(0.5, 2.0, null), null);
        TuneJob.Follower follower = new TuneJob.Follower("L02", VIT.withDepth(2), List.of(0, 2), TrainingRecipe.TUNING);
        all.put(
                "job-tune-followed",
                job(tune(TuneJob.MODELS, new LearngeneOrigin(FAMILY, SOURCE), teacher, List.of(follower))));
        all.put("job-tune-taught", job(tune(TuneJob.SCRATCH_DISTILLED, new Origin.Random(), TAUGHT, null)));
    }

    private static ModelManifest taught() {
        return new ModelManifest(
                FAMILY,
                "L04",
                TuneJob.SCRATCH_DISTILLED,
                VIT,
                new Origin.Random(),
                new Listening(TAUGHT, 72_000_000L, AnswerSource.STORED, 0),
                VIT.parameters(),
                VIT.flops(),
                List.of("cat", "dog"),
                new CompletedTraining(4000, HISTORY, 12.5, null, null, null),
                List.of(ref("config.json"), ref("model.safetensors")),
                PROVENANCE);
    }

    private static FamilyView view() {
        DescendantRow row = new DescendantRow(
                "L04",
                4,
                470_000,
                new TrainedRow("top1", 0.4, 0.5, 0.6, 2, null, 12.5, null),
                new TrainedRow("top1", 0.1, 0.2, 0.3, 3, null, 18.5, null),
                null,
                null,
                null,
                JobView.State.SUCCEEDED);
        JobView job = new JobView(
                DistillJob.id(FAMILY),
                FAMILY,
                "distill",
                null,
                null,
                JobView.State.SUCCEEDED,
                null,
                1,
                null,
                JobView.Troubles.NONE,
                null,
                new JobView.Times(AT, AT, null, AT));
        return new FamilyView(
                FAMILY,
                FamilyView.State.DONE,
                null,
                null,
                new FamilyView.Times(AT, AT, null),
                List.of(row),
                Score.TOP1,
                new FamilyView.Made(
                        60.5,
                        470_000L,
                        List.of(
                                new ResultSummary.Predecessor("ancestor", 0.75, 30.25, 2.4e12, false, null),
                                new ResultSummary.Predecessor("auxiliary model", 0.55, 60.5, 4.6e11, true, null))),
                new FamilyView.Savings(3.5, true, 2.5),
                null,
                null,
                List.of(job));
    }

    private static TuneJob tune(String group, Origin start) {
        return tune(group, start, null, null);
    }

    private static TuneJob tune(String group, Origin start, TuningTeacher teacher, List<TuneJob.Follower> followers) {
        return new TuneJob("L04", group, VIT, start, DATASET, TrainingRecipe.TUNING, teacher, 42, followers);
    }

    private static Sample job(JobSpec spec) {
        return new Sample(Job.first(FAMILY, AT, spec), Job.class);
    }

    private static void succeeded(
            Map<String, Sample> all, String name, String job, String resultKey, JobResult result) {
        all.put(name, fact(new Fact.JobSucceeded(job, FAMILY, resultKey, SHA, result.summary(), AT)));
    }

    private static Sample fact(Fact fact) {
        return new Sample(fact, Fact.class);
    }

    private static ArtefactRef ref(String name) {
        return new ArtefactRef(name, "jobs/" + FAMILY + "/tune/L04/attempts/1/" + name, 1234, SHA);
    }
}
