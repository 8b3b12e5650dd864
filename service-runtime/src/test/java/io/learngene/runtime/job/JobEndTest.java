package io.learngene.runtime.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.learngene.contracts.Json;
import io.learngene.contracts.Topics;
import io.learngene.contracts.artefact.JobResult;
import io.learngene.contracts.artefact.StoreKeys;
import io.learngene.contracts.event.Cancellation;
import io.learngene.contracts.event.Fact;
import io.learngene.contracts.event.TrainingPoint;
import io.learngene.contracts.event.TrainingPoint.Position;
import io.learngene.contracts.job.Job;
import io.learngene.runtime.messaging.Messages;
import io.learngene.runtime.store.ArtefactStore;
import io.learngene.runtime.store.StoreException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Ends that were found to go wrong by going through every state of the protocol ({@link ProtocolTest}). */
class JobEndTest extends LoopFixture {

    /** What happens at a call of the store, before it. */
    private interface Before {
        void call(String method, Object key);
    }

    @Test
    void jobLiesAmongTheDeadLettersBeforeAnybodyIsToldThatItFailed() {
        // Given
        Job<TestJob> job = job("dead-letter-first");
        String mark = StoreKeys.failure(job.family(), job.spec().path());
        AtomicInteger lettersAtTheMark = new AtomicInteger(-1);
        ArtefactStore watched = store((method, key) -> {
            if (method.equals("create") && mark.equals(key)) {
                lettersAtTheMark.set(deadLetters(job).size());
            }
        });
        loop(
                (j, context) -> {
                    throw new PermanentJobException("one class only", null);
                },
                watched);

        // When
        Messages.await(messages.queue(job));

        // Then
        await().atMost(PATIENCE).until(() -> ended(job) instanceof Fact.JobFailed);
        assertThat(lettersAtTheMark.get()).isEqualTo(1);
    }

    @Test
    void jobWhoseResultCannotBeToldForLongIsNotGivenUp() {
        // Given: the announcement fails more often than a job is tried
        Job<TestJob> job = job("told-late");
        AtomicInteger announcements = new AtomicInteger();
        JobHandler<TestJob> handler = new JobHandler<>() {
            @Override
            public Class<TestJob> type() {
                return TestJob.class;
            }

            @Override
            public JobResult run(Job<TestJob> j, JobContext context) {
                return result(j);
            }

            @Override
            public void announce(Job<TestJob> j, JobResult result) {
                if (j.id().equals(job.id())
                        && announcements.incrementAndGet() <= settings().attempts()) {
                    throw new IllegalStateException("the broker is away");
                }
            }
        };
        JobLoop loop = new JobLoop(List.of(handler), settings(), environment(store));
        opened.add(loop);
        loop.start();

        // When
        Messages.await(messages.queue(job));

        // Then
        await().atMost(PATIENCE).until(() -> ended(job) != null);
        assertThat(ended(job)).isInstanceOf(Fact.JobSucceeded.class);
    }

    @Test
    void workWhoseEndCannotBeToldForAWhileIsNotDoneAgain() {
        // Given: the store does not take the mark at first
        Job<TestJob> job = job("told-in-the-end");
        String mark = StoreKeys.failure(job.family(), job.spec().path());
        AtomicInteger marks = new AtomicInteger();
        ArtefactStore moody = store((method, key) -> {
            if (method.equals("create") && mark.equals(key) && marks.incrementAndGet() <= 2) {
                throw new StoreException("away", null);
            }
        });
        loop(
                (j, context) -> {
                    throw new PermanentJobException("one class only", null);
                },
                moody);

        // When
        Messages.await(messages.queue(job));

        // Then
        await().atMost(PATIENCE).until(() -> ended(job) instanceof Fact.JobFailed);
        assertThat(attempts).containsExactly(1);
        assertThat(deadLetters(job)).hasSize(1);
    }

    @Test
    void attemptsAreNotForgottenWhereAWorkerEndsBeforeItCouldLook() {
        // Given: two workers died on the job, the third finds no store
        Job<TestJob> job = job("ends-before-its-look");
        AtomicBoolean away = new AtomicBoolean();
        CountDownLatch looked = new CountDownLatch(1);
        ArtefactStore sometimes = store((method, key) -> {
            if (away.get() && method.equals("stat")) {
                looked.countDown();
                throw new StoreException("away", null);
            }
        });
        JobLoop first = loop(
                (j, context) -> {
                    away.set(attempts.size() == 2);
                    throw new AssertionError("what no worker survives");
                },
                sometimes);
        Messages.await(messages.queue(job));
        await().atMost(PATIENCE).until(() -> looked.getCount() == 0);

        // When
        first.close();
        loop((j, context) -> result(j));

        // Then
        await().atMost(PATIENCE).until(() -> ended(job) instanceof Fact.JobSucceeded);
        // A delivery that could not look counts as an attempt that there may have been: at times there are two of them.
        assertThat(attempts).hasSize(3).startsWith(1, 2);
        assertThat(List.copyOf(attempts).get(2)).isGreaterThan(2);
    }

    @Test
    void workThatEndsAfterItsJobWasCancelledIsNotPublished() {
        // Given
        Job<TestJob> job = job("cancelled-at-the-end");
        loop((j, context) -> {
            Messages.await(messages.publish(new Cancellation(j.id(), Instant.now())));
            await().atMost(PATIENCE).until(() -> cancellations.covers(j));
            return result(j);
        });

        // When
        Messages.await(messages.queue(job));

        // Then
        await().atMost(PATIENCE).until(() -> ended(job) != null);
        assertThat(ended(job)).isInstanceOf(Fact.JobCancelled.class);
        assertThat(store.stat(job.resultKey())).isEmpty();
    }

    @Test
    void workThatGoesOnAfterItsLockWasLostIsNeitherToldNorPublished() throws Exception {
        // Given: it does not look whether it has to stop
        Job<TestJob> job = job("lock-lost-at-the-end");
        CountDownLatch goesOn = new CountDownLatch(1);
        loop((j, context) -> {
            if (attempts.size() == 1) {
                await().atMost(PATIENCE).until(() -> context.stop().requested());
                goesOn.countDown();
                Position position = new Position(1, 1, 1, 1);
                context.report(new TrainingPoint(
                        j.id(), j.family(), context.attempt(), "tuning", position, null, null, Instant.now()));
                return new TestResult(j.family(), List.of("late"));
            }
            return new TestResult(j.family(), List.of("in time"));
        });
        Messages.await(messages.queue(job));
        await().atMost(PATIENCE).until(() -> attempts.size() == 1);

        // When
        signal("STOP");
        goesOn.await();
        signal("CONT");

        // Then
        await().atMost(PATIENCE).until(() -> ended(job) instanceof Fact.JobSucceeded);
        TestResult manifest = (TestResult) Json.read(store.read(job.resultKey()).orElseThrow(), JobResult.class);
        assertThat(manifest.notes()).containsExactly("in time");
        assertThat(read(Topics.METRICS)).isEmpty();
    }

    private static ArtefactStore store(Before before) {
        return (ArtefactStore) Proxy.newProxyInstance(
                JobEndTest.class.getClassLoader(), new Class<?>[] {ArtefactStore.class}, (proxy, method, arguments) -> {
                    before.call(method.getName(), arguments == null ? null : arguments[0]);
                    try {
                        return method.invoke(store, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }
}
