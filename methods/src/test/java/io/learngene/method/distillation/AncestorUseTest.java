package io.learngene.method.distillation;

import static org.assertj.core.api.Assertions.assertThat;

import io.learngene.contracts.Json;
import io.learngene.contracts.architecture.VitArchitecture;
import io.learngene.contracts.artefact.AncestorManifest;
import io.learngene.contracts.artefact.AnswerSource;
import io.learngene.contracts.artefact.ArtefactRef;
import io.learngene.contracts.artefact.EpochResult;
import io.learngene.contracts.artefact.ModelManifest;
import io.learngene.contracts.artefact.Provenance;
import io.learngene.contracts.artefact.StoreKeys;
import io.learngene.contracts.family.Target;
import io.learngene.contracts.job.Job;
import io.learngene.contracts.job.Role;
import io.learngene.contracts.recipe.TeacherLoss;
import io.learngene.contracts.recipe.TrainingRecipe;
import io.learngene.engine.safetensors.SafetensorsWriter;
import io.learngene.engine.shape.NetworkSpec;
import io.learngene.engine.shape.RandomInitialisation;
import io.learngene.method.Baselines;
import io.learngene.method.DistillJob;
import io.learngene.method.DistillationCost;
import io.learngene.method.ExpandJob;
import io.learngene.method.ExpandRequest;
import io.learngene.method.LearngeneManifest;
import io.learngene.method.Methods;
import io.learngene.method.TestWorkshop;
import io.learngene.method.TuneJob;
import io.learngene.method.answers.AnswerStore;
import io.learngene.method.sws.FamilyRequest;
import io.learngene.runtime.job.JobHandler;
import io.learngene.runtime.store.ArtefactStore.Stat;
import io.learngene.worker.Workshop;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What distillations ask an uploaded ancestor whose accuracy nobody knows. */
class AncestorUseTest {

    private static final VitArchitecture VIT = new VitArchitecture(32, 8, 24, 1, 1, 10, null, null, null);

    @TempDir
    Path folder;

    private Workshop workshop;
    private ArtefactRef weights;

    @BeforeEach
    void upload() throws IOException {
        workshop = TestWorkshop.in(folder);
        Path file = folder.resolve("weights");
        SafetensorsWriter.write(file, RandomInitialisation.draw(NetworkSpec.of(VIT), 7), Map.of());
        weights = workshop.store().put("model.safetensors", "ancestors/theirs/model.safetensors", file);
        AncestorManifest manifest = new AncestorManifest("theirs", VIT, weights, null, null, null, TestWorkshop.NOW);
        workshop.store().put("manifest", StoreKeys.ancestorManifest("theirs"), Json.write(manifest));
    }

    @Test
    void ancestorThatWasAskedEverythingIsNotLoadedForItsAccuracyEither() throws Exception {
        // Given
        LearngeneManifest first = distil("first", "'stored_answers': {}");
        loseTheWeights();

        // When
        LearngeneManifest second = distil("second", "'stored_answers': {}");

        // Then
        assertThat(first.teacher().epochs()).isEqualTo(2);
        assertThat(second.teacher().epochs()).isZero();
        assertThat(second.teacher().accuracy()).isEqualTo(first.teacher().accuracy());
        assertThat(losses(second)).isEqualTo(losses(first));
    }

    @Test
    void answersAreStoredByDefaultAndTeachWhatTheAncestorTeachesInEveryStep() throws Exception {
        // Given
        LearngeneManifest live = distil("family", "", new DistillHandler(workshop, new AnswerStore(workshop, 0)));

        // When
        LearngeneManifest stored = distil("family", "");

        // Then
        assertThat(stored.weights().sha256()).isEqualTo(live.weights().sha256());
        assertThat(live.teacher().answers()).isEqualTo(AnswerSource.LIVE);
        assertThat(live.teacher().epochs()).isNull();
        assertThat(stored.teacher().answers()).isEqualTo(AnswerSource.STORED);
        assertThat(stored.teacher().epochs()).isEqualTo(2);
        assertThat(DistillationCost.distillation(stored)).isEqualTo(DistillationCost.distillation(live));
    }

