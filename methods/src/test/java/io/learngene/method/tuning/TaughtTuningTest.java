package io.learngene.method.tuning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.learngene.contracts.Json;
import io.learngene.contracts.architecture.VitArchitecture;
import io.learngene.contracts.artefact.AncestorManifest;
import io.learngene.contracts.artefact.AnswerSource;
import io.learngene.contracts.artefact.ArtefactRef;
import io.learngene.contracts.artefact.ModelManifest;
import io.learngene.contracts.artefact.Origin;
import io.learngene.contracts.artefact.StoreKeys;
import io.learngene.contracts.artefact.TuningTeacher;
import io.learngene.contracts.family.DatasetSelection;
import io.learngene.contracts.job.Job;
import io.learngene.contracts.recipe.Precision;
import io.learngene.contracts.recipe.TrainingRecipe;
import io.learngene.engine.model.ModelFolder;
import io.learngene.engine.safetensors.SafetensorsWriter;
import io.learngene.engine.shape.NetworkSpec;
import io.learngene.engine.shape.RandomInitialisation;
import io.learngene.method.TestWorkshop;
import io.learngene.method.TuneJob;
import io.learngene.method.answers.AnswerStore;
import io.learngene.worker.Workshop;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Tuning that listens to an ancestor, over folders. */
class TaughtTuningTest {

    private static final VitArchitecture ANCESTOR = new VitArchitecture(32, 8, 24, 1, 1, 10, null, null, null);
    private static final VitArchitecture SHAPE = new VitArchitecture(32, 8, 16, 2, 2, 10, null, null, null);
    private static final DatasetSelection IMAGES = new DatasetSelection("synthetic-shapes", null, 32, null, 64, 20);

    @TempDir
    Path folder;

    private Workshop workshop;
    private ArtefactRef weights;

    @BeforeEach
    void upload() throws IOException {
        workshop = TestWorkshop.in(folder);
        Path file = folder.resolve("weights");
        SafetensorsWriter.write(file, RandomInitialisation.draw(NetworkSpec.of(ANCESTOR), 7), Map.of());
        weights = workshop.store().put(ModelFolder.WEIGHTS, "ancestors/theirs/model.safetensors", file);
        AncestorManifest manifest =
                new AncestorManifest("theirs", ANCESTOR, weights, null, null, null, TestWorkshop.NOW);
        workshop.store().put("manifest", StoreKeys.ancestorManifest("theirs"), Json.write(manifest));
    }

    @ParameterizedTest
    @EnumSource(Precision.class)
    void storedAnswersTuneWhatTheAncestorTunesInEveryStep(Precision precision) throws Exception {
        // Given
        String recipe =
                "{'epochs': 2, 'batch_size': 32, 'precision': '" + precision + "', 'augmentation': {'mixup': 0.8}}";
        ModelManifest live = tune(new AnswerStore(workshop, 0), job("L02", SHAPE, recipe, null));

        // When
        ModelManifest stored = tune(new AnswerStore(workshop), job("L02", SHAPE, recipe, null));

        // Then
        assertThat(sha256(stored)).isEqualTo(sha256(live));
        assertThat(live.listening().answers()).isEqualTo(AnswerSource.LIVE);
        assertThat(stored.listening().answers()).isEqualTo(AnswerSource.STORED);
        assertThat(stored.listening().teacherEpochs()).isEqualTo(2);
        assertThat(stored.trainings().get(0).flops())
                .isEqualTo(live.trainings().get(0).flops());
    }

    @Test
    void modelThatComesAfterAnotherAsksNobodyAndPaysForItselfAlone() throws Exception {
        // Given
        String recipe = "{'epochs': 2, 'batch_size': 32}";
        tune(new AnswerStore(workshop), job("L02", SHAPE, recipe, null));
        workshop.store().delete(weights.key());
        Files.delete(workshop.cache().folder().resolve(weights.sha256()));

        // When
        ModelManifest model = tune(new AnswerStore(workshop), job("L03", SHAPE.withDepth(3), recipe, null));

        // Then
        assertThat(model.listening().teacherEpochs()).isZero();
        assertThat(model.trainings().get(0).flops())
                .isEqualTo(3.0 * model.flops() * model.training().trainImages() * 2);
    }

