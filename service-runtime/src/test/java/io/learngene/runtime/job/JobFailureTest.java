package io.learngene.runtime.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.learngene.contracts.Topics;
import io.learngene.contracts.artefact.StoreKeys;
import io.learngene.contracts.event.Fact;
import io.learngene.contracts.job.Job;
import io.learngene.runtime.messaging.Messages;
import io.learngene.runtime.store.ArtefactStore;
import java.time.Instant;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What becomes of a job that failed for good. */
class JobFailureTest extends LoopFixture {
    @Test
    void jobWhoseFailureMarkCannotBeReadEndsAndDoesNotWaitForTheStore() {
        // Given: what lies in its place is larger than anything that is written there
        Job<TestJob> job = job("oversized");
        store.put("x", StoreKeys.failure(job.family(), job.spec().path()), new byte[ArtefactStore.MAX_READ + 1]);
        loop((j, context) -> result(j));

        // When
        Messages.await(messages.queue(job));

        // Then
        await().atMost(PATIENCE).until(() -> ended(job) instanceof Fact.JobFailed);
        assertThat(((Fact.JobFailed) ended(job)).reason()).contains("in the store is damaged (it has 16777217 bytes");
    }

    @Test
    void jobThatFailedForGoodIsNotRunAgainByAnOldRecord() {
        // Given
        Job<TestJob> job = job("failed-before");
        loop((j, context) -> {
            throw new PermanentJobException("one class only", null);
        });
        Messages.await(messages.queue(job));
        await().atMost(PATIENCE).until(() -> ended(job) instanceof Fact.JobFailed);

        // When
        Messages.await(messages.queue(job));

        // Then
        await().atMost(PATIENCE).until(() -> count(job, Fact.JobFailed.class) == 2);
        assertThat(attempts).hasSize(1);
    }

    @Test
    void failedJobThatIsAskedForAgainIsDoneAndGoesOnFromItsCheckpointWhateverItsOldRecordsSay() {
        // Given: it failed for good, and its first record comes once more
        Job<TestJob> job = job("asked-for-again");
        Queue<Integer> tried = new ConcurrentLinkedQueue<>();
        AtomicInteger found = new AtomicInteger();
        loop((j, context) -> {
            note(job, j, context, tried);
            if (j.overruled() == 0) {
                store.put("checkpoint", context.runPrefix() + "checkpoints/phase/checkpoint-1", new byte[1]);
                throw new PermanentJobException("one class only", null);
            }
            found.set(store.list(StoreKeys.runs(j.id())).stream()
                    .filter(file -> file.key().endsWith("checkpoints/phase/checkpoint-1"))
                    .toList()
                    .size());
            return result(j);
        });
        Messages.await(messages.queue(job));
        await().atMost(PATIENCE).until(() -> ended(job) instanceof Fact.JobFailed);

        // When
        Messages.await(messages.queue(job));
        Messages.await(messages.queue(job.again(1, Instant.now())));

        // Then
        await().atMost(PATIENCE).until(() -> count(job, Fact.JobSucceeded.class) == 1);
        assertThat(tried).containsExactly(1, 2);
        assertThat(found.get()).isEqualTo(1);
    }

    @Test
    void jobThatFailsForGoodOnceMoreIsNotRunAgainByARecordThatOverrulesTheFirstFailureOnly() {
        // Given
        Job<TestJob> job = job("failed-again");
        Queue<Integer> tried = new ConcurrentLinkedQueue<>();
        loop((j, context) -> {
            note(job, j, context, tried);
            throw new PermanentJobException("one class only", null);
        });
        Messages.await(messages.queue(job));
        await().atMost(PATIENCE).until(() -> count(job, Fact.JobFailed.class) == 1);
        Job<TestJob> again = job.again(1, Instant.now());
        Messages.await(messages.queue(again));
        await().atMost(PATIENCE).until(() -> count(job, Fact.JobFailed.class) == 2);

        // When
        Messages.await(messages.queue(again));

        // Then
        await().atMost(PATIENCE).until(() -> count(job, Fact.JobFailed.class) == 3);
        assertThat(tried).containsExactly(1, 2);
        assertThat(facts(job).stream()
                        .filter(Fact.JobFailed.class::isInstance)
                        .map(Fact::id)
                        .distinct())
                .containsExactly(job.id() + "/failed/1", job.id() + "/failed/2");
    }

    /** A library's words on a large file, for example: a broker takes no message of that length. */
    @Test
    void jobThatFailsForALongReasonHasAnEndThatTellsItsBeginning() {
        // Given
        Job<TestJob> job = job("long-reason");
        loop((j, context) -> {
            throw new PermanentJobException("one class only" + " and so on".repeat(200_000), null);
        });

        // When
        Messages.await(messages.queue(job));

        // Then
        await().atMost(PATIENCE).until(() -> ended(job) instanceof Fact.JobFailed);
        await().atMost(PATIENCE).until(() -> deadLetters(job).size() == 1);
        assertThat(((Fact.JobFailed) ended(job)).reason())
                .startsWith("one class only and so on")
                .endsWith(" ...");
        assertThat(attempts).hasSize(1);
    }

    @Test
    void deadLetterOfARecordThatFillsATopicIsItsHead() {
        // Given
        loop((j, context) -> result(j));

        // When
        raw("y".repeat(1_048_400));

        // Then
        await().atMost(PATIENCE).until(() -> read(Topics.deadLetters(JOBS)).stream()
                .anyMatch(r -> r.headers().lastHeader("dead-letter-size") != null && r.value().length == 64 << 10));
    }

    /** What another test left may come back meanwhile. */
    private static void note(Job<?> wanted, Job<?> job, JobContext context, Queue<Integer> tried) {
        if (job.id().equals(wanted.id())) {
            tried.add(context.attempt());
        }
    }

    private static long count(Job<?> job, Class<? extends Fact> kind) {
        return facts(job).stream().filter(kind::isInstance).count();
    }
}
