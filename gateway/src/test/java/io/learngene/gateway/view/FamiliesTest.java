package io.learngene.gateway.view;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.learngene.contracts.Json;
import io.learngene.gateway.access.Scope;
import io.learngene.gateway.problem.ProblemException;
import io.learngene.runtime.messaging.KafkaSettings;
import io.learngene.runtime.messaging.Pools;
import io.learngene.runtime.observability.Meters;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class FamiliesTest {

    private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    private final InstantSource clock = () -> Samples.T0.plusSeconds(600);
    private final Families families = new Families(
            null,
            KafkaSettings.of("localhost:1"),
            Pools.DEFAULT,
            metrics,
            new SignsOfLife(clock, Duration.ofSeconds(30)),
            new Workers(Pools.DEFAULT),
            clock);

    @Test
    void nothingIsSaidToBeUnknownWhileTheViewCannotBeRead() {
        // When / Then: as before the topics were made and the view restored
        for (ThrowingCallable question :
                List.<ThrowingCallable>of(() -> families.find(Samples.FAMILY), () -> families.page(Scope.ALL, 1, 10))) {
            assertThatThrownBy(question)
                    .isInstanceOf(ProblemException.class)
                    .hasMessageContaining("the view of all families cannot be read yet")
                    .extracting(e -> ((ProblemException) e).problem().status())
                    .isEqualTo(503);
        }
    }

    @Test
    void familyThatCannotBeReadKeepsNobodyFromTheOthersAndIsCounted() {
        // When
        families.seed("newer", Map.of("newer/", "{\"record\": \"family\", \"request\": 5}".getBytes(UTF_8)));
        families.seed(Samples.FAMILY, records());

        // Then
        assertThat(metrics.get("learngene.jobs.queued")
                        .tag("kind", "distill")
                        .gauge()
                        .value())
                .isEqualTo(1);
        assertThat(metrics.get("learngene.view.skipped")
                        .tag("reason", "unreadable-family")
                        .counter()
                        .count())
                .isEqualTo(1);
    }

    @Test
    void jobThatWaitsLongestIsAsOldAsItIs() {
        // When
        double none = oldest("distill");
        families.seed(Samples.FAMILY, records());

        // Then
        assertThat(none).isZero();
        assertThat(oldest("distill")).isEqualTo(600);
        assertThat(oldest("tune")).isZero();
    }

    /** One that is listed no more may still have jobs. */
    @Test
    void jobsAreCountedInTheirPoolWhetherItIsListedOrNot() {
        // When
        families.seed(Samples.FAMILY, records(Samples.fold(List.of(Samples.distillQueuedIn("a100")))));

        // Then
        assertThat(queued("default")).isZero();
        assertThat(queued("a100")).isEqualTo(1);
    }

    private double queued(String pool) {
        return metrics.get(Meters.JOBS_QUEUED)
                .tags("kind", "distill", "pool", pool)
                .gauge()
                .value();
    }

    @Test
    void jobsThatHaveEndedAreCountedByHow() {
        // Given
        Observation failed = Samples.failed(Samples.DISTILL, 5);

        // When
        families.seed(Samples.FAMILY, records(Samples.fold(List.of(Samples.distillQueued(), failed))));

        // Then
        assertThat(ended("failed")).isEqualTo(1);
        assertThat(ended("succeeded")).isZero();
    }

    private double ended(String state) {
        return metrics.get(Meters.JOBS_ENDED)
                .tags("kind", "distill", "state", state)
                .gauge()
                .value();
    }

    @Test
    void viewThatCannotBeReadIsNotReady() {
        // When / Then
        assertThat(metrics.get(Meters.VIEW_READY).gauge().value()).isZero();
    }

    private double oldest(String kind) {
        return metrics.get(Meters.JOBS_OLDEST_WAITING).tag("kind", kind).gauge().value();
    }

    private static Map<String, byte[]> records() {
        return records(Samples.fold(List.of(Samples.distillQueued())));
    }

    private static Map<String, byte[]> records(FamilyState state) {
        Map<String, byte[]> records = new LinkedHashMap<>();
        records.put(FamilyRecord.key(Samples.FAMILY), Json.write(state.own()));
        state.jobs().forEach((id, job) -> records.put(id, Json.write(job)));
        return records;
    }
}
