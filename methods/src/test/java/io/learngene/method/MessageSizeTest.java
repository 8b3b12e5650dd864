package io.learngene.method;

import static org.assertj.core.api.Assertions.assertThat;

import io.learngene.contracts.Json;
import io.learngene.contracts.architecture.StageSchedule;
import io.learngene.contracts.architecture.VitArchitecture;
import io.learngene.contracts.artefact.AnswerSource;
import io.learngene.contracts.artefact.ArtefactRef;
import io.learngene.contracts.artefact.CompletedTraining;
import io.learngene.contracts.artefact.EpochResult;
import io.learngene.contracts.artefact.InitialModel;
import io.learngene.contracts.artefact.JobResult;
import io.learngene.contracts.artefact.Listening;
import io.learngene.contracts.artefact.ModelManifest;
import io.learngene.contracts.artefact.Origin;
import io.learngene.contracts.artefact.Provenance;
import io.learngene.contracts.artefact.ResultSummary;
import io.learngene.contracts.artefact.Scores;
import io.learngene.contracts.evaluation.Judged;
import io.learngene.contracts.event.Fact;
import io.learngene.contracts.event.LearngenePublished;
import io.learngene.contracts.family.DatasetSelection;
import io.learngene.contracts.family.Target;
import io.learngene.contracts.job.Job;
import io.learngene.contracts.recipe.TrainingRecipe;
import io.learngene.method.distillation.ExpansionManifest;
import io.learngene.method.sws.FamilyRequest;
import io.learngene.method.sws.Initialisation;
import io.learngene.method.sws.LearngeneOrigin;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Every message at the largest that the contracts allow: 10,000 epochs, 100,000 classes, 64 targets of 256 layers with all baselines. */
class MessageSizeTest {

    /** A quarter of what a broker takes: there is room for headers, envelopes and what is to come. */
    private static final Judged TESTED = new Judged(
            Long.MAX_VALUE,
            Long.MAX_VALUE,
            0.123456789012345,
            1_000_000,
            1_000_000,
            List.of("n".repeat(500), "m".repeat(500), "o".repeat(500)));

    private static final int MOST_BYTES = 256 << 10;

    private static final Instant AT = Instant.parse("2026-11-25T12:00:00.123456789Z");
    private static final String FAMILY = "f".repeat(62) + "9";
    private static final String SHA = "0123456789abcdef".repeat(4);
    private static final int CLASSES = 100_000;
    private static final int EPOCHS = 10_000;
    private static final int LAYERS = 256;
    private static final VitArchitecture VIT =
            new VitArchitecture(1024, 16, 1024, 16, LAYERS, CLASSES, null, null, null);
    private static final DatasetSelection DATASET =
            new DatasetSelection("d".repeat(63), SHA, 1024, null, 100_000_000, 100_000_000);

    @TestFactory
    Stream<DynamicTest> messageFitsWhateverTheJob() {
        return Map.of(
                        "a learngene", succeeded(learngene()),
                        "an expansion", succeeded(expansion()),
                        "a model", succeeded(model()),
                        "an announcement", new LearngenePublished(FAMILY, "k".repeat(900), SHA, request(), null, AT),
                        "the first job of a family", Job.first(FAMILY, AT, new DistillJob(request())),
                        "a tuning that others follow", Job.first(FAMILY, AT, leader()))
                .entrySet()
                .stream()
                .map(each -> DynamicTest.dynamicTest(each.getKey(), () -> {
                    // When
                    int size = Json.write(each.getValue()).length;

                    // Then
                    assertThat(size).isLessThan(MOST_BYTES);
                }));
    }

    private static Fact succeeded(JobResult result) {
        return new Fact.JobSucceeded(FAMILY + "/job", FAMILY, "k".repeat(900), SHA, result.summary(), AT);
    }

    private static FamilyRequest request() {
        List<Target> targets = Collections.nCopies(64, new Target(null, null, null, source()));
        return new FamilyRequest(
                "n".repeat(40), DATASET, null, null, null, targets, null, null, null, Long.MIN_VALUE, null);
    }

    private static LearngeneManifest learngene() {
        List<String> classes = IntStream.range(0, CLASSES)
                .mapToObj(i -> "a class with a long name " + i)
                .toList();
        return new LearngeneManifest(
                FAMILY,
                FAMILY,
                null,
                VIT,
                new StageSchedule(List.of(64, 64, 64, 64)),
                Long.MAX_VALUE,
                new ArtefactRef("learngene.safetensors", "key", 1, SHA),
                classes,
                new AncestorUse(
                        "a".repeat(63),
                        VIT,
                        0.123456789012345,
                        0.123456789012345,
                        TESTED,
                        AnswerSource.STORED,
                        EPOCHS,
                        history(),
                        1e9 / 7,
                        1e9 / 7,
                        1e9 / 7),
                new DistillationRecipe(null, null, null, null, null, null, null, null),
                new CompletedTraining(100_000_000, history(), 1e9 / 7, null, EPOCHS, TESTED),
                null,
                provenance());
    }

    private static ExpansionManifest expansion() {
        List<InitialModel> made = new ArrayList<>();
        List<ResultSummary.Expected> jobs = new ArrayList<>();
        for (int i = 0; i < FamilyRequest.MAX_TARGETS; i++) {
            String name = "L".repeat(60) + i;
            made.add(new Initialisation(FAMILY, name, FAMILY, SHA, VIT, source(), 1L << 40, 1L << 40, null));
            for (String group :
                    List.of(TuneJob.MODELS, TuneJob.SCRATCH, TuneJob.SCRATCH_DISTILLED, TuneJob.SELECTED_LAYERS)) {
                jobs.add(tune(group, name, null).expected("tune/" + name));
            }
        }
        return new ExpansionManifest(FAMILY, "r".repeat(63), made, null, jobs);
    }

    private static ModelManifest model() {
        return new ModelManifest(
                FAMILY,
                "L256",
                TuneJob.MODELS,
                VIT,
                new Origin.Random(),
                Listening.NONE,
                1,
                1,
                List.of("a"),
                new CompletedTraining(100_000_000, history(), 1e9 / 7, null, EPOCHS, TESTED),
                List.of(),
                provenance());
    }

    private static TuneJob leader() {
        List<TuneJob.Follower> followers = IntStream.range(0, FamilyRequest.MAX_TARGETS)
                .mapToObj(i -> new TuneJob.Follower("L".repeat(60) + i, VIT, source(), TrainingRecipe.TUNING))
                .toList();
        return tune(TuneJob.MODELS, "L256", followers);
    }

    private static TuneJob tune(String group, String name, List<TuneJob.Follower> followers) {
        Origin start = new LearngeneOrigin(FAMILY, source());
        return new TuneJob(name, group, VIT, start, DATASET, TrainingRecipe.TUNING, null, 42, followers);
    }

    private static List<Integer> source() {
        return Collections.nCopies(LAYERS, 1);
    }

    /** Every epoch is better than all before it. */
    private static List<EpochResult> history() {
        return IntStream.rangeClosed(0, EPOCHS)
                .mapToObj(i -> new EpochResult(
                        i, 1.0 / 3, 1.0 / 3, 1.0 / 3, Scores.ofClassifier(i / 10_007.0, 1.0 / 3), 1.0 / 3))
                .toList();
    }

    private static Provenance provenance() {
        return new Provenance("job", 1, 42, DATASET, TrainingRecipe.TUNING, Map.of(), AT);
    }
}
