package io.learngene.runtime.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.learngene.contracts.Json;
import io.learngene.contracts.Permanent;
import io.learngene.contracts.Sha256;
import io.learngene.contracts.Topics;
import io.learngene.contracts.event.Cancellation;
import io.learngene.contracts.event.Fact;
import io.learngene.contracts.job.Job;
import io.learngene.runtime.messaging.Messages;
import io.learngene.runtime.observability.Meters;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Every way a job can end, on a real broker and a real store. */
class JobLoopTest extends LoopFixture {

    /** Of a module that knows nothing of jobs. */
    private static final class OneClassException extends IOException implements Permanent {
        OneClassException() {
            super("dataset: 'x' has one class; give at least two");
        }
    }

    @Test
    void finishedJobIsPublishedAnnouncedAndTakenOnce() {
        // Given
        Job<TestJob> job = job("success");
        loop((j, context) -> result(j));

        // When
        Messages.await(messages.queue(job));
        Messages.await(messages.queue(job));

        // Then
        await().atMost(PATIENCE)
                .until(() -> facts(job).stream()
                                .filter(f -> f instanceof Fact.JobSucceeded)
                                .count()
                        == 2);
        assertThat(attempts).hasSize(1);
        assertThat(store.read(job.resultKey())).isPresent();
    }

    @Test
    void jobThatOutlivesItsLockIsNotGivenToAnother() throws Exception {
        // Given
        Job<TestJob> job = job("long");
        CountDownLatch lockOver = new CountDownLatch(1);
        Work slow = (j, context) -> {
            lockOver.await(3 * LOCK.toSeconds(), java.util.concurrent.TimeUnit.SECONDS);
            return result(j);
        };
        loop(slow);
        loop(slow);

        // When
        Messages.await(messages.queue(job));

        // Then
        await().atMost(PATIENCE).until(() -> ended(job) instanceof Fact.JobSucceeded);
        assertThat(attempts).containsExactly(1);
    }

    @Test
    void permanentFailureIsToldAtOnceAndPutAside() {
        // Given
        Job<TestJob> job = job("permanent");
        loop((j, context) -> {
            throw new OneClassException();
        });

        // When
        Messages.await(messages.queue(job));

        // Then
        await().atMost(PATIENCE).until(() -> ended(job) instanceof Fact.JobFailed);
        assertThat(((Fact.JobFailed) ended(job)).reason()).contains("give at least two");
        assertThat(attempts).hasSize(1);
        assertThat(deadLetters(job)).hasSize(1);
    }

    @Test
    void passingFailureIsTriedAgain() {
        // Given
        Job<TestJob> job = job("transient");
        AtomicInteger calls = new AtomicInteger();
        loop((j, context) -> {
            if (calls.incrementAndGet() == 1) {
                throw new IllegalStateException("the store is away");
            }
            return result(j);
        });

        // When
        Messages.await(messages.queue(job));

        // Then
        await().atMost(PATIENCE).until(() -> ended(job) instanceof Fact.JobSucceeded);
        assertThat(attempts).containsExactly(1, 2);
        assertThat(facts(job)).anyMatch(f -> f instanceof Fact.JobRetried retried && retried.attempt() == 1);
    }

    @Test
    void endlessFailureIsGivenUpAfterItsAttempts() {
        // Given
        Job<TestJob> job = job("endless");
        loop((j, context) -> {
            throw new IllegalStateException("out of everything");
        });

        // When
        Messages.await(messages.queue(job));

        // Then
        await().atMost(PATIENCE).until(() -> ended(job) instanceof Fact.JobFailed);
        assertThat(attempts).containsExactly(1, 2, 3);
        assertThat(((Fact.JobFailed) ended(job)).reason()).contains("given up after 3 attempts");
    }

