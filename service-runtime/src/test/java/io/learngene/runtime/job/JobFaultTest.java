package io.learngene.runtime.job;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.learngene.contracts.InvalidFieldException;
import io.learngene.contracts.Json;
import io.learngene.contracts.artefact.ArtefactRef;
import io.learngene.contracts.artefact.JobResult;
import io.learngene.contracts.artefact.StoreKeys;
import io.learngene.contracts.event.Fact;
import io.learngene.contracts.family.Priority;
import io.learngene.contracts.job.Job;
import io.learngene.runtime.messaging.Messages;
import io.learngene.runtime.store.ArtefactStore;
import io.learngene.runtime.store.StoreException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What must not happen to a job, whatever happens to workers, store and records. */
@Tag("faults")
class JobFaultTest extends LoopFixture {

    @Test
    void twoRecordsOfOneJobThatRunAtOnceKeepTheirFilesApart() {
        // Given
        Job<TestJob> job = job("twice");
        CyclicBarrier both = new CyclicBarrier(2);
        Work work = (j, context) -> {
            String key = context.runPrefix() + "model";
            ArtefactRef file =
                    store.put("model", key, UUID.randomUUID().toString().getBytes(UTF_8));
            both.await(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            return new TestResult(j.family(), List.of(file.key(), file.sha256()));
        };
        loop(work);
        loop(work);

        // When
        Messages.await(messages.queue(job));
        Messages.await(messages.queue(job));

        // Then
        await().atMost(PATIENCE).until(() -> count(job, Fact.JobSucceeded.class) == 2);
        TestResult manifest = (TestResult) Json.read(store.read(job.resultKey()).orElseThrow(), JobResult.class);
        ArtefactRef kept = store.put(
                "again", "check/model", store.read(manifest.notes().get(0)).orElseThrow());
        assertThat(kept.sha256()).isEqualTo(manifest.notes().get(1));
        assertThat(store.list(StoreKeys.runs(job.id())))
                .as("the loser leaves nothing")
                .hasSize(1);
    }

    @Test
    void restartsAreFree() {
        // Given: more restarts than attempts
        Job<TestJob> job = job("restarts");
        Messages.await(messages.queue(job));
        for (int restart = 1; restart <= 4; restart++) {
            int begun = restart;
            JobLoop loop = loop(untilStopped());
            await().atMost(PATIENCE).until(() -> attempts.size() == begun);
            loop.close();
        }

        // When
        loop((j, context) -> result(j));

        // Then
        await().atMost(PATIENCE).until(() -> ended(job) instanceof Fact.JobSucceeded);
        assertThat(attempts).containsExactly(1, 1, 1, 1, 1);
        assertThat(count(job, Fact.JobReleased.class)).isEqualTo(4);
    }

    @Test
    void noJobWaitsBesideAnIdleWorker() {
        // Given
        CountDownLatch longJobMayEnd = new CountDownLatch(1);
        Work work = (j, context) -> {
            if (j.family().equals("long")) {
                longJobMayEnd.await();
            }
            return result(j);
        };
        loop(work);
        loop(work);
        loop(work);
        Messages.await(messages.queue(job("long")));
        await().atMost(PATIENCE).until(() -> attempts.size() == 1);

        // When
        List<Job<TestJob>> others =
                IntStream.range(0, 24).mapToObj(i -> job("short-" + i)).toList();
        others.forEach(job -> Messages.await(messages.queue(job)));

        // Then
        await().atMost(PATIENCE).until(() -> others.stream()
                .allMatch(job -> store.stat(job.resultKey()).isPresent()));
        assertThat(store.stat(job("long").resultKey())).isEmpty();
        longJobMayEnd.countDown();
    }

    @Test
    void storeThatHangsMultipliesNothing() {
        // Given: the first looks take longer than the lock lasts, and fail
        Job<TestJob> job = job("hanging-store");
        AtomicInteger looks = new AtomicInteger();
        ArtefactStore hanging = (ArtefactStore) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {ArtefactStore.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("stat") && looks.incrementAndGet() <= 2) {
                        new CountDownLatch(1).await(2 * LOCK.toMillis(), TimeUnit.MILLISECONDS);
                        throw new StoreException("no answer", null);
                    }
                    try {
                        return method.invoke(store, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
        loop((j, context) -> result(j), hanging);

        // When
        Messages.await(messages.queue(job));

        // Then
        await().atMost(PATIENCE).until(() -> ended(job) instanceof Fact.JobSucceeded);
        assertThat(count(job, Fact.JobRetried.class)).isZero();
        assertThat(count(job, Fact.JobSucceeded.class)).isEqualTo(1);
        assertThat(records(job)).isEqualTo(1);
    }

    @Test
    void warningOfARunIsAFactToldOnce() {
        // Given
        Job<TestJob> job = job("warned");
        loop((j, context) -> {
            context.warn("3 images are broken");
            context.warn("3 images are broken");
            return result(j);
        });

        // When
        Messages.await(messages.queue(job));

        // Then
        await().atMost(PATIENCE).until(() -> ended(job) instanceof Fact.JobSucceeded);
        await().atMost(PATIENCE).until(() -> count(job, Fact.JobWarned.class) == 1);
        assertThat(facts(job))
                .anyMatch(f -> f instanceof Fact.JobWarned w && w.message().equals("3 images are broken"));
    }

    @Test
    void jobThatNeedsMoreMemoryThanThereIsSaysWhatToChangeAndItsWorkerDoesTheNext() {
        // Given: an array of all that Java can count to
        Job<TestJob> large = job("large");
        Job<TestJob> next = job("next");
        loop((j, context) -> j.id().equals(large.id())
                ? new TestResult(j.family() + new long[Integer.MAX_VALUE].length, List.of())
                : result(j));

        // When
        Messages.await(messages.queue(large));
        Messages.await(messages.queue(next));

        // Then
        await().atMost(PATIENCE).until(() -> ended(large) instanceof Fact.JobFailed);
        await().atMost(PATIENCE).until(() -> ended(next) instanceof Fact.JobSucceeded);
        assertThat(((Fact.JobFailed) ended(large)).reason())
                .contains(
                        "given up after 3 attempts: OutOfMemoryError",
                        "give it a larger heap (-Xmx)",
                        "smaller batches");
    }

    @Test
    void workThatHangsIsQueuedAnewAndEndsItsProcess() throws Exception {
        // Given
        Job<TestJob> job = job("hangs");
        deadline = Duration.ofSeconds(2);
        CountDownLatch forEver = new CountDownLatch(1);
        AtomicInteger calls = new AtomicInteger();
        Work work = (j, context) -> {
            if (j.id().equals(job.id()) && calls.incrementAndGet() == 1) {
                forEver.await();
            }
            return result(j);
        };
        loop(work);

        // When
        Messages.await(messages.queue(job));

        // Then
        assertThat(exits.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        deadline = PATIENCE;
        loop(work);
        await().atMost(PATIENCE).until(() -> ended(job) instanceof Fact.JobSucceeded);
        assertThat(facts(job))
                .anyMatch(f ->
                        f instanceof Fact.JobRetried retried && retried.reason().contains("no sign of progress"));
        forEver.countDown();
    }

    @Test
    void brokerThatPausesTakesNoJobAway() throws Exception {
        // Given
        Job<TestJob> job = job("pause");
        CountDownLatch mayEnd = new CountDownLatch(1);
        loop((j, context) -> {
            while (!mayEnd.await(100, TimeUnit.MILLISECONDS)) {
                if (context.stop().requested()) {
                    throw new JobStoppedException();
                }
            }
            return result(j);
        });
        Messages.await(messages.queue(job));
        await().atMost(PATIENCE).until(() -> attempts.size() == 1);

        // When
        signal("STOP");
        new CountDownLatch(1).await(LOCK.toMillis() / 2, TimeUnit.MILLISECONDS);
        signal("CONT");
        mayEnd.countDown();

        // Then
        await().atMost(PATIENCE).until(() -> ended(job) instanceof Fact.JobSucceeded);
        assertThat(attempts).containsExactly(1);
    }

    @Test
    void whatFollowsIsQueuedUnlessItIsDoneOrHasFailed() {
        // Given
        Job<TestJob> done = job("follow-ups");
        TestJob failed = new TestJob("r2");
        TestJob open = new TestJob("r3");
        store.put("manifest", done.resultKey(), new byte[1]);
        store.put("failure", StoreKeys.failure(done.family(), failed.path()), new byte[1]);
        FollowUps followUps = new FollowUps(store, messages, InstantSource.system());

        // When
        int queued = followUps.queue(done.family(), Priority.NORMAL, List.of(done.spec(), failed, open));

        // Then
        assertThat(queued).isEqualTo(1);
        assertThat(read(JOBS).stream().map(ConsumerRecord::key).filter(key -> key.startsWith(done.family() + "/")))
                .containsExactly(done.family() + "/" + open.path());
    }

    @Test
    void messageThatCannotFitIsRefusedWhereItIsMade() {
        // Given
        Fact huge = new Fact.JobFailed("f/tune/L02", "f", 1, "x".repeat(1 << 20), Instant.now());

        // When, then
        assertThatThrownBy(() -> Messages.await(messages.publish(huge)))
                .isInstanceOf(InvalidFieldException.class)
                .hasMessageContaining("at most");
    }

    private static long count(Job<?> job, Class<? extends Fact> kind) {
        return facts(job).stream().filter(kind::isInstance).count();
    }

    private static long records(Job<?> job) {
        return read(JOBS).stream().filter(r -> job.id().equals(r.key())).count();
    }
}
