package io.learngene.engine.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.learngene.contracts.Json;
import io.learngene.contracts.architecture.ResNetArchitecture;
import io.learngene.contracts.architecture.StageSchedule;
import io.learngene.contracts.architecture.VitArchitecture;
import io.learngene.contracts.recipe.KlReduction;
import io.learngene.contracts.recipe.TeacherLoss;
import io.learngene.contracts.recipe.TrainingRecipe;
import io.learngene.engine.data.batch.BatchLoader;
import io.learngene.engine.data.batch.BatchStream;
import io.learngene.engine.data.images.Dataset;
import io.learngene.engine.data.images.SyntheticShapes;
import io.learngene.engine.network.Network;
import io.learngene.engine.random.Seeds;
import io.learngene.engine.safetensors.SafetensorsException;
import io.learngene.engine.shape.NetworkSpec;
import io.learngene.engine.shape.RandomInitialisation;
import io.learngene.engine.torch.TestTorch;
import io.learngene.engine.torch.Torch;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AnswerFilesTest {

    private static final Dataset DATA = SyntheticShapes.dataset(1, 60, 30);
    private static final NetworkSpec AUXILIARY = NetworkSpec.auxiliary(
            new VitArchitecture(32, 8, 24, 3, 3, 10, null, null, null), new StageSchedule(List.of(2, 1)));
    private static final NetworkSpec RESNET =
            NetworkSpec.of(new ResNetArchitecture(32, 10, List.of(1, 1), null, null, 4));
    private static final TrainingRecipe RECIPE = Json.read("""
                    {"epochs": 2, "batch_size": 20, "augmentation": {"scale": [0.5, 1], "mixup": 0.8, "repeats": 2}}
                    """.getBytes(StandardCharsets.UTF_8), TrainingRecipe.class)
            .withDefaults(TrainingRecipe.DISTILLATION);
    private static final int SEED = 7;

    private final Torch torch = TestTorch.torch();
    private final Network teacher = Network.create(torch, RESNET, RandomInitialisation.draw(RESNET, 5));

    @TempDir
    Path folder;

    @AfterEach
    void close() {
        teacher.close();
    }

    @Test
    void keptAnswersTrainAsTheTeacherItselfDoes() throws IOException {
        // Given
        TrainingResult asked = train(new Answers.Asked(teacher), "asked");

        // When
        TrainingResult stored = train(new Answers.Stored(answers(2, null)), "stored");

        // Then
        assertThat(stored.weights()).isEqualTo(asked.weights());
    }

    /** Three steps an epoch: the stops lie inside the first one, at its end, and inside the second. */
    @ParameterizedTest
    @ValueSource(ints = {1, 3, 4})
    void stoppedRunGoesOnFromKeptAnswersToTheSameBits(int stopAfter) throws IOException {
        // Given
        Answers stored = new Answers.Stored(answers(2, null));
        stopped(stored, "part", stopAfter);

        // When
        TrainingResult resumed = train(stored, "part");

        // Then
        assertThat(resumed.weights()).isEqualTo(train(stored, "whole").weights());
    }

    /** A job that was interrupted before its answers were stored by default keeps what it trained. */
    @Test
    void runThatAskedTheTeacherGoesOnFromItsKeptAnswers() throws IOException {
        // Given
        stopped(new Answers.Asked(teacher), "part", 4);

        // When
        TrainingResult resumed = train(new Answers.Stored(answers(2, null), teacher.identity()), "part");

        // Then
        assertThat(resumed.weights())
                .isEqualTo(train(new Answers.Asked(teacher), "whole").weights());
    }

    @Test
    void answersToOtherImagesDoNotGoOnFromWhatTheTeacherTaught() throws IOException {
        // Given
        stopped(new Answers.Asked(teacher), "part", 4);

        // When, Then
        assertThatThrownBy(() -> train(new Answers.Stored(answers(2, null)), "part"))
                .isInstanceOf(CheckpointMismatchException.class);
    }

    @Test
    void laterEpochsSeeTheImagesOfTheFirstAgain() throws IOException {
        // Given
        Answers one = new Answers.Stored(answers(1, null));
        TrainingTask task = task(one);

        // When / Then
        assertThat(task.imagesEpoch(0)).isZero();
        assertThat(task.imagesEpoch(1)).isZero();
        assertThat(train(one, "one").weights())
                .isNotEqualTo(train(new Answers.Asked(teacher), "asked").weights());
    }

    @Test
    void likeliestClassesAreKeptAndTheOthersShareTheRest() throws IOException {
        // Given
        AnswerFiles all = answers(1, null);
        AnswerFiles few = answers(1, 3);

        // When
        float[] expected = all.logits(0, 1, 20).toFloats();
        float[] logits = few.logits(0, 1, 20).toFloats();

        // Then
        for (int image = 0; image < 20; image++) {
            double[] p = softmax(expected, 10 * image);
            double[] q = softmax(logits, 10 * image);
            double third = Arrays.stream(p).sorted().toArray()[7];
            double rest = Arrays.stream(p).filter(v -> v < third).sum() / 7;
            for (int c = 0; c < 10; c++) {
                assertThat(q[c]).isCloseTo(p[c] >= third ? p[c] : rest, within(1e-5));
            }
        }
    }

    @Test
    void answersToOtherImagesAreRefused() throws IOException {
        // Given
        Path file = folder.resolve("answers.safetensors");
        AnswerFiles.write(teacher, images(20), 0, null, file, step -> {}, () -> false);

        // When / Then
        assertThatThrownBy(() -> new AnswerFiles(images(13), 10).add(file))
                .isInstanceOf(SafetensorsException.class)
                .hasMessageContaining("answers.safetensors")
                .hasMessageContaining("made again");
    }

    @Test
    void damagedAnswersAreRefused() throws IOException {
        // Given
        Path file = folder.resolve("answers.safetensors");
        AnswerFiles.write(teacher, images(20), 0, null, file, step -> {}, () -> false);
        byte[] bytes = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(bytes, bytes.length - 4));

        // When / Then
        assertThatThrownBy(() -> new AnswerFiles(images(20), 10).add(file)).isInstanceOf(SafetensorsException.class);
    }

    @Test
    void stopEndsTheAsking() {
        // When / Then
        Path file = folder.resolve("answers.safetensors");
        assertThatThrownBy(() -> AnswerFiles.write(teacher, images(20), 0, null, file, step -> {}, () -> true))
                .isInstanceOf(TrainingStoppedException.class);
        assertThat(file).doesNotExist();
    }

    @Test
    void rowsFollowTheOrderOfTheBatches() throws IOException {
        // Given
        AnswerFiles answers = answers(1, null);
        try (BatchStream batches =
                BatchLoader.training(DATA.train(), 20, RECIPE.augmentation(), Seeds.of(SEED, "batches"), 0, 2)) {
            // When
            float[] expected = teacher.logits(batches.next()).toFloats();

            // Then
            assertThat(answers.logits(0, 2, 20).toFloats()).isEqualTo(expected);
        }
    }

    private AnswerFiles answers(int epochs, Integer classes) throws IOException {
        AnswerFiles answers = new AnswerFiles(images(20), 10);
        for (int epoch = 0; epoch < epochs; epoch++) {
            Path file = folder.resolve("epoch-" + epoch + "-" + classes);
            AnswerFiles.write(teacher, images(20), epoch, classes, file, step -> {}, () -> false);
            answers.add(file);
        }
        return answers;
    }

    private static AnswerFiles.Images images(int batchSize) {
        return new AnswerFiles.Images(DATA.train(), batchSize, RECIPE.augmentation(), SEED);
    }

    private TrainingResult train(Answers answers, String name) throws IOException {
        return Trainer.train(
                torch,
                task(answers),
                Checkpoints.inDirectory(folder.resolve(name)),
                TrainingListener.SILENT,
                () -> false);
    }

    private void stopped(Answers answers, String name, int after) {
        int[] steps = new int[1];
        assertThatThrownBy(() -> Trainer.train(
                        torch,
                        task(answers),
                        Checkpoints.inDirectory(folder.resolve(name)),
                        TrainingListener.SILENT,
                        () -> steps[0]++ >= after))
                .isInstanceOf(TrainingStoppedException.class);
    }

    private static TrainingTask task(Answers answers) {
        return new TrainingTask(
                AUXILIARY,
                null,
                RECIPE,
                new Teacher(answers, new TeacherLoss(0.9, 2.0, KlReduction.BATCH)),
                DATA.train(),
                DATA.test(),
                SEED);
    }

    private static double[] softmax(float[] logits, int from) {
        double[] p = new double[10];
        double sum = 0;
        for (int c = 0; c < 10; c++) {
            p[c] = Math.exp(logits[from + c]);
            sum += p[c];
        }
        for (int c = 0; c < 10; c++) {
            p[c] /= sum;
        }
        return p;
    }
}
