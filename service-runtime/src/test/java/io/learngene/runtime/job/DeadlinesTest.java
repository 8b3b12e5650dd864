package io.learngene.runtime.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.learngene.contracts.event.Fact;
import io.learngene.contracts.job.Job;
import io.learngene.runtime.messaging.Messages;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** Jobs that take too long, or come too late, on a real broker. */
class DeadlinesTest extends LoopFixture {

    @Test
    void runThatTakesTooLongIsStoppedAndCountsAsFailed() {
        // Given: three attempts, none of which ends
        timeLimit = Duration.ofMillis(300);
        loop(untilStopped());
        Job<TestJob> job = job("endless");

        // When
        Messages.await(messages.queue(job));

        // Then
        await().atMost(PATIENCE).until(() -> ended(job) instanceof Fact.JobFailed);
        assertThat(((Fact.JobFailed) ended(job)).reason())
                .contains("given up after 3 attempts", "foundry.job.time-limit");
        assertThat(attempts).containsExactly(1, 2, 3);
    }

    @Test
    void jobThatNobodyBeganInTimeFailsAndMayBeAskedForAgain() {
        // Given
        startLimit = Duration.ofHours(1);
        loop((job, context) -> result(job));
        Job<TestJob> job = queuedHoursAgo("late");

        // When
        Messages.await(messages.queue(job));

        // Then
        await().atMost(PATIENCE).until(() -> ended(job) instanceof Fact.JobFailed);
        assertThat(((Fact.JobFailed) ended(job)).reason())
                .contains("waited for PT2H", "foundry.job.start-limit", "try it again");
        assertThat(attempts).isEmpty();

        // When
        Messages.await(messages.queue(job.again(1, Instant.now())));

        // Then
        await().atMost(PATIENCE).until(() -> facts(job).stream().anyMatch(fact -> fact instanceof Fact.JobSucceeded));
    }

    /** A worker that ends gives its job back under the same number. */
    @Test
    void jobThatWasBegunOnceIsNeverTooLate() {
        // Given
        startLimit = Duration.ofHours(1);
        loop((job, context) -> result(job));
        Job<TestJob> job = queuedHoursAgo("begun");
        JobHistory.begin("jobs/" + job.id() + "/runs/7-1-x/", "worker", store);

        // When
        Messages.await(messages.queue(job));

        // Then
        await().atMost(PATIENCE).until(() -> ended(job) instanceof Fact.JobSucceeded);
    }

    @Test
    void withoutALimitAJobWaitsAsLongAsItHasTo() {
        // Given
        loop((job, context) -> result(job));
        Job<TestJob> job = queuedHoursAgo("patient");

        // When
        Messages.await(messages.queue(job));

        // Then
        await().atMost(PATIENCE).until(() -> ended(job) instanceof Fact.JobSucceeded);
    }

    private static Job<TestJob> queuedHoursAgo(String family) {
        return Job.first(family, Instant.now().minus(Duration.ofHours(2)), new TestJob("r1"));
    }
}
