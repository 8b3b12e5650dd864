package io.learngene.runtime.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.learngene.contracts.InvalidFieldException;
import io.learngene.contracts.Topics;
import io.learngene.contracts.event.Fact;
import io.learngene.contracts.job.Job;
import io.learngene.runtime.messaging.Messages;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;

/** Workers of several pools, on a real broker. */
class PoolTest extends LoopFixture {

    private final Queue<String> taken = new ConcurrentLinkedQueue<>();

    @Test
    void jobIsTakenByTheWorkersOfItsPoolAndByNoOthers() {
        // Given
        worker("a");
        worker("b");
        worker(Topics.DEFAULT_POOL);
        List<Job<TestJob>> jobs =
                List.of(in("a", "first"), in("a", "second"), in("b", "third"), in(null, "fourth"), in(null, "fifth"));

        // When
        jobs.forEach(job -> Messages.await(messages.queue(job)));

        // Then
        await().atMost(PATIENCE).until(() -> jobs.stream().allMatch(job -> ended(job) instanceof Fact.JobSucceeded));
        assertThat(taken)
                .containsExactlyInAnyOrder("a: first", "a: second", "b: third", "default: fourth", "default: fifth");
    }

    @Test
    void retryStaysInItsPool() {
        // Given
        worker("b");
        worker(Topics.DEFAULT_POOL);
        loopIn("a", (job, context) -> {
            taken.add("a: attempt " + context.attempt());
            if (context.attempt() == 1) {
                throw new IllegalStateException("the store is away");
            }
            return result(job);
        });
        Job<TestJob> job = in("a", "again");

        // When
        Messages.await(messages.queue(job));

        // Then
        await().atMost(PATIENCE).until(() -> ended(job) instanceof Fact.JobSucceeded);
        assertThat(taken).containsExactly("a: attempt 1", "a: attempt 2");
        assertThat(read(Topics.jobs(TestJob.KIND, "a")).stream()
                        .filter(record -> job.id().equals(record.key())))
                .hasSize(2);
    }

    @Test
    void jobThatFailedForGoodIsPutAsideInItsPool() {
        // Given
        loopIn("b", (job, context) -> {
            throw new PermanentJobException("it never works", null);
        });
        Job<TestJob> job = in("b", "hopeless");

        // When
        Messages.await(messages.queue(job));

        // Then
        await().atMost(PATIENCE).until(() -> ended(job) instanceof Fact.JobFailed);
        await().atMost(PATIENCE).until(() -> read(Topics.deadLetters(Topics.jobs(TestJob.KIND, "b"))).stream()
                .anyMatch(record -> job.id().equals(record.key())));
    }

    /** A topic that the broker makes by itself would keep it for ever, and nobody would read it. */
    @Test
    void jobOfAPoolThatThereIsNotIsRefused() {
        // Given
        Job<TestJob> job = in("h100", "nowhere");

        // When, Then
        assertThatThrownBy(() -> Messages.await(messages.queue(job)))
                .isInstanceOf(InvalidFieldException.class)
                .hasMessageContaining("nowhere/work/r1.pool")
                .hasMessageContaining("h100")
                .hasMessageContaining("[a, b, default]")
                .hasMessageContaining("foundry.pools");
    }

    private void worker(String pool) {
        loopIn(pool, (job, context) -> {
            taken.add(pool + ": " + job.family());
            return result(job);
        });
    }

    private void loopIn(String pool, Work work) {
        shift = new Shift(pool, Set.of(), OptionalInt.empty(), Optional.empty());
        loop(work);
    }

    private static Job<TestJob> in(String pool, String family) {
        return Job.first(family, Instant.now(), new TestJob("r1", pool));
    }
}
