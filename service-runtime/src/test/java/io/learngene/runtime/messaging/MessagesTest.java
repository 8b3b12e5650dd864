package io.learngene.runtime.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.learngene.contracts.InvalidFieldException;
import io.learngene.contracts.event.Fact;
import io.learngene.contracts.event.Heartbeat;
import io.learngene.runtime.tracing.Traces;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Messages to a broker that is not there: port 1 of this machine. */
class MessagesTest {

    private static final Instant AT = Instant.parse("2026-11-26T12:00:00Z");
    private static final KafkaSettings NOWHERE = KafkaSettings.of("127.0.0.1:1");

    /** The work goes on at its own speed, and whoever looks for missing points finds out that they were left out. */
    @Test
    @Timeout(value = 60, unit = TimeUnit.SECONDS)
    void pointsThatNobodyTakesHoldNobodyUpAndAreCounted() {
        // Given
        List<String> logged = new ArrayList<>();
        Handler handler = new Listening(logged);
        Logger log = Logger.getLogger(Messages.class.getName());
        log.addHandler(handler);

        try (Messages messages = new Messages(NOWHERE, Pools.DEFAULT, Traces.OFF, "test", InstantSource.fixed(AT))) {
            // When: one is on its way, a thousand wait
            for (int i = 0; i < 1_001 + 4; i++) {
                messages.tell(new Heartbeat("f/work/r1", "f", 1, "worker", AT.plusSeconds(i)));
            }
        } finally {
            log.removeHandler(handler);
        }

        // Then
        assertThat(logged)
                .filteredOn(line -> line.contains("were left out so far"))
                .hasSize(3)
                .last()
                .asString()
                .contains("4 training points, signs of life and warnings");
    }

    @Test
    void nothingIsToldAfterTheClose() {
        // Given
        Messages messages = new Messages(NOWHERE, Pools.DEFAULT, Traces.OFF, "test", InstantSource.fixed(AT));
        messages.close();

        // When, Then
        assertThatCode(() -> messages.tell(new Heartbeat("f/work/r1", "f", 1, "worker", AT)))
                .doesNotThrowAnyException();
        assertThatThrownBy(() -> Messages.await(messages.publish(cancelled("f"))))
                .isInstanceOf(MessagingException.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {900_001, 2_000_000})
    void messageThatNoBrokerTakesIsRefusedBeforeOneIsAsked(int length) {
        try (Messages messages = new Messages(NOWHERE, Pools.DEFAULT, Traces.OFF, "test", InstantSource.fixed(AT))) {
            // When
            CompletableFuture<Void> sent =
                    messages.publish(new Fact.JobFailed("f/work/r1", "f", 1, "x".repeat(length), AT));

            // Then
            assertThat(sent).isCompletedExceptionally();
            assertThatThrownBy(() -> Messages.await(sent))
                    .isInstanceOfSatisfying(InvalidFieldException.class, e -> assertThat(e.field())
                            .isEqualTo("f/work/r1"))
                    .hasMessageContaining("at most 900000 fit");
        }
    }

    @Test
    @Timeout(value = 60, unit = TimeUnit.SECONDS)
    void brokerThatIsAwayIsAFailureWithTheBrokersWords() {
        try (Messages messages = new Messages(NOWHERE, Pools.DEFAULT, Traces.OFF, "test", InstantSource.fixed(AT))) {
            // When, Then
            assertThatThrownBy(() -> Messages.await(messages.publish(cancelled("f"))))
                    .isInstanceOf(MessagingException.class)
                    .hasMessageContaining("the broker did not take a message");
        }
    }

    @Test
    void messageThatTheBrokerRefusesForItsSizeIsAtFaultItself() {
        // Given: a topic that takes less than it should
        CompletableFuture<Void> refused = CompletableFuture.failedFuture(new RecordTooLargeException("300000 bytes"));

        // When, Then
        assertThatThrownBy(() -> Messages.await(refused))
                .isInstanceOf(InvalidFieldException.class)
                .hasMessageContaining("max.message.bytes");
    }

    @Test
    void interruptEndsTheWaitingAndIsKept() throws InterruptedException {
        // Given
        CountDownLatch interrupted = new CountDownLatch(1);
        Thread waiting = new Thread(() -> {
            try {
                Messages.await(new CompletableFuture<>());
            } catch (MessagingException e) {
                if (Thread.currentThread().isInterrupted()) {
                    interrupted.countDown();
                }
            }
        });
        waiting.start();

        // When
        waiting.interrupt();

        // Then
        assertThat(interrupted.await(20, TimeUnit.SECONDS)).isTrue();
        waiting.join(Duration.ofSeconds(5).toMillis());
    }

    private static Fact cancelled(String family) {
        return new Fact.JobCancelled(family + "/work/r1", family, AT);
    }

    private static final class Listening extends Handler {

        private final List<String> logged;

        Listening(List<String> logged) {
            this.logged = logged;
        }

        @Override
        public synchronized void publish(LogRecord record) {
            logged.add(String.format(record.getMessage(), record.getParameters()));
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }
}