    @Test
    void everyPoisonIsPutAsideAndTheNextJobIsDone() throws Exception {
        // Given: what is broken, of a version to come, as large as the topic takes, and nothing
        List<byte[]> poisons = Stream.of(
                        "no json at all",
                        "{\"half\":",
                        "[]",
                        "{}",
                        "null",
                        "{\"kind\": \"work\", \"job\": \"half\"}",
                        "{\"family\": \"poison\", \"spec\": {\"kind\": \"merge\"}, \"queued_at\": \"2030-01-01T00:00:00Z\"}",
                        "[".repeat(1_048_400),
                        "")
                .map(text -> text.getBytes(StandardCharsets.UTF_8))
                .collect(Collectors.toCollection(ArrayList::new));
        poisons.add(null);
        Job<TestJob> job = job("after-poison");
        loop((j, context) -> result(j));

        // When
        List<String> offsets = raw(poisons);
        Messages.await(messages.queue(job));

        // Then
        await().atMost(PATIENCE).until(() -> ended(job) instanceof Fact.JobSucceeded);
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(read(Topics.deadLetters(JOBS)).stream()
                        .map(dead -> dead.headers().lastHeader("dead-letter-offset"))
                        .filter(Objects::nonNull)
                        .map(header -> new String(header.value(), StandardCharsets.UTF_8)))
                .containsAll(offsets));
    }

    @Test
    void cancelledJobIsDroppedBeforeItStarts() {
        // Given
        Job<TestJob> job = job("cancelled-early");
        Messages.await(messages.publish(new Cancellation(job.family(), Instant.now())));
        await().atMost(PATIENCE).until(() -> cancellations.covers(job));
        loop((j, context) -> result(j));

        // When
        Messages.await(messages.queue(job));

        // Then
        await().atMost(PATIENCE).until(() -> ended(job) instanceof Fact.JobCancelled);
        assertThat(attempts).isEmpty();
    }

    @Test
    void runningJobIsStoppedByACancellation() {
        // Given
        Job<TestJob> job = job("cancelled-late");
        loop(untilStopped());
        Messages.await(messages.queue(job));
        await().atMost(PATIENCE).until(() -> !attempts.isEmpty());

        // When
        Messages.await(messages.publish(new Cancellation(job.id(), Instant.now())));

        // Then
        await().atMost(PATIENCE).until(() -> ended(job) instanceof Fact.JobCancelled);
    }

    @Test
    void shutdownGivesTheJobToAnotherWorker() {
        // Given
        Job<TestJob> job = job("shutdown");
        JobLoop first = loop(untilStopped());
        Messages.await(messages.queue(job));
        await().atMost(PATIENCE).until(() -> !attempts.isEmpty());

        // When
        first.close();
        loop((j, context) -> result(j));

        // Then
        await().atMost(PATIENCE).until(() -> ended(job) instanceof Fact.JobSucceeded);
        assertThat(attempts).containsExactly(1, 1);
        assertThat(facts(job)).anyMatch(f -> f instanceof Fact.JobReleased);
    }

    @Test
    void attemptThatComesSecondPublishesNothing() {
        // Given
        Job<TestJob> job = job("zombie");
        byte[] quick = Json.write(new TestResult(job.family(), List.of("quick")));
        loop((j, context) -> {
            // Meanwhile another attempt was quicker.
            store.create(j.resultKey(), quick);
            return result(j);
        });

        // When
        Messages.await(messages.queue(job));

        // Then
        await().atMost(PATIENCE).until(() -> ended(job) instanceof Fact.JobSucceeded);
        Fact.JobSucceeded announced = (Fact.JobSucceeded) ended(job);
        assertThat(announced.sha256()).isEqualTo(Sha256.of(quick));
    }

    @Test
    void recordThatComesBackWithoutAWordIsCountedAsADeathAndItsWorkAsTwoRuns() {
        // Given
        Job<TestJob> job = job("dies");
        loop((j, context) -> {
            if (attempts.size() == 1) {
                throw new AssertionError("what no worker survives");
            }
            return result(j);
        });

        // When
        Messages.await(messages.queue(job));

        // Then
        await().atMost(PATIENCE).until(() -> ended(job) instanceof Fact.JobSucceeded);
        assertThat(meters.get(Meters.JOB_DEATHS).counter().count()).isEqualTo(1);
        assertThat(meters.get(Meters.JOB_TAKEN).tag("decision", "run").counter().count())
                .isEqualTo(2);
        assertThat(meters.get(Meters.JOB).tag("outcome", "died").timer().count())
                .isEqualTo(1);
        await().atMost(PATIENCE)
                .until(() -> meters.get(Meters.JOB)
                                .tag("outcome", "succeeded")
                                .timer()
                                .count()
                        == 1);
    }
}
