package io.learngene.runtime.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.learngene.contracts.job.Job;
import io.learngene.runtime.messaging.Messages;
import io.learngene.runtime.store.ArtefactStore;
import io.learngene.runtime.store.FolderStore;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A share group counts every record between the oldest open one and the newest finished one as in flight: 2,000 unless told otherwise. */
@Tag("faults")
class ManyJobsTest extends LoopFixture {

    private static final int SHORT_JOBS = 5_000;

    @Test
    void longJobDoesNotStopThousandsOfShortOnes() {
        // Given: three workers, one of them busy with a long job that was queued first
        CountDownLatch longJobMayEnd = new CountDownLatch(1);
        CountDownLatch longJobRuns = new CountDownLatch(1);
        Set<String> done = ConcurrentHashMap.newKeySet();
        Work work = (job, context) -> {
            if (job.family().equals("long")) {
                longJobRuns.countDown();
                longJobMayEnd.await();
            } else {
                done.add(job.family());
            }
            return result(job);
        };
        ArtefactStore folder = withoutListing(new FolderStore(state.resolve("folder")));
        for (int i = 0; i < 3; i++) {
            loop(work, folder);
        }
        Messages.await(messages.queue(job("long")));
        await().atMost(PATIENCE).until(() -> longJobRuns.getCount() == 0);

        // When
        List<Job<TestJob>> jobs =
                IntStream.range(0, SHORT_JOBS).mapToObj(i -> job("short-" + i)).toList();
        List<CompletableFuture<Void>> queued =
                jobs.stream().map(messages::queue).toList();
        queued.forEach(Messages::await);

        // Then
        await().atMost(Duration.ofMinutes(5)).until(() -> done.size() == SHORT_JOBS);
        assertThat(folder.stat(job("long").resultKey())).isEmpty();
        longJobMayEnd.countDown();
        await().atMost(PATIENCE)
                .until(() -> folder.stat(job("long").resultKey()).isPresent());
    }

    /** Nothing but manifests is written here, so there are no leftovers to look for; a folder is slow at that. */
    private static ArtefactStore withoutListing(ArtefactStore store) {
        return (ArtefactStore) Proxy.newProxyInstance(
                ManyJobsTest.class.getClassLoader(),
                new Class<?>[] {ArtefactStore.class},
                (proxy, method, arguments) -> {
                    if (method.getName().equals("list")) {
                        return List.of();
                    }
                    try {
                        return method.invoke(store, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }
}
