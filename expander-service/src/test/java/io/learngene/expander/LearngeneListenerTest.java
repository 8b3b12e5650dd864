package io.learngene.expander;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.learngene.contracts.InvalidFieldException;
import io.learngene.contracts.Topics;
import io.learngene.contracts.family.Priority;
import io.learngene.contracts.job.JobSpec;
import io.learngene.runtime.tracing.Traces;
import io.quarkus.runtime.ShutdownEvent;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** The listener goes on whatever fails: an exception would close its channel for good. */
@Timeout(60)
class LearngeneListenerTest {

    private static final byte[] PUBLISHED = published();

    /** Fails as often as it is told, then takes everything. */
    private static class Outlet implements LearngeneListener.Outlet {

        private final AtomicInteger failures;
        private final List<String> queued = new ArrayList<>();
        private final List<String> reasons = new ArrayList<>();

        Outlet(int failures) {
            this.failures = new AtomicInteger(failures);
        }

        @Override
        public void queue(String family, Priority priority, List<JobSpec> jobs) {
            failAsTold();
            jobs.forEach(job -> queued.add(family + "/" + job.path() + " " + priority.label()));
        }

        @Override
        public void deadLetter(ConsumerRecord<String, byte[]> record, String reason) {
            failAsTold();
            reasons.add(reason);
        }

        private void failAsTold() {
            if (failures.getAndDecrement() > 0) {
                throw new IllegalStateException("the broker did not confirm");
            }
        }
    }

    @Test
    void learngeneBecomesTheExpansionThatItsMethodPlans() throws InterruptedException {
        // Given
        Outlet outlet = new Outlet(0);

        // When
        listener(outlet).published(record(PUBLISHED));

        // Then
        assertThat(outlet.queued).containsExactly("pets-1a2b3c4d/expand/initial high");
    }

    @Test
    void whatTheBrokerDoesNotConfirmIsTriedUntilItDoes() throws InterruptedException {
        // Given
        Outlet outlet = new Outlet(3);

        // When
        listener(outlet).published(record(PUBLISHED));

        // Then
        assertThat(outlet.queued).containsExactly("pets-1a2b3c4d/expand/initial high");
    }

    static final List<String> POISONS = Arrays.asList(
            "",
            "no JSON",
            "{\"half\":",
            "[]",
            "{}",
            "null",
            "{\"family\": \"../x\"}",
            new String(published(), StandardCharsets.UTF_8).replace("\"sws\"", "\"merge\""),
            "[".repeat(1 << 20),
            null);

    @ParameterizedTest
    @FieldSource("POISONS")
    void unreadableRecordIsPutAsideHoweverLongThatTakes(String text) throws InterruptedException {
        // Given
        Outlet outlet = new Outlet(2);

        // When
        listener(outlet).published(record(text == null ? null : text.getBytes(StandardCharsets.UTF_8)));

        // Then
        assertThat(outlet.reasons).hasSize(1);
        assertThat(outlet.queued).isEmpty();
    }

    @Test
    void learngeneWhoseExpansionNoAttemptCanQueueIsPutAsideAndKeepsNoOtherWaiting() throws InterruptedException {
        // Given: a pool that is listed no more, say
        Outlet outlet = new Outlet(0) {
            @Override
            public void queue(String family, Priority priority, List<JobSpec> jobs) {
                throw new InvalidFieldException("pool", "moon", "there are the pools [default]");
            }
        };

        // When
        listener(outlet).published(record(PUBLISHED));

        // Then
        assertThat(outlet.reasons).singleElement().asString().contains("moon");
    }

    @Test
    void shutdownEndsTheWaitingWithoutAcknowledging() {
        // Given
        Outlet outlet = new Outlet(Integer.MAX_VALUE);
        LearngeneListener listener = new LearngeneListener(outlet, Traces.OFF, Duration.ofHours(1));
        CompletableFuture<Void> work = CompletableFuture.runAsync(() -> {
            try {
                listener.published(record(PUBLISHED));
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        await().until(() -> outlet.failures.get() < Integer.MAX_VALUE);

        // When
        listener.stop(new ShutdownEvent());

        // Then
        assertThatThrownBy(() -> work.get(30, TimeUnit.SECONDS)).hasRootCauseInstanceOf(IllegalStateException.class);
    }

    private static LearngeneListener listener(Outlet outlet) {
        return new LearngeneListener(outlet, Traces.OFF, Duration.ofMillis(1));
    }

    private static ConsumerRecord<String, byte[]> record(byte[] value) {
        return new ConsumerRecord<>(Topics.LEARNGENES, 0, 0, "pets-1a2b3c4d", value);
    }

    private static byte[] published() {
        String json = """
                {"family": "pets-1a2b3c4d", "priority": "high", "at": "2026-11-25T12:00:00Z", "manifest_key": "k", "sha256": "%s",
                 "request": {"method": "sws", "dataset": "synthetic-shapes"}}
                """;
        return String.format(json, "0".repeat(64)).getBytes(StandardCharsets.UTF_8);
    }
}
