package io.learngene.runtime.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.learngene.contracts.Topics;
import io.learngene.contracts.event.Fact;
import io.learngene.contracts.family.Priority;
import io.learngene.contracts.job.Job;
import io.learngene.runtime.messaging.Messages;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** Jobs of several priorities, on a real broker. */
class PriorityTest extends LoopFixture {

    private final Queue<String> taken = new ConcurrentLinkedQueue<>();

    @Test
    void workerThatBecomesFreeTakesHighBeforeNormalAndNormalBeforeLow() {
        // Given: a worker that is busy, and jobs that come in the wrong order
        CountDownLatch free = new CountDownLatch(1);
        loop((job, context) -> {
            taken.add(job.family());
            if (job.family().equals("before")) {
                free.await();
            }
            return result(job);
        });
        queue("before", Priority.NORMAL);
        await().atMost(PATIENCE).until(() -> taken.contains("before"));
        List<Job<TestJob>> jobs = List.of(
                queue("low", Priority.LOW),
                queue("normal-1", Priority.NORMAL),
                queue("normal-2", Priority.NORMAL),
                queue("high", Priority.HIGH));

        // When
        free.countDown();

        // Then: its second turn begins with high, its fourth with normal
        await().atMost(PATIENCE).until(() -> jobs.stream().allMatch(job -> ended(job) instanceof Fact.JobSucceeded));
        assertThat(taken).containsExactly("before", "high", "normal-1", "normal-2", "low");
    }

    @Test
    void lowIsTakenInItsTurnHoweverMuchOfHighWaits() {
        // Given: a worker whose third turn begins with low, busy with its first job
        turns = new Turns(Turns.ROUND - 3);
        CountDownLatch free = new CountDownLatch(1);
        loop((job, context) -> {
            taken.add(job.family());
            free.await();
            return result(job);
        });
        queue("first", Priority.NORMAL);
        await().atMost(PATIENCE).until(() -> taken.contains("first"));
        List<Job<TestJob>> jobs = List.of(
                queue("urgent-1", Priority.HIGH),
                queue("urgent-2", Priority.HIGH),
                queue("urgent-3", Priority.HIGH),
                queue("patient", Priority.LOW));

        // When
        free.countDown();

        // Then
        await().atMost(PATIENCE).until(() -> jobs.stream().allMatch(job -> ended(job) instanceof Fact.JobSucceeded));
        assertThat(taken).containsExactly("first", "urgent-1", "patient", "urgent-2", "urgent-3");
    }

    /** It joins one group after the other, and may hear of low first. */
    @Test
    void workerThatHasJustBegunTakesHighFirst() {
        // Given
        List<Job<TestJob>> jobs = List.of(queue("waits", Priority.LOW), queue("hurries", Priority.HIGH));

        // When
        loop((job, context) -> {
            taken.add(job.family());
            return result(job);
        });

        // Then
        await().atMost(PATIENCE).until(() -> jobs.stream().allMatch(job -> ended(job) instanceof Fact.JobSucceeded));
        assertThat(taken).containsExactly("hurries", "waits");
    }

    /** A request for low jobs is on its way while a normal one is begun; what it brings is not begun with a lock that is over. */
    @Test
    void jobThatComesWhileItsWorkerIsBusyIsBegunOnce() {
        // Given: a worker that has joined its groups
        loop((job, context) -> {
            taken.add(job.family());
            if (job.family().equals("long")) {
                long end = System.nanoTime() + LOCK.multipliedBy(2).toNanos();
                await().atMost(PATIENCE).until(() -> System.nanoTime() > end);
            }
            return result(job);
        });
        queue("ready", Priority.LOW);
        await().atMost(PATIENCE).until(() -> taken.contains("ready"));

        // When
        queue("long", Priority.NORMAL);
        Job<TestJob> low = queue("meanwhile", Priority.LOW);

        // Then
        await().atMost(PATIENCE).until(() -> ended(low) instanceof Fact.JobSucceeded);
        assertThat(facts(low)).filteredOn(Fact.JobStarted.class::isInstance).hasSize(1);
    }

    @Test
    void furtherAttemptsAndWhatFollowsHaveThePriorityOfTheirJob() {
        // Given
        loop((job, context) -> {
            if (job.spec().name().equals("r1") && context.attempt() == 1) {
                throw new IllegalStateException("the store is away");
            }
            return result(job);
        });

        // When
        Job<TestJob> job = queue("again", Priority.HIGH);
        await().atMost(PATIENCE).until(() -> ended(job) instanceof Fact.JobSucceeded);
        new FollowUps(store, messages, InstantSource.system())
                .queue("again", job.priority(), List.of(new TestJob("after")));
        await().atMost(PATIENCE)
                .until(() -> store.stat(new TestJob("after").resultKey("again")).isPresent());

        // Then
        assertThat(read(Topics.jobs(TestJob.KIND, Topics.DEFAULT_POOL, Priority.HIGH)).stream()
                        .filter(record -> record.key().startsWith("again/"))
                        .map(record ->
                                record.key() + " " + Job.read(record.value()).attempt()))
                .containsExactly("again/work/r1 0", "again/work/r1 1", "again/work/after 0");
    }

    /** As a version wrote it that knew no priorities. */
    @Test
    void recordWithoutAPriorityIsTaken() {
        // Given
        loop((job, context) -> {
            taken.add(job.family() + " " + job.priority().label());
            return result(job);
        });

        // When
        raw("{\"family\": \"earlier\", \"attempt\": 0, \"failures\": 0, \"queued_at\": \"2026-11-26T12:00:00Z\","
                + " \"spec\": {\"kind\": \"work\", \"name\": \"r1\"}}");

        // Then
        await().atMost(PATIENCE).until(() -> !taken.isEmpty());
        assertThat(taken).containsExactly("earlier normal");
    }

    @Test
    void jobOfAnyPriorityIsPutAsideInOnePlace() {
        // Given
        loop((job, context) -> {
            throw new PermanentJobException("it never works", null);
        });

        // When
        Job<TestJob> job = queue("hopeless", Priority.LOW);

        // Then
        await().atMost(PATIENCE).until(() -> !deadLetters(job).isEmpty());
    }

    private static Job<TestJob> queue(String family, Priority priority) {
        Job<TestJob> job = Job.first(family, Instant.now(), new TestJob("r1")).with(priority);
        Messages.await(messages.queue(job));
        return job;
    }
}