    /** Or it would be asked about epochs that nobody trains. */
    @Test
    void trainingThatMayEndEarlyAsksInEveryStep() throws Exception {
        // When
        LearngeneManifest learngene = distil("family", "'training': {'epochs': 2, 'target_accuracy': 0}");

        // Then
        assertThat(learngene.teacher().answers()).isEqualTo(AnswerSource.LIVE);
        assertThat(workshop.store().list("answers/"))
                .extracting(Stat::key)
                .allMatch(key -> key.endsWith("accuracy.json"));
    }

    /** By default the images are the family's, else those of the seed that the request names. */
    @ParameterizedTest
    @ValueSource(strings = {"", "'stored_answers': {}"})
    void tuningOfADistilledFamilyReadsTheAnswersOfTheDistillation(String recipe) throws Exception {
        // Given
        LearngeneManifest learngene = distil("family", recipe);
        workshop.store().create(StoreKeys.learngeneManifest("family"), Json.write(learngene));
        List<TuneJob> jobs = tunings(learngene);
        loseTheWeights();

        // When
        List<ModelManifest> models = new ArrayList<>();
        for (TuneJob job : jobs) {
            models.add((ModelManifest) tuner().run(
                            Job.first("family", TestWorkshop.NOW, job),
                            new TestWorkshop.Run(folder, job.name() + models.size())));
        }

        // Then
        assertThat(models).hasSize(2).allSatisfy(model -> {
            assertThat(model.listening().answers()).isEqualTo(AnswerSource.STORED);
            assertThat(model.listening().teacherEpochs()).isZero();
        });
    }

    private List<TuneJob> tunings(LearngeneManifest learngene) throws Exception {
        TrainingRecipe recipe = learngene.distillation().training();
        ExpandRequest wanted = new ExpandRequest(
                List.of(Target.ofDepth(2)),
                recipe,
                new TeacherLoss(null, null, null),
                new Baselines(null, recipe, null, null),
                false);
        Provenance made = learngene.provenance();
        Job<ExpandJob> job = Job.first(
                "family", TestWorkshop.NOW, new ExpandJob(ExpandJob.INITIAL, wanted, made.dataset(), made.seed()));
        ExpandHandler handler = new ExpandHandler(workshop);
        return handler.next(job, handler.run(job, new TestWorkshop.Run(folder, "expand"))).stream()
                .map(TuneJob.class::cast)
                .toList();
    }

    @SuppressWarnings("unchecked") // The handler is the one of tuning jobs.
    private JobHandler<TuneJob> tuner() {
        return (JobHandler<TuneJob>) Methods.handlers(Role.TUNE, workshop).stream()
                .filter(handler -> handler.type().equals(TuneJob.class))
                .findFirst()
                .orElseThrow();
    }

    private static List<Double> losses(LearngeneManifest learngene) {
        return learngene.training().history().stream()
                .map(EpochResult::trainLoss)
                .toList();
    }

    private void loseTheWeights() throws IOException {
        workshop.store().delete(weights.key());
        Files.delete(workshop.cache().folder().resolve(weights.sha256()));
    }

    private LearngeneManifest distil(String family, String recipe) throws Exception {
        return distil(family, recipe, new DistillHandler(workshop));
    }

    /** @param recipe fields of the distillation; a recipe of its training takes the place of two epochs */
    private LearngeneManifest distil(String family, String recipe, DistillHandler handler) throws Exception {
        String training = recipe.contains("training") ? "" : "'training': {'epochs': 2, 'batch_size': 32}";
        String fields = Stream.of("'elastic': {'from': 1.0}", training, recipe)
                .filter(field -> !field.isEmpty())
                .collect(Collectors.joining(", "));
        String request = "{'dataset': {'name': 'synthetic-shapes', 'train_images': 64, 'test_images': 20},"
                + " 'ancestor': 'theirs', 'auxiliary': {'dim': 16, 'heads': 2, 'patch_size': 8, 'repeats': [1, 1]},"
                + " 'distillation': {" + fields + "}}";
        FamilyRequest read =
                Json.read(request.replace('\'', '"').getBytes(StandardCharsets.UTF_8), FamilyRequest.class);
        return (LearngeneManifest) handler.run(
                Job.first(family, TestWorkshop.NOW, new DistillJob(read)), new TestWorkshop.Run(folder, family));
    }
}