    @Test
    void otherImagesAreAskedAbout() throws Exception {
        // Given
        tune(new AnswerStore(workshop), job("L02", SHAPE, "{'epochs': 2, 'batch_size': 32}", null));

        // When
        ModelManifest otherSeed =
                tune(new AnswerStore(workshop), job("L02-b", SHAPE, "{'epochs': 2, 'batch_size': 32}", 7L));
        ModelManifest otherCrop = tune(
                new AnswerStore(workshop),
                job("L02-c", SHAPE, "{'epochs': 2, 'batch_size': 32, 'augmentation': {'crop_padding': 2}}", null));
        ModelManifest balanced = tune(
                new AnswerStore(workshop),
                job("L02-d", SHAPE, "{'epochs': 2, 'batch_size': 32, 'balanced_sampling': true}", null));

        // Then
        assertThat(otherSeed.listening().teacherEpochs()).isEqualTo(2);
        assertThat(otherCrop.listening().teacherEpochs()).isEqualTo(2);
        assertThat(balanced.listening().teacherEpochs()).isEqualTo(2);
    }

    /** Answers are kept by the epoch, most of which such a training has no use for. */
    @Test
    void stepsThatEndWithinAnEpochAskInEveryStepAndCostWhatTheyAsk() throws Exception {
        // When
        ModelManifest model =
                tune(new AnswerStore(workshop), job("L02", SHAPE, "{'steps': 1, 'batch_size': 16}", null));

        // Then
        double passes = model.training().passes();
        assertThat(model.listening().answers()).isEqualTo(AnswerSource.LIVE);
        assertThat(passes).isLessThan(1);
        assertThat(model.trainings().get(0).flops())
                .isCloseTo(
                        (3.0 * model.flops() + model.listening().teacherFlops())
                                * passes
                                * model.training().trainImages(),
                        within(1.0));
    }

    @Test
    void stepsOfWholeEpochsTakeKeptAnswers() throws Exception {
        // Given
        tune(new AnswerStore(workshop), job("L02", SHAPE, "{'epochs': 1, 'batch_size': 10000}", null));

        // When
        ModelManifest model =
                tune(new AnswerStore(workshop), job("L02-b", SHAPE, "{'steps': 1, 'batch_size': 10000}", null));

        // Then
        assertThat(model.listening().answers()).isEqualTo(AnswerSource.STORED);
        assertThat(model.listening().teacherEpochs()).isZero();
        assertThat(model.training().passes()).isNull();
    }

    @Test
    void epochsThatAShorterTuningAskedAboutAreNotAskedAboutAgain() throws Exception {
        // Given
        tune(new AnswerStore(workshop), job("L02", SHAPE, "{'epochs': 1, 'batch_size': 32}", null));

        // When
        ModelManifest longer =
                tune(new AnswerStore(workshop), job("L02-b", SHAPE, "{'epochs': 3, 'batch_size': 32}", null));

        // Then
        assertThat(longer.listening().teacherEpochs()).isEqualTo(2);
    }

    private ModelManifest tune(AnswerStore answers, TuneJob spec) throws Exception {
        return (ModelManifest) new TuneHandler(workshop, answers)
                .run(Job.first("family", TestWorkshop.NOW, spec), new TestWorkshop.Run(folder, spec.name()));
    }

    private static String sha256(ModelManifest model) {
        return model.files().stream()
                .filter(file -> file.name().equals(ModelFolder.WEIGHTS))
                .findFirst()
                .orElseThrow()
                .sha256();
    }

    private static TuneJob job(String name, VitArchitecture shape, String recipe, Long answersSeed) {
        TrainingRecipe read =
                Json.read(recipe.replace('\'', '"').getBytes(StandardCharsets.UTF_8), TrainingRecipe.class);
        TuningTeacher teacher = new TuningTeacher("theirs", null, answersSeed);
        return new TuneJob(name, TuneJob.MODELS, shape, new Origin.Random(), IMAGES, read, teacher, 42, null);
    }
}
