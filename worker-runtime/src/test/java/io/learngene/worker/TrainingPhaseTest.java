package io.learngene.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.learngene.contracts.Json;
import io.learngene.contracts.Topics;
import io.learngene.contracts.architecture.VitArchitecture;
import io.learngene.contracts.job.Job;
import io.learngene.contracts.job.JobSpec;
import io.learngene.contracts.recipe.TrainingRecipe;
import io.learngene.engine.data.images.Dataset;
import io.learngene.engine.data.images.SyntheticShapes;
import io.learngene.engine.shape.NetworkSpec;
import io.learngene.engine.shape.RandomInitialisation;
import io.learngene.engine.tensor.Tensor;
import io.learngene.engine.training.NonFiniteLossException;
import io.learngene.engine.training.TrainingResult;
import io.learngene.engine.training.TrainingTask;
import io.learngene.runtime.observability.Meters;
import io.learngene.runtime.store.ArtefactStore;
import io.learngene.runtime.store.FolderStore;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainingPhaseTest {

    private static final Dataset DATA = SyntheticShapes.dataset(1, 40, 20);
    private static final VitArchitecture VIT = new VitArchitecture(32, 8, 24, 1, 3, 10, null, null, null);
    private static final Job<JobSpec> JOB = TestRun.job(Instant.parse("2026-11-25T12:00:00Z"));

    @TempDir
    Path folder;

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private ArtefactStore store;

    @BeforeEach
    void open() {
        store = new FolderStore(folder.resolve("store"));
        store.prepare();
    }

    @Test
    void anotherRunTakesTheEndThatWasKept() throws Exception {
        // Given
        TrainingResult first = train("1", 1e-3);
        TestRun second = run("2");

        // When
        TrainingResult again = train(second, 1e-3);

        // Then
        assertThat(again.weights()).isEqualTo(first.weights());
        assertThat(second.points()).isEmpty();
    }

    /** Another learning rate stands for a version that writes recipes otherwise. */
    @Test
    void checkpointsOfAnotherVersionBeginTheTrainingAnew() throws Exception {
        // Given
        TrainingResult undisturbed = train("1", 2e-3);
        store.list("jobs/").forEach(file -> store.delete(file.key()));
        train("2", 1e-3);
        TestRun third = run("3");

        // When
        TrainingResult anew = train(third, 2e-3);

        // Then
        assertThat(anew.weights()).isEqualTo(undisturbed.weights());
        assertThat(third.warnings())
                .hasSize(2)
                .anyMatch(w -> w.matches("checkpoint .* was written by another version of the platform .*"))
                .anyMatch(w -> w.startsWith("tuning begins anew"));
    }

    @Test
    void checkpointsOfTheSameVersionAreFoundBehindThoseOfAnother() throws Exception {
        // Given
        TrainingResult own = train("1", 2e-3);
        train("2", 1e-3);
        TestRun third = run("3");

        // When
        TrainingResult again = train(third, 2e-3);

        // Then
        assertThat(again.weights()).isEqualTo(own.weights());
        assertThat(third.points()).isEmpty();
        assertThat(third.warnings()).singleElement().asString().contains("another version");
    }

    @Test
    void damagedCheckpointsBeginTheTrainingAnew() throws Exception {
        // Given
        TrainingResult undisturbed = train("1", 1e-3);
        store.list("jobs/").forEach(file -> store.put("damage", file.key(), new byte[100]));

        TestRun second = run("2");

        // When
        TrainingResult anew = train(second, 1e-3);

        // Then
        assertThat(anew.weights()).isEqualTo(undisturbed.weights());
        assertThat(second.warnings())
                .hasSize(2)
                .anyMatch(w -> w.matches("checkpoint .* is damaged and is passed over: .*"))
                .anyMatch(w -> w.startsWith("tuning begins anew"));
    }

    @Test
    void everyImageIsCountedAndNothingIsShownOfATrainingThatHasEnded() throws Exception {
        // When
        train("1", 1e-3);

        // Then
        assertThat(meters.get(Meters.TRAINING_SAMPLES).counter().count()).isEqualTo(40);
        double seconds = meters.get(Meters.TRAINING_DEVICE).counter().count();
        assertThat(meters.get(Meters.TRAINING_DATA_WAIT).counter().count()).isBetween(0.0, seconds);
        assertThat(meters.find(Meters.TRAINING_SCORE).gauges()).isEmpty();
        assertThat(meters.find(Meters.TRAINING_LOSS).gauges()).isEmpty();
        assertThat(meters.get(Meters.CHECKPOINT).tag("way", "send").timer().count())
                .as("the kept end")
                .isEqualTo(1);
    }

    @Test
    void lossThatOverflowsIsCounted() {
        // Given
        float[] huge = new float[24 * 10];
        Arrays.fill(huge, Float.MAX_VALUE);
        Map<String, Tensor> weights = new HashMap<>(RandomInitialisation.draw(NetworkSpec.of(VIT), 1));
        weights.put("head.weight", Tensor.ofFloats(List.of(10L, 24L), huge));

        // When
        assertThatThrownBy(() -> train(run("1"), 1e-3, weights)).isInstanceOf(NonFiniteLossException.class);

        // Then
        assertThat(meters.get(Meters.TRAINING_NON_FINITE).counter().count()).isEqualTo(1);
        assertThat(meters.find(Meters.TRAINING_SCORE).gauges()).isEmpty();
    }

    private TestRun run(String name) {
        return new TestRun(JOB.id(), name, folder);
    }

    private TrainingResult train(String run, double learningRate) throws Exception {
        return train(run(run), learningRate);
    }

    private TrainingResult train(TestRun run, double learningRate) throws Exception {
        return train(run, learningRate, null);
    }

    private TrainingResult train(TestRun run, double learningRate, Map<String, Tensor> weights) throws Exception {
        String given = "{\"epochs\": 1, \"batch_size\": 20, \"learning_rate\": " + learningRate + "}";
        TrainingRecipe recipe = Json.read(given.getBytes(StandardCharsets.UTF_8), TrainingRecipe.class)
                .withDefaults(TrainingRecipe.TUNING);
        Workshop workshop = new Workshop(
                store,
                null,
                null,
                null,
                new TorchRuntime("cpu", 1),
                null,
                new TrainingMetrics(meters, Topics.DEFAULT_POOL),
                InstantSource.fixed(JOB.queuedAt()));
        TrainingTask task = new TrainingTask(NetworkSpec.of(VIT), weights, recipe, null, DATA.train(), DATA.test(), 7);
        return TrainingPhase.run(workshop, JOB, run, "tuning", task, true);
    }
}
