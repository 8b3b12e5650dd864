package io.learngene.engine.training;

import static io.learngene.engine.training.TrainingSamples.DATA;
import static io.learngene.engine.training.TrainingSamples.VIT;
import static io.learngene.engine.training.TrainingSamples.given;
import static io.learngene.engine.training.TrainingSamples.keepingEnd;
import static io.learngene.engine.training.TrainingSamples.recipe;
import static io.learngene.engine.training.TrainingSamples.task;
import static io.learngene.engine.training.TrainingSamples.tops;
import static io.learngene.engine.training.TrainingSamples.train;
import static io.learngene.engine.training.TrainingSamples.withoutSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.learngene.contracts.InvalidFieldException;
import io.learngene.contracts.architecture.ResNetArchitecture;
import io.learngene.contracts.architecture.StageSchedule;
import io.learngene.contracts.artefact.EpochResult;
import io.learngene.contracts.evaluation.ModelEvaluation;
import io.learngene.contracts.recipe.KlReduction;
import io.learngene.contracts.recipe.Precision;
import io.learngene.contracts.recipe.TeacherLoss;
import io.learngene.contracts.recipe.TrainingRecipe;
import io.learngene.engine.data.images.LabelledImages;
import io.learngene.engine.data.images.SyntheticShapes;
import io.learngene.engine.network.Network;
import io.learngene.engine.network.StepSettings;
import io.learngene.engine.safetensors.SafetensorsFile;
import io.learngene.engine.safetensors.SafetensorsWriter;
import io.learngene.engine.shape.NetworkSpec;
import io.learngene.engine.shape.RandomInitialisation;
import io.learngene.engine.tensor.Tensor;
import io.learngene.engine.torch.TestTorch;
import io.learngene.engine.torch.Torch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TrainerTest {

    private static final NetworkSpec AUXILIARY = NetworkSpec.auxiliary(VIT, new StageSchedule(List.of(2, 1)));
    private static final NetworkSpec RESNET =
            NetworkSpec.of(new ResNetArchitecture(32, 10, List.of(1, 1), null, null, 4));

    private final Torch torch = TestTorch.torch();

    @TempDir
    Path folder;

    /** Three steps an epoch: the stops lie before the first step, inside, at and after the boundary, and before the end. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 6, 8})
    void resumesBitForBitAfterAnyStep(int stopAfter) throws IOException {
        // Given
        TrainingTask task = task(NetworkSpec.of(VIT), recipe(3, 1e-3), 7);
        TrainingResult uninterrupted = train(task, folder.resolve("whole"), () -> false);
        Path interrupted = folder.resolve("interrupted");
        int[] asked = {0};
        assertThatThrownBy(() -> train(task, interrupted, () -> asked[0]++ >= stopAfter))
                .isInstanceOf(TrainingStoppedException.class);
        System.gc();

        // When
        TrainingResult resumed = train(task, interrupted, () -> false);

        // Then
        assertThat(resumed.weights()).isEqualTo(uninterrupted.weights());
        assertThat(withoutSeconds(resumed)).isEqualTo(withoutSeconds(uninterrupted));
    }

    @Test
    void resumesAResNetBitForBit() throws IOException {
        assumeTrue(TestTorch.repeats(RESNET), "convolutions of a GPU");
        // Given
        TrainingTask task = task(RESNET, recipe(2, 1e-3), 7);
        TrainingResult uninterrupted = train(task, folder.resolve("whole"), () -> false);
        int[] asked = {0};
        assertThatThrownBy(() -> train(task, folder.resolve("part"), () -> asked[0]++ >= 4))
                .isInstanceOf(TrainingStoppedException.class);

        // When
        TrainingResult resumed = train(task, folder.resolve("part"), () -> false);

        // Then
        assertThat(resumed.weights()).isEqualTo(uninterrupted.weights());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "'layer_decay': 0.5",
                "'loss': 'bce'",
                "'class_weights': 'inverse_frequency'",
                "'balanced_sampling': true",
                "'gradient_checkpointing': true"
            })
    void resumesOtherStepsBitForBit(String field) throws IOException {
        // Given
        TrainingTask task = task(
                NetworkSpec.of(VIT), recipe("{'epochs': 2, 'batch_size': 20, " + field + ", 'drop_path': 0.2}"), 7);
        TrainingResult uninterrupted = train(task, folder.resolve("whole"), () -> false);
        int[] asked = {0};
        assertThatThrownBy(() -> train(task, folder.resolve("part"), () -> asked[0]++ >= 4))
                .isInstanceOf(TrainingStoppedException.class);

        // When
        TrainingResult resumed = train(task, folder.resolve("part"), () -> false);

        // Then
        assertThat(resumed.weights()).isEqualTo(uninterrupted.weights());
    }

    @Test
    void firstWeightsAreMadeOnceAndNotForAResume() throws IOException {
        // Given
        int[] made = {0};
        TrainingTask task = task(AUXILIARY, recipe(2, 1e-3), 7).from(() -> {
            made[0]++;
            return RandomInitialisation.draw(AUXILIARY, 3);
        });
        int[] asked = {0};
        assertThatThrownBy(() -> train(task, folder, () -> asked[0]++ >= 4))
                .isInstanceOf(TrainingStoppedException.class);

        // When
        train(task, folder, () -> false);

        // Then
        assertThat(made[0]).isEqualTo(1);
    }

    @Test
    void anotherSeedGivesOtherWeights() throws IOException {
        // When
        TrainingResult one = train(task(AUXILIARY, recipe(1, 1e-3), 1), folder.resolve("1"), () -> false);
        TrainingResult other = train(task(AUXILIARY, recipe(1, 1e-3), 2), folder.resolve("2"), () -> false);

        // Then
        assertThat(one.weights()).isNotEqualTo(other.weights());
    }

    @Test
    void damagedCheckpointIsPassedOverForTheOneBefore() throws IOException {
        // Given
        TrainingTask task = task(NetworkSpec.of(VIT), recipe(2, 1e-3), 7);
        TrainingResult uninterrupted = train(task, folder.resolve("whole"), () -> false);
        Path part = folder.resolve("part");
        int[] asked = {0};
        assertThatThrownBy(() -> train(task, part, () -> asked[0]++ >= 2)).isInstanceOf(TrainingStoppedException.class);
        Files.write(part.resolve("checkpoint-0000000099.safetensors"), new byte[] {1, 2, 3});
        List<String> warnings = new ArrayList<>();

        // When
        TrainingResult resumed = Trainer.train(
                torch,
                task,
                Checkpoints.inDirectory(part),
                new TrainingListener() {
                    @Override
                    public void checkpointPassedOver(String checkpoint, String reason) {
                        warnings.add(checkpoint + ": " + reason);
                    }
                },
                () -> false);

        // Then
        assertThat(warnings).hasSize(1);
        assertThat(warnings.get(0)).contains("checkpoint-0000000099");
        assertThat(resumed.weights()).isEqualTo(uninterrupted.weights());
    }

    @Test
    void arithmeticThatTheProcessorLacksIsWarnedOf() throws IOException {
        // Given
        TrainingRecipe recipe = given("{'precision': 'bf16'}").withDefaults(recipe(1, 1e-3));
        List<Precision> warnings = new ArrayList<>();

        // When
        Trainer.train(
                torch,
                task(NetworkSpec.of(VIT), recipe, 7),
                Checkpoints.inDirectory(folder),
                new TrainingListener() {
                    @Override
                    public void precisionInSoftware(Precision precision) {
                        warnings.add(precision);
                    }
                },
                () -> false);

        // Then
        assertThat(warnings).isEqualTo(torch.computes(Precision.BF16) ? List.of() : List.of(Precision.BF16));
    }

    @Test
    void checkpointOfAnotherRunIsRefused() {
        // Given
        assertThatThrownBy(() -> train(task(NetworkSpec.of(VIT), recipe(2, 1e-3), 7), folder, () -> true))
                .isInstanceOf(TrainingStoppedException.class);

        // When / Then
        assertThatThrownBy(() -> train(task(NetworkSpec.of(VIT), recipe(2, 2e-3), 7), folder, () -> false))
                .isInstanceOf(CheckpointMismatchException.class)
                .hasMessageContaining("recipe");
    }

    @Test
    void checkpointOfImagesOfAnotherVersionIsRefused() throws IOException {
        // Given
        TrainingTask task = task(NetworkSpec.of(VIT), recipe(2, 1e-3), 7);
        assertThatThrownBy(() -> train(task, folder, () -> true)).isInstanceOf(TrainingStoppedException.class);
        Path newest = Checkpoints.inDirectory(folder).newestFirst().iterator().next();
        changed(newest, "images", "0");

        // When / Then
        assertThatThrownBy(() -> train(task, folder, () -> false))
                .isInstanceOf(CheckpointMismatchException.class)
                .hasMessageContaining("images of version 0")
                .hasMessageContaining("remove it");
    }

    /** Changes one field of a checkpoint's metadata. */
    private static void changed(Path checkpoint, String field, String value) throws IOException {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        Map<String, String> metadata;
        try (SafetensorsFile file = SafetensorsFile.open(checkpoint)) {
            metadata = new HashMap<>(file.metadata());
            for (String name : file.names()) {
                tensors.put(name, file.tensor(name));
            }
            metadata.put(field, value);
            Path other = checkpoint.resolveSibling("other");
            SafetensorsWriter.write(other, tensors, metadata);
            Files.move(other, checkpoint, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    @Test
    void overflowEndsInAnErrorThatNamesStepAndLearningRate() {
        // Given
        TrainingRecipe absurd = recipe("{'epochs': 20, 'batch_size': 20, 'learning_rate': 10, 'min_learning_rate': 1}");
        NetworkSpec spec = NetworkSpec.of(VIT);
        Map<String, Tensor> weights = new HashMap<>(RandomInitialisation.draw(spec, 1));
        float[] huge = new float[24 * 10];
        Arrays.fill(huge, Float.MAX_VALUE);
        weights.put("head.weight", Tensor.ofFloats(List.of(10L, 24L), huge));
        TrainingTask task = new TrainingTask(spec, weights, absurd, null, DATA.train(), DATA.test(), 1);

        // When / Then
        assertThatThrownBy(() -> train(task, folder, () -> false))
                .isInstanceOf(NonFiniteLossException.class)
                .hasMessageContaining("step 1")
                .hasMessageContaining("learning_rate");
    }

    @Test
    void auxiliaryModelComesToAgreeWithItsTeacher() throws IOException {
        // Given
        TrainingRecipe recipe = recipe(12, 3e-3);
        try (Network teacher = Network.create(torch, RESNET, RandomInitialisation.draw(RESNET, 5))) {
            TrainingTask task = new TrainingTask(
                    AUXILIARY,
                    null,
                    recipe,
                    new Teacher(new Answers.Asked(teacher), new TeacherLoss(1.0, 1.0, KlReduction.BATCH)),
                    DATA.train(),
                    DATA.test(),
                    7);

            // When
            TrainingResult result = train(task, folder, () -> false);

            // Then
            List<EpochResult> history = result.history();
            assertThat(history).hasSize(13);
            assertThat(history.get(0).trainLoss()).isNull();
            assertThat(history.get(12).trainLoss()).isLessThan(history.get(1).trainLoss());
            assertThat(result.steps()).isEqualTo(36);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 4, 5, 7})
    void drawnLayersAreTheSameAfterAResume(int stopAfter) throws IOException {
        // Given
        TrainingTask task = drawn(0.5);
        TrainingResult uninterrupted = train(task, folder.resolve("whole"), () -> false);
        int[] asked = {0};
        assertThatThrownBy(() -> train(task, folder.resolve("part"), () -> asked[0]++ >= stopAfter))
                .isInstanceOf(TrainingStoppedException.class);

        // When
        TrainingResult resumed = train(task, folder.resolve("part"), () -> false);

        // Then
        assertThat(resumed.weights()).isEqualTo(uninterrupted.weights());
        assertThat(withoutSeconds(resumed)).isEqualTo(withoutSeconds(uninterrupted));
    }

    @Test
    void layersAreTheNetworksOwnUntilTheDrawnOnesBegin() throws IOException {
        // Given
        TrainingResult plain = train(drawn(null), folder.resolve("plain"), () -> false);

        // When
        TrainingResult never = train(drawn(1.0), folder.resolve("never"), () -> false);
        TrainingResult late = train(drawn(0.5), folder.resolve("late"), () -> false);

        // Then
        assertThat(never.weights()).isEqualTo(plain.weights());
        assertThat(late.weights()).isNotEqualTo(plain.weights());
        assertThat(late.history().get(1).trainLoss())
                .isEqualTo(plain.history().get(1).trainLoss());
    }

    /** Everything that has a state or a stream of its own, at once. */
    @ParameterizedTest
    @CsvSource({"1, average", "3, average", "4, average", "3, weights"})
    void fullRecipeResumesBitForBit(int stopAfter, String published) throws IOException {
        // Given
        TrainingRecipe recipe =
                recipe("{'epochs': 2, 'batch_size': 20, 'accumulation': 2, 'ema_decay': 0.9, 'publish': '"
                        + published + "', 'schedule': 'step', 'learning_rate_batch': 10, 'precision': 'fp16',"
                        + " 'drop_path': 0.2, 'augmentation': {'scale': [0.5, 1], 'rand_augment':"
                        + " 'rand-m9-mstd0.5-inc1', 'random_erasing': 0.5, 'mixup': 0.8, 'cutmix': 1,"
                        + " 'repeats': 2}}");
        TrainingTask task = task(NetworkSpec.of(VIT), recipe, 7);
        TrainingResult uninterrupted = train(task, folder.resolve("whole"), () -> false);
        int[] asked = {0};
        assertThatThrownBy(() -> train(task, folder.resolve("part"), () -> asked[0]++ >= stopAfter))
                .isInstanceOf(TrainingStoppedException.class);

        // When
        TrainingResult resumed = train(task, folder.resolve("part"), () -> false);

        // Then
        assertThat(resumed.weights()).isEqualTo(uninterrupted.weights());
        assertThat(withoutSeconds(resumed)).isEqualTo(withoutSeconds(uninterrupted));
    }

    @Test
    void epochsAreComparedOnValidationImagesAndTheTestImagesSeenOnceAtTheEnd() throws IOException {
        // Given
        NetworkSpec spec = NetworkSpec.of(VIT);
        LabelledImages validation = SyntheticShapes.dataset(2, 10, 40).test();
        TrainingTask task = task(spec, recipe(2, 1e-3), 7).validatedOn(validation);

        // When
        TrainingResult result = train(task, folder, () -> false);

        // Then
        assertThat(result.history())
                .extracting(row -> row.evaluated().headline())
                .containsOnly("validation_top1")
                .hasSize(3);
        assertThat(result.history())
                .extracting(row -> row.evaluated().scores().containsKey("top1"))
                .containsExactly(false, false, true);
        Map<String, Double> end = result.history().get(2).evaluated().scores();
        try (Network trained = Network.create(torch, spec, result.weights())) {
            assertThat(end.get("validation_top1"))
                    .isEqualTo(Evaluations.of(trained, validation).top1());
            assertThat(end.get("validation_top5"))
                    .isEqualTo(Evaluations.of(trained, validation).top5());
            assertThat(end.get("top1"))
                    .isEqualTo(Evaluations.of(trained, DATA.test()).top1());
            assertThat(end.get("top5"))
                    .isEqualTo(Evaluations.of(trained, DATA.test()).top5());
        }
    }

    @Test
    void endTellsHowEachTestImageWasAnswered() throws IOException {
        // Given
        LabelledImages validation = SyntheticShapes.dataset(2, 10, 40).test();
        NetworkSpec spec = NetworkSpec.of(VIT);

        // When
        TrainingResult plain = train(task(spec, recipe(2, 1e-3), 7), folder.resolve("plain"), () -> false);
        TrainingResult validated =
                train(task(spec, recipe(2, 1e-3), 7).validatedOn(validation), folder.resolve("validated"), () -> false);

        // Then
        ModelEvaluation judged = (ModelEvaluation) plain.tested().evaluation(DATA.classNames(), "shapes");
        assertThat(judged.images()).isEqualTo(DATA.test().size());
        assertThat((double) judged.right() / judged.images())
                .isEqualTo(plain.history().get(2).score());
        assertThat(judged.rightImages().set().cardinality()).isEqualTo((int) judged.right());
        assertThat(validated.tested().evaluation(DATA.classNames(), "shapes")).isEqualTo(judged);
    }

    /** A target of nothing is reached before the first step. */
    @Test
    void targetIsReachedOnValidationImages() throws IOException {
        // Given
        TrainingRecipe recipe = given("{'target_accuracy': 0}").withDefaults(recipe(2, 1e-3));
        LabelledImages validation = SyntheticShapes.dataset(2, 10, 40).test();

        // When
        TrainingResult result =
                train(task(NetworkSpec.of(VIT), recipe, 7).validatedOn(validation), folder, () -> false);

        // Then
        assertThat(result.history()).singleElement().satisfies(row -> assertThat(
                        row.evaluated().scores())
                .containsOnlyKeys("validation_top1", "validation_top5", "top1", "top5"));
    }

    @Test
    void reachedTargetEndsTheTraining() throws IOException {
        // Given
        TrainingRecipe recipe = recipe(5, 1e-3);
        TrainingResult whole = train(task(NetworkSpec.of(VIT), recipe, 7), folder.resolve("whole"), () -> false);
        double target = whole.history().subList(0, 5).stream()
                .mapToDouble(EpochResult::score)
                .max()
                .orElseThrow();
        long epochs =
                whole.history().stream().takeWhile(e -> e.score() < target).count();

        // When
        TrainingResult result = train(
                task(
                        NetworkSpec.of(VIT),
                        given("{'target_accuracy': " + target + "}").withDefaults(recipe),
                        7),
                folder.resolve("target"),
                () -> false);

        // Then
        assertThat(epochs).isLessThan(5);
        assertThat(result.history()).hasSize((int) epochs + 1);
        assertThat(result.steps()).isEqualTo(epochs * 3);
    }

    @Test
    void classesThatCountTheSameAreTold() throws IOException {
        // Given
        List<Integer> told = new ArrayList<>();

        // When
        Trainer.train(
                torch,
                task(NetworkSpec.of(VIT), recipe("{'epochs': 0, 'class_weights': 'inverse_frequency'}"), 7),
                Checkpoints.inDirectory(folder),
                new TrainingListener() {
                    @Override
                    public void balanced(int[] perClass) {
                        Arrays.stream(perClass).forEach(told::add);
                    }
                },
                () -> false);

        // Then
        assertThat(told).hasSize(10).containsOnly(6);
    }

    @Test
    void weightOfAClassIsTheInverseOfItsShare() {
        assertThat(Trainer.inverseFrequency(new int[] {1, 3, 0, 8})).containsExactly(4f, 4f / 3, 0f, 0.5f);
    }

    @Test
    void randomWeightsAreNotFrozen() {
        assertThatThrownBy(() -> train(task(NetworkSpec.of(VIT), recipe("{'freeze': 1}"), 7), folder, () -> false))
                .isInstanceOf(InvalidFieldException.class)
                .hasMessageContaining("freeze")
                .hasMessageContaining("random");
    }

    @ParameterizedTest
    @ValueSource(strings = {"2", "'all'"})
    void trainingOfSomeLayersResumesBitForBit(String freeze) throws IOException {
        // Given
        NetworkSpec spec = NetworkSpec.of(VIT);
        TrainingTask task = task(
                        spec, recipe("{'epochs': 2, 'batch_size': 20, 'drop_path': 0.2, 'freeze': " + freeze + "}"), 7)
                .from(() -> RandomInitialisation.draw(spec, 3));
        TrainingResult uninterrupted = train(task, folder.resolve("whole"), () -> false);
        int[] asked = {0};
        assertThatThrownBy(() -> train(task, folder.resolve("part"), () -> asked[0]++ >= 4))
                .isInstanceOf(TrainingStoppedException.class);

        // When
        TrainingResult resumed = train(task, folder.resolve("part"), () -> false);

        // Then
        assertThat(resumed.weights()).isEqualTo(uninterrupted.weights());
    }

    @Test
    void weightsArePublishedAndTheirAverageIsMeasuredBeside() throws IOException {
        // Given
        TrainingRecipe plain = recipe(2, 1e-3);
        TrainingRecipe averaging = given("{'ema_decay': 0.99}").withDefaults(plain);
        TrainingResult without = train(task(NetworkSpec.of(VIT), plain, 7), folder.resolve("plain"), () -> false);
        TrainingResult chosen = train(
                task(NetworkSpec.of(VIT), given("{'publish': 'average'}").withDefaults(averaging), 7),
                folder.resolve("chosen"),
                () -> false);

        // When
        TrainingResult result =
                train(task(NetworkSpec.of(VIT), averaging, 7), folder.resolve("averaging"), () -> false);

        // Then
        assertThat(result.weights()).isEqualTo(without.weights());
        assertThat(result.history()).extracting(EpochResult::score).isEqualTo(tops(without));
        assertThat(result.history().subList(1, 3))
                .extracting(e -> e.evaluated().scores().get("average_top1"))
                .isEqualTo(tops(chosen).subList(1, 3));
        assertThat(result.history().get(0).evaluated().scores()).doesNotContainKey("average_top1");
    }

    @Test
    void averageIsPublishedWhereItIsChosen() throws IOException {
        // Given
        TrainingRecipe plain = recipe(1, 1e-3);
        TrainingRecipe averaging =
                given("{'ema_decay': 0.99, 'publish': 'average'}").withDefaults(plain);
        TrainingResult without = train(task(NetworkSpec.of(VIT), plain, 7), folder.resolve("plain"), () -> false);

        // When
        TrainingResult result =
                train(task(NetworkSpec.of(VIT), averaging, 7), folder.resolve("averaging"), () -> false);

        // Then
        assertThat(result.weights()).isNotEqualTo(without.weights());
        assertThat(result.history().get(1).testLoss())
                .isNotEqualTo(without.history().get(1).testLoss());
        assertThat(result.history().get(1).trainLoss())
                .isEqualTo(without.history().get(1).trainLoss());
    }

    /** As a baseline says that it wants none of what it inherits. */
    @ParameterizedTest
    @ValueSource(strings = {"weights", "average"})
    void decayOfNothingIsNoAverage(String inheritedChoice) throws IOException {
        // Given
        TrainingRecipe plain = recipe(1, 1e-3);
        TrainingRecipe inherited = given("{'ema_decay': 0.99, 'publish': '" + inheritedChoice + "'}")
                .withDefaults(plain);
        TrainingResult without = train(task(NetworkSpec.of(VIT), plain, 7), folder.resolve("plain"), () -> false);

        // When
        TrainingResult result = train(
                task(NetworkSpec.of(VIT), given("{'ema_decay': 0}").withDefaults(inherited), 7),
                folder.resolve("none"),
                () -> false);

        // Then
        assertThat(result.weights()).isEqualTo(without.weights());
        assertThat(withoutSeconds(result)).isEqualTo(withoutSeconds(without));
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "1, 0.370039", "7, 0.75", "2501, 0.994575", "10000000, 0.99996"})
    void averageForgetsTheFirstWeightsAsTimmsDoes(long steps, double decay) {
        // Given
        TrainingRecipe recipe = given("{'ema_decay': 0.99996}").withDefaults(TrainingRecipe.TUNING);

        // When
        StepSettings settings = StepSettings.of(recipe, steps, 1e-3, 1, 7);

        // Then
        assertThat(settings.averageDecay()).isCloseTo(decay, within(1e-6));
    }

    @Test
    void fp16ScalesTheLossDownUntilGradientsFit() throws IOException {
        // Given
        NetworkSpec spec = NetworkSpec.of(VIT);
        Map<String, Tensor> weights = new HashMap<>(RandomInitialisation.draw(spec, 1));
        float[] large = new float[24 * 10];
        for (int i = 0; i < large.length; i++) {
            large[i] = i % 2 == 0 ? 30 : -30;
        }
        weights.put("head.weight", Tensor.ofFloats(List.of(10L, 24L), large));
        TrainingRecipe recipe = given("{'precision': 'fp16'}").withDefaults(recipe(1, 1e-3));

        // When
        TrainingResult result =
                train(new TrainingTask(spec, weights, recipe, null, DATA.train(), DATA.test(), 7), folder, () -> false);

        // Then
        assertThat(result.history().get(1).trainLoss()).isFinite();
        result.weights().forEach((name, tensor) -> {
            for (float value : tensor.toFloats()) {
                assertThat(value).as(name).isFinite();
            }
        });
    }

    /** Fifteen steps of nothing, of which the first ones overflow: a sum over all of them, or over none, would be another number. */
    @Test
    void meanLossIsThatOfTheStepsThatWereTaken() throws IOException {
        // Given
        NetworkSpec spec = NetworkSpec.of(VIT);
        Map<String, Tensor> weights = new HashMap<>(RandomInitialisation.draw(spec, 1));
        float[] large = new float[24 * 10];
        for (int i = 0; i < large.length; i++) {
            large[i] = i / 24 % 2 == 0 ? 30 : -30;
        }
        weights.put("head.weight", Tensor.ofFloats(List.of(10L, 24L), large));
        TrainingRecipe still = recipe(
                "{'epochs': 1, 'batch_size': 4, 'learning_rate': 0, 'min_learning_rate': 0," + " 'weight_decay': 0}");
        TrainingTask exact = new TrainingTask(spec, weights, still, null, DATA.train(), DATA.test(), 7);
        TrainingTask scaled = new TrainingTask(
                spec, weights, given("{'precision': 'fp16'}").withDefaults(still), null, DATA.train(), DATA.test(), 7);

        // When
        double loss = train(scaled, folder.resolve("fp16"), () -> false)
                .history()
                .get(1)
                .trainLoss();

        // Then
        double expected = train(exact, folder.resolve("fp32"), () -> false)
                .history()
                .get(1)
                .trainLoss();
        assertThat(loss).isCloseTo(expected, within(0.05 * expected));
    }

    @Test
    void keptEndGivesTheResultAgainWithoutTraining() throws IOException {
        // Given
        TrainingTask task = task(NetworkSpec.of(VIT), recipe(1, 1e-3), 7);
        Checkpoints kept = keepingEnd(folder);
        TrainingResult first = Trainer.train(torch, task, kept, TrainingListener.SILENT, () -> false);

        // When
        TrainingResult again = Trainer.train(torch, task, kept, TrainingListener.SILENT, () -> {
            throw new AssertionError("a finished training took another step");
        });

        // Then
        assertThat(again.weights()).isEqualTo(first.weights());
        assertThat(again.history()).isEqualTo(first.history());
        assertThat(again.tested().evaluation(DATA.classNames(), "shapes"))
                .isEqualTo(first.tested().evaluation(DATA.classNames(), "shapes"));
    }

    /** Three epochs of three steps, whose later ones apply each block one to three times. */
    private static TrainingTask drawn(Double from) {
        TrainingTask plain = new TrainingTask(AUXILIARY, null, recipe(3, 1e-3), null, DATA.train(), DATA.test(), 7);
        return from == null
                ? plain
                : plain.with(LayerSchedule.drawn(
                        AUXILIARY.blockOfLayer(),
                        0,
                        AUXILIARY.blockOfLayer(),
                        from,
                        TrainerTest::layers,
                        Map.of("from", from)));
    }

    private static List<Integer> layers(SplittableRandom random) {
        List<Integer> layers = new ArrayList<>();
        for (int block = 0; block < AUXILIARY.blocks(); block++) {
            layers.addAll(Collections.nCopies(random.nextInt(1, 4), block));
        }
        return layers;
    }
}
