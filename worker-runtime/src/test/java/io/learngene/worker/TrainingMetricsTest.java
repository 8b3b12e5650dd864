package io.learngene.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.learngene.contracts.artefact.EpochResult;
import io.learngene.contracts.artefact.Scores;
import io.learngene.contracts.recipe.Precision;
import io.learngene.engine.training.Progress;
import io.learngene.engine.training.TrainingListener;
import io.learngene.runtime.observability.Meters;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class TrainingMetricsTest {

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final TrainingMetrics metrics = new TrainingMetrics(registry, "a100");

    @Test
    void lossAndScoresAreTheNewestOfTheRunningTraining() {
        // Given
        TrainingMetrics.Phase phase = metrics.phase("tune", "tuning", TrainingListener.SILENT);

        // When
        phase.epoch(epoch(0, null, 0.1));
        phase.progress(progress(2.5));
        phase.progress(progress(null));
        phase.progress(progress(1.5));
        phase.epoch(epoch(1, 1.25, 0.7));

        // Then
        assertThat(registry.get(Meters.TRAINING_LOSS).gauge().value()).isEqualTo(1.25);
        assertThat(registry.get(Meters.TRAINING_SCORE)
                        .tags("kind", "tune", "phase", "tuning", "score", "top1")
                        .gauge()
                        .value())
                .isEqualTo(0.7);
        phase.close();
        assertThat(registry.find(Meters.TRAINING_LOSS).gauges()).isEmpty();
    }

    @Test
    void everyMeterNamesThePoolOfTheWorker() {
        // When
        TrainingMetrics.Phase phase = metrics.phase("tune", "tuning", TrainingListener.SILENT);
        phase.step(40, 1, 0.5);
        phase.epoch(epoch(1, 1.25, 0.7));

        // Then
        assertThat(registry.getMeters()).isNotEmpty().allSatisfy(meter -> assertThat(
                        meter.getId().getTag("pool"))
                .as(meter.getId().getName())
                .isEqualTo("a100"));
    }

    @Test
    void anotherRunOfThePhaseIsShownAnew() {
        // Given
        try (TrainingMetrics.Phase first = metrics.phase("tune", "tuning", TrainingListener.SILENT)) {
            first.progress(progress(2.5));
            first.step(40, 1, 0.5);
        }

        // When
        TrainingMetrics.Phase second = metrics.phase("tune", "tuning", TrainingListener.SILENT);
        second.progress(progress(0.5));
        second.step(40, 1, 0.25);

        // Then
        assertThat(registry.get(Meters.TRAINING_LOSS).gauge().value()).isEqualTo(0.5);
        assertThat(registry.get(Meters.TRAINING_SAMPLES).counter().count()).isEqualTo(80);
        assertThat(registry.get(Meters.TRAINING_DATA_WAIT).counter().count()).isEqualTo(0.75);
    }

    @Test
    void whatIsMeasuredIsHeardByWhoeverComesNext() throws ReflectiveOperationException {
        // Given
        List<String> heard = new ArrayList<>();
        TrainingListener next = (TrainingListener) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {TrainingListener.class}, (proxy, method, arguments) -> {
                    heard.add(method.getName());
                    return null;
                });
        TrainingMetrics.Phase phase = metrics.phase("tune", "tuning", next);

        // When
        phase.step(1, 1, 0);
        phase.progress(progress(1.0));
        phase.epoch(epoch(1, 1.0, 0.5));
        phase.checkpointPassedOver("a", "damaged");
        phase.precisionInSoftware(Precision.BF16);
        phase.balanced(new int[] {1});

        // Then
        assertThat(heard)
                .containsExactlyInAnyOrderElementsOf(Stream.of(TrainingListener.class.getMethods())
                        .map(Method::getName)
                        .toList());
    }

    private static Progress progress(Double loss) {
        return new Progress(0, 2, 1, 10, loss, 1e-3, 100.0, 5.0);
    }

    private static EpochResult epoch(int epoch, Double loss, double top1) {
        return new EpochResult(epoch, loss, 1e-3, 1.4, Scores.ofClassifier(top1, 0.9), 12.5);
    }
}
