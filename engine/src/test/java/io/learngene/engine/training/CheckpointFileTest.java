package io.learngene.engine.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.learngene.contracts.architecture.VitArchitecture;
import io.learngene.engine.data.images.ImagesVersion;
import io.learngene.engine.network.OptimizerState;
import io.learngene.engine.safetensors.SafetensorsWriter;
import io.learngene.engine.shape.NetworkSpec;
import io.learngene.engine.shape.ParameterSpec;
import io.learngene.engine.shape.RandomInitialisation;
import io.learngene.engine.tensor.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CheckpointFileTest {

    private static final String RUN = "0123456789abcdef".repeat(4);
    private static final NetworkSpec SPEC = NetworkSpec.of(new VitArchitecture(16, 8, 8, 1, 1, 2, null, null, null));
    private static final List<ParameterSpec> NEEDED = SPEC.parameters();
    private static final Map<String, Tensor> WEIGHTS = RandomInitialisation.draw(SPEC, 1);
    private static final Map<String, Tensor> OTHERS = RandomInitialisation.draw(SPEC, 2);
    private static final String STATE =
            "{\"epoch\":1,\"step\":2,\"loss_sum\":0.5,\"epoch_seconds\":1.0,\"seconds\":2.0," + "\"history\":[]}";

    @TempDir
    Path folder;

    private final Locale usual = Locale.getDefault();
    private Path file;

    @BeforeEach
    void name() {
        file = folder.resolve("checkpoint-0000000010.safetensors");
    }

    @AfterEach
    void speakAsBefore() {
        Locale.setDefault(usual);
    }

    @Test
    void whatIsWrittenIsReadAgain() throws IOException {
        // Given
        CheckpointFile written =
                new CheckpointFile(state(), WEIGHTS, new OptimizerState(OTHERS, WEIGHTS, 7), OTHERS, WEIGHTS);

        // When
        written.write(file, RUN);
        CheckpointFile read = CheckpointFile.read(file, RUN, NEEDED);

        // Then
        assertThat(read).isEqualTo(written);
        assertThat(Files.list(folder)).as("nothing is left beside it").containsExactly(file);
    }

    @Test
    void checkpointOfBeforeTheFirstStepHasNoMemoryOfTheOptimiserAndNoAverage() throws IOException {
        // Given
        new CheckpointFile(state(), WEIGHTS, null, null, null).write(file, RUN);

        // When
        CheckpointFile read = CheckpointFile.read(file, RUN, NEEDED);

        // Then
        assertThat(read.optimizer()).isNull();
        assertThat(read.average()).isNull();
        assertThat(read.best()).isNull();
    }

    @Test
    void checkpointOfAnotherRunIsNoDamage() throws IOException {
        // Given
        new CheckpointFile(state(), WEIGHTS, null, null, null).write(file, RUN);

        // When, Then
        assertThatThrownBy(() -> CheckpointFile.read(file, RUN.replace('0', '1'), NEEDED))
                .isInstanceOf(CheckpointMismatchException.class)
                .hasMessageContaining(file.getFileName().toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"weights/", "first/", "second/", "average/", "best/"})
    void checkpointThatLacksATensorIsDamaged(String prefix) throws IOException {
        // Given
        Map<String, Tensor> tensors = tensors();
        tensors.remove(prefix + "pos_embed");
        write(tensors, Map.of("run", RUN, "state", STATE, "optimizer_steps", "7"));

        // When, Then
        assertThatThrownBy(() -> CheckpointFile.read(file, RUN, NEEDED))
                .isInstanceOf(CheckpointFormatException.class)
                .hasMessageContaining("missing: pos_embed");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{}",
                "null",
                "[]",
                "{\"epoch\":\"x\"}",
                "{\"epoch\":1,\"step\":2,\"loss_sum\":0.5,\"epoch_seconds\":1.0,\"seconds\":2.0}",
                "{\"epoch\":1,\"step\":2,\"loss_sum\":0.5,\"epoch_seconds\":1.0,\"seconds\":2.0,\"history\":null}",
                "{\"epoch\":1,\"step\":2,\"loss_sum\":0.5,\"epoch_seconds\":1.0,\"seconds\":2.0,\"history\":[null]}",
                "{\"epoch\":-1,\"step\":2,\"loss_sum\":0.5,\"epoch_seconds\":1.0,\"seconds\":2.0,\"history\":[]}",
                "{\"epoch\":1,\"step\":-2,\"loss_sum\":0.5,\"epoch_seconds\":1.0,\"seconds\":2.0,\"history\":[]}"
            })
    void stateThatNoTrainingCanStandInIsDamaged(String state) throws IOException {
        // Given
        write(tensors(), Map.of("run", RUN, "state", state, "optimizer_steps", "7"));

        // When, Then
        assertThatThrownBy(() ->
                        new TrainingState(CheckpointFile.read(file, RUN, NEEDED).state()))
                .isInstanceOf(CheckpointFormatException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "-7", "1e3", "99999999999999999999"})
    void countOfTheOptimisersStepsThatIsNoneIsDamaged(String steps) throws IOException {
        // Given
        write(tensors(), Map.of("run", RUN, "state", STATE, "optimizer_steps", steps));

        // When, Then
        assertThatThrownBy(() -> CheckpointFile.read(file, RUN, NEEDED)).isInstanceOf(CheckpointFormatException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"run", "state", "optimizer_steps"})
    void checkpointWithoutOneOfItsStringsIsNotGoneOnFrom(String missing) throws IOException {
        // Given
        Map<String, String> metadata = new LinkedHashMap<>(Map.of("run", RUN, "state", STATE, "optimizer_steps", "7"));
        metadata.remove(missing);
        write(tensors(), metadata);

        // When, Then
        assertThatThrownBy(() -> CheckpointFile.read(file, RUN, NEEDED))
                .isInstanceOfAny(CheckpointFormatException.class, CheckpointMismatchException.class);
    }

    /** Whatever a disk does to it, training passes it over and begins with the one before. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void changedBytesOfItsHeaderAreToldAsDamageOrAnotherRun(long seed) throws IOException {
        // Given
        write(tensors(), Map.of("run", RUN, "state", STATE, "optimizer_steps", "7"));
        byte[] good = Files.readAllBytes(file);
        int headerEnd = 8 + ByteBuffer.wrap(good).order(ByteOrder.LITTLE_ENDIAN).getInt(0);
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < 300; i++) {
            byte[] damaged = good.clone();
            damaged[random.nextInt(headerEnd)] = (byte) random.nextInt(256);
            Files.write(file, damaged);

            // When
            Throwable thrown = catchThrowable(() ->
                    new TrainingState(CheckpointFile.read(file, RUN, NEEDED).state()));

            // Then
            if (thrown != null) {
                assertThat(thrown).isInstanceOfAny(CheckpointFormatException.class, CheckpointMismatchException.class);
            }
        }
    }

    /** On a full disk the half of a checkpoint would take the room that the next one needs. */
    @Test
    void nothingIsLeftOfOneThatCannotBeWritten() throws IOException {
        // Given: a folder with content in its place
        Path taken = folder.resolve("run/checkpoint");
        Files.createFile(Files.createDirectories(taken).resolve("content"));

        // When / Then
        assertThatThrownBy(() -> new CheckpointFile(state(), WEIGHTS, null, null, null).write(taken, RUN))
                .isInstanceOf(IOException.class);
        try (Stream<Path> left = Files.list(folder.resolve("run"))) {
            assertThat(left).containsExactly(taken);
        }
    }

    @Test
    void fileThatIsGoneIsNoDamage() {
        // When, Then
        assertThatThrownBy(() -> CheckpointFile.read(file, RUN, NEEDED)).isInstanceOf(IOException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ar-EG-u-nu-arab", "fa-IR-u-nu-arabext", "hi-IN-u-nu-deva", "en-GB"})
    void checkpointsAreFoundAgainInEveryLanguageOfAMachine(String language) throws IOException {
        // Given
        Locale.setDefault(Locale.forLanguageTag(language));
        Checkpoints checkpoints = Checkpoints.inDirectory(folder.resolve("run"));
        for (long step : new long[] {9, 10, 100}) {
            Path next = checkpoints.next(step);
            Files.writeString(next, "step " + step);
            checkpoints.saved(next);
        }

        // When
        List<String> found = new ArrayList<>();
        for (Path each : checkpoints.newestFirst()) {
            found.add(Files.readString(each));
        }

        // Then
        assertThat(found).containsExactly("step 100", "step 10");
        assertThatCode(() -> Checkpoints.inDirectory(folder.resolve("none")).newestFirst())
                .doesNotThrowAnyException();
    }

    private static TrainingState.Saved state() {
        return new TrainingState.Saved(1, 2, 0, 0.5, null, 1.0, 2.0, null, List.of());
    }

    private static Map<String, Tensor> tensors() {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        for (String prefix : List.of("weights/", "first/", "second/", "average/", "best/")) {
            WEIGHTS.forEach((name, tensor) -> tensors.put(prefix + name, tensor));
        }
        return tensors;
    }

    private void write(Map<String, Tensor> tensors, Map<String, String> metadata) throws IOException {
        Map<String, String> all = new LinkedHashMap<>(metadata);
        all.put("images", Integer.toString(ImagesVersion.CURRENT));
        SafetensorsWriter.write(file, tensors, all);
    }
}
