package io.learngene.runtime.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.learngene.contracts.Sha256;
import io.learngene.contracts.artefact.JobResult;
import io.learngene.contracts.event.Fact;
import io.learngene.contracts.job.Job;
import io.learngene.runtime.messaging.Messages;
import io.learngene.runtime.store.ArtefactStore;
import io.learngene.runtime.store.S3Store;
import io.learngene.stack.ObjectStore;
import io.learngene.stack.TcpProxy;
import io.learngene.stack.TcpProxy.Fault;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Store and broker that fail at the moment that matters. */
@Tag("storms")
class StoreAndBrokerFaultTest extends LoopFixture {

    /** A broker needs its time to start. */
    private static final Duration LONGER = Duration.ofMinutes(3);

    @Test
    void jobWhoseLastAttemptGotNoAnswerToItsPublicationIsNotGivenUp() {
        // Given: two attempts fail, the third publishes and does not hear of it
        Job<TestJob> job = job("answer-lost");
        try (TcpProxy proxy = proxy();
                ArtefactStore behind = behind(proxy)) {
            AtomicInteger runs = new AtomicInteger();
            JobLoop loop = loop(
                    (j, context) -> {
                        if (runs.incrementAndGet() < 3) {
                            throw new IllegalStateException("not yet");
                        }
                        proxy.become(new Fault.LostAnswer("PUT /" + bucket + "/" + j.resultKey()));
                        return result(j);
                    },
                    behind);

            // When
            Messages.await(messages.queue(job));

            // Then
            await().atMost(PATIENCE).until(() -> ended(job) != null);
            assertThat(ended(job)).isInstanceOf(Fact.JobSucceeded.class);
            assertThat(((Fact.JobSucceeded) ended(job)).sha256())
                    .isEqualTo(Sha256.of(store.read(job.resultKey()).orElseThrow()));
            assertThat(runs).hasValue(3);
            loop.close();
        }
    }

    @Test
    void jobWaitsForAStoreThatRefusesAndCountsNothing() {
        // Given
        Job<TestJob> job = job("refused");
        try (TcpProxy proxy = proxy();
                ArtefactStore behind = behind(proxy)) {
            proxy.refuse();
            JobLoop loop = loop((j, context) -> result(j), behind);
            Messages.await(messages.queue(job));
            await().during(LOCK).atMost(PATIENCE).until(() -> ended(job) == null);

            // When
            proxy.mend();

            // Then
            await().atMost(PATIENCE).until(() -> ended(job) instanceof Fact.JobSucceeded);
            assertThat(attempts).containsExactly(1);
            loop.close();
        }
    }

    @Test
    void jobWaitsForAStoreThatHasTooMuchToDoAndCountsNothing() {
        // Given
        Job<TestJob> job = job("unavailable");
        try (TcpProxy proxy = proxy();
                ArtefactStore behind = behind(proxy)) {
            proxy.become(new Fault.Unavailable());
            JobLoop loop = loop((j, context) -> result(j), behind);
            Messages.await(messages.queue(job));
            await().during(LOCK).atMost(PATIENCE).until(() -> ended(job) == null);

            // When
            proxy.mend();

            // Then
            await().atMost(PATIENCE).until(() -> ended(job) instanceof Fact.JobSucceeded);
            assertThat(attempts).containsExactly(1);
            loop.close();
        }
    }

    @Test
    void resultThatAStoreHadNoTimeToTakeIsPublishedByTheNextAttempt() {
        // Given
        Job<TestJob> job = job("unavailable-at-the-end");
        try (TcpProxy proxy = proxy();
                ArtefactStore behind = behind(proxy)) {
            JobLoop loop = loop(
                    (j, context) -> {
                        if (context.attempt() == 1) {
                            proxy.become(new Fault.Unavailable());
                        }
                        return result(j);
                    },
                    behind);
            Messages.await(messages.queue(job));
            await().atMost(PATIENCE).until(() -> attempts.size() == 1);
            await().during(LOCK).atMost(PATIENCE).until(() -> ended(job) == null);

            // When
            proxy.mend();

            // Then
            await().atMost(PATIENCE).until(() -> ended(job) instanceof Fact.JobSucceeded);
            assertThat(((Fact.JobSucceeded) ended(job)).sha256())
                    .isEqualTo(Sha256.of(store.read(job.resultKey()).orElseThrow()));
            loop.close();
        }
    }

    @Test
    void brokerThatIsKilledWhileNobodyWorksHasEveryJobAfterwards() {
        // Given
        Job<TestJob> job = job("broker-idle");
        Messages.await(messages.queue(job));

        // When
        parts.restartBroker();
        loop((j, context) -> result(j));

        // Then
        await().atMost(LONGER).until(() -> ended(job) instanceof Fact.JobSucceeded);
    }

    @Test
    void brokerThatIsKilledWhileAJobIsWorkedOnCostsNoResult() {
        // Given
        Job<TestJob> job = job("broker-working");
        CountDownLatch mayEnd = new CountDownLatch(1);
        loop((j, context) -> {
            mayEnd.await();
            return result(j);
        });
        Messages.await(messages.queue(job));
        await().atMost(LONGER).until(() -> !attempts.isEmpty());

        // When
        parts.restartBroker();
        mayEnd.countDown();

        // Then
        await().atMost(LONGER).until(() -> ended(job) instanceof Fact.JobSucceeded);
        assertThat(store.stat(job.resultKey())).isPresent();
    }

    @Test
    void brokerThatIsKilledBetweenPublicationAndAnnouncementIsToldOfTheResultAfterwards() {
        // Given
        Job<TestJob> job = job("broker-publishing");
        AtomicInteger announcements = new AtomicInteger();
        JobHandler<TestJob> handler = new JobHandler<>() {
            @Override
            public Class<TestJob> type() {
                return TestJob.class;
            }

            @Override
            public JobResult run(Job<TestJob> j, JobContext context) {
                attempts.add(context.attempt());
                return result(j);
            }

            @Override
            public void announce(Job<TestJob> j, JobResult result) {
                if (announcements.incrementAndGet() == 1) {
                    parts.restartBroker();
                }
            }
        };
        JobLoop loop = new JobLoop(List.of(handler), settings(), environment(store));
        opened.add(loop);
        loop.start();

        // When
        Messages.await(messages.queue(job));

        // Then
        await().atMost(LONGER).until(() -> ended(job) instanceof Fact.JobSucceeded);
        assertThat(attempts).containsExactly(1);
    }

    private static TcpProxy proxy() {
        return TcpProxy.before(Integer.parseInt(server.endpoint().replaceAll(".*:", "")));
    }

    private static ArtefactStore behind(TcpProxy proxy) {
        return new S3Store(
                "http://127.0.0.1:" + proxy.port(), bucket, ObjectStore.ACCESS_KEY, server.secretKey(), null);
    }
}
