package io.learngene.runtime.observability;

import static org.assertj.core.api.Assertions.assertThat;

import io.learngene.contracts.artefact.ResultSummary.Generated;
import io.learngene.contracts.artefact.ResultSummary.Learned;
import io.learngene.contracts.artefact.ResultSummary.Predecessor;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class JobMetricsTest {

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final JobMetrics metrics = new JobMetrics(registry, "a100");

    @Test
    void whatHasNotHappenedYetIsKnownToBeNothing() {
        // When
        metrics.takes(List.of("tune"), List.of("run"));

        // Then
        for (String name : List.of(Meters.JOB_DEATHS, Meters.JOB_FLOPS)) {
            assertThat(registry.get(name).tag("kind", "tune").counter().count()).isZero();
        }
        assertThat(registry.get(Meters.JOB_TAKEN)
                        .tag("decision", "run")
                        .counter()
                        .count())
                .isZero();
        assertThat(registry.get(Meters.JOB).tag("outcome", "failed").timer().count())
                .isZero();
        assertThat(registry.get(Meters.LOCK_RENEWALS).counters()).hasSize(3);
    }

    @Test
    void everyMeterNamesThePoolOfTheWorker() {
        // When
        metrics.takes(List.of("tune"), List.of("run"));
        metrics.ended("tune", "released", Duration.ofSeconds(3));

        // Then
        assertThat(registry.getMeters()).isNotEmpty().allSatisfy(meter -> assertThat(
                        meter.getId().getTag("pool"))
                .as(meter.getId().getName())
                .isEqualTo("a100"));
    }

    @Test
    void silenceIsThatOfTheRunningJobAndEndsWithIt() {
        // Given
        metrics.started("tune");
        metrics.silent("tune", Duration.ofMinutes(7));
        double running = gauge(Meters.WORKER_SILENCE);

        // When
        metrics.ended("tune", "failed", Duration.ofMinutes(9));
        double idle = gauge(Meters.WORKER_SILENCE);
        metrics.started("tune");

        // Then
        assertThat(running).isEqualTo(420);
        assertThat(idle).isZero();
        assertThat(gauge(Meters.WORKER_SILENCE)).as("the next job").isZero();
    }

    @Test
    void attemptThatNobodySawBeginIsMeasuredAllTheSame() {
        // When
        metrics.ended("tune", "succeeded", Duration.ofSeconds(3));

        // Then
        assertThat(registry.get(Meters.JOB).tag("outcome", "succeeded").timer().count())
                .isEqualTo(1);
        assertThat(gauge(Meters.WORKER_JOBS)).isZero();
    }

    @Test
    void operationsAreThoseOfEveryTrainingOfAResultAsFarAsTheyAreKnown() {
        // Given
        Predecessor ancestor = new Predecessor("ancestor", 0.9, 10, 5e9, false, null);
        Predecessor auxiliary = new Predecessor("auxiliary model", 0.8, 20, 7e9, true, null);
        Predecessor given = new Predecessor("given", 0.9, 0, null, false, null);

        // When
        metrics.published("distill", new Learned(100, "top1", 20, 7e9, List.of(ancestor, auxiliary, given)));
        metrics.published("distill", new Learned(100, "top1", 20, null, List.of()));
        metrics.published("distill", new Generated(List.of(), List.of()));

        // Then
        assertThat(registry.get(Meters.JOB_FLOPS).counter().count()).isEqualTo(12e9);
    }

    private double gauge(String name) {
        return registry.get(name).tag("kind", "tune").gauge().value();
    }
}
