package io.learngene.runtime.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.learngene.contracts.event.Fact;
import io.learngene.contracts.job.Job;
import io.learngene.runtime.messaging.Messages;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Clocks of machines that are wrong, and are set right while a job is worked on. */
@Tag("faults")
class ClockFaultTest extends LoopFixture {

    private static final Duration WRONG = Duration.ofMinutes(10);

    @Test
    void jobsAreDoneOnceByWorkersWhoseClocksAreTwentyMinutesApart() {
        // Given: each job fails once, so that both may have it
        loop(WRONG);
        loop(WRONG.negated());
        List<Job<TestJob>> jobs =
                IntStream.range(0, 20).mapToObj(i -> job("apart-" + i)).toList();

        // When
        jobs.forEach(job -> Messages.await(messages.queue(job)));

        // Then
        for (Job<TestJob> job : jobs) {
            await().atMost(PATIENCE).until(() -> ended(job) instanceof Fact.JobSucceeded);
            assertThat(facts(job).stream()
                            .filter(Fact.JobStarted.class::isInstance)
                            .map(fact -> ((Fact.JobStarted) fact).attempt()))
                    .containsExactly(1, 2);
        }
    }

    @Test
    void workerWhoseClockIsSetForthAndBackKeepsItsJobFromBeginningToEnd() {
        // Given
        Job<TestJob> job = job("set");
        AtomicReference<Duration> offset = new AtomicReference<>(Duration.ZERO);
        CountDownLatch lockLength = new CountDownLatch(1);
        clock = () -> InstantSource.system().instant().plus(offset.get());
        loop((j, context) -> {
            for (Duration each : List.of(WRONG, WRONG.negated(), Duration.ZERO)) {
                offset.set(each);
                // Longer than the lock lasts, so that it is renewed under every clock.
                lockLength.await(LOCK.toMillis() + 500, TimeUnit.MILLISECONDS);
            }
            return result(j);
        });
        loop((j, context) -> result(j));

        // When
        Messages.await(messages.queue(job));

        // Then
        await().atMost(PATIENCE).until(() -> ended(job) instanceof Fact.JobSucceeded);
        assertThat(attempts).containsExactly(1);
    }

    @Test
    void jobThatWasQueuedByAClockOfTheFutureIsBegunAtOnce() {
        // Given
        startLimit = Duration.ofSeconds(30);
        Job<TestJob> job = Job.first("future", Instant.now().plus(WRONG), new TestJob("r1"));
        loop((j, context) -> result(j));

        // When
        Messages.await(messages.queue(job));

        // Then
        await().atMost(PATIENCE).until(() -> ended(job) instanceof Fact.JobSucceeded);
    }

    private void loop(Duration offset) {
        clock = () -> InstantSource.system().instant().plus(offset);
        loop((job, context) -> {
            if (context.attempt() == 1) {
                throw new IllegalStateException("once");
            }
            return result(job);
        });
    }
}
