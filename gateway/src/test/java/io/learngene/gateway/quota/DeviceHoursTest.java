package io.learngene.gateway.quota;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.learngene.contracts.event.Fact;
import io.learngene.contracts.project.Project;
import io.learngene.runtime.messaging.KafkaSettings;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DeviceHoursTest {

    private static final Instant NOON = Instant.parse("2026-11-27T12:00:00Z");
    private static final Project ACME = new Project("acme");
    private static final String FAMILY = "acme~pets-1";
    private static final String JOB = FAMILY + "/tune/L09";

    private Instant now = NOON;
    private final DeviceHours hours =
            new DeviceHours(new KafkaSettings(Map.of()), () -> now, new SimpleMeterRegistry());

    @Test
    void runCountsWhenItEndsHoweverItEnds() {
        // When
        hours.hear(started(NOON));
        assertThat(hours.counted(ACME)).isZero();
        hours.hear(new Fact.JobRetried(JOB, FAMILY, 1, "no room", 5, NOON.plus(Duration.ofMinutes(30))));
        hours.hear(started(NOON.plus(Duration.ofMinutes(31))));
        hours.hear(new Fact.JobReleased(JOB, FAMILY, 2, "w", "shutdown", NOON.plus(Duration.ofMinutes(46))));
        hours.hear(started(NOON.plus(Duration.ofMinutes(60))));
        hours.hear(new Fact.JobFailed(JOB, FAMILY, 2, "no such class", NOON.plus(Duration.ofMinutes(75))));

        // Then
        assertThat(hours.counted(ACME)).isEqualTo(1.0, within(1e-9));
        assertThat(hours.counted(Project.DEFAULT)).isZero();
    }

    @Test
    void factThatIsToldTwiceCountsOnce() {
        // Given
        Fact end = new Fact.JobCancelled(JOB, FAMILY, NOON.plus(Duration.ofHours(1)));

        // When
        hours.hear(started(NOON));
        hours.hear(end);
        hours.hear(end);

        // Then
        assertThat(hours.counted(ACME)).isEqualTo(1.0, within(1e-9));
    }

    @Test
    void runsAreForgottenAfterTheWindow() {
        // Given
        hours.hear(started(NOON));
        hours.hear(new Fact.JobCancelled(JOB, FAMILY, NOON.plus(Duration.ofHours(2))));

        // When / Then
        now = NOON.plus(Duration.ofDays(28));
        assertThat(hours.counted(ACME)).isEqualTo(2.0, within(1e-9));
        now = NOON.plus(Duration.ofDays(29));
        assertThat(hours.counted(ACME)).isZero();
    }

    @Test
    void warningEndsNothing() {
        // When
        hours.hear(started(NOON));
        hours.hear(new Fact.JobWarned(JOB, FAMILY, 1, "slow", NOON.plusSeconds(1)));
        hours.hear(new Fact.JobCancelled(JOB, FAMILY, NOON.plus(Duration.ofHours(1))));

        // Then
        assertThat(hours.counted(ACME)).isEqualTo(1.0, within(1e-9));
    }

    private static Fact started(Instant at) {
        return new Fact.JobStarted(JOB, FAMILY, 1, "w", at);
    }
}
