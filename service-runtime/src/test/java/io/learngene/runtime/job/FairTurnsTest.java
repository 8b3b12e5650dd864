package io.learngene.runtime.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.learngene.contracts.family.Priority;
import io.learngene.contracts.job.Line;
import io.learngene.runtime.store.ArtefactStore;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Families of many jobs beside others, on a real broker. */
class FairTurnsTest extends LoopFixture {

    private static final Duration LONG = Duration.ofMinutes(3);

    private final List<String> taken = new CopyOnWriteArrayList<>();

    @Test
    void familyOfManyJobsDoesNotKeepOneOfFewWaiting() {
        // Given: two hundred jobs in a pool of their own, of which the first is worked on
        CountDownLatch begin = new CountDownLatch(1);
        shift = new Shift("a", Set.of(), OptionalInt.empty(), Optional.empty());
        loop((job, context) -> {
            taken.add(job.family());
            begin.await();
            return result(job);
        });
        queue("many", 200, "a");
        await().atMost(PATIENCE).until(() -> !taken.isEmpty());
        queue("few", 2, "a");

        // When
        begin.countDown();

        // Then: before them come the one at work and four more, and as many again where a request was on its way
        await().atMost(LONG).until(() -> done("few") == 2);
        assertThat(taken.lastIndexOf("few")).isLessThanOrEqualTo(9);
    }

    @Test
    void everyJobOfALineIsDoneThoughWorkersGoMeanwhile() throws Exception {
        // Given: a worker that is stopped at its third job, before it has done anything
        int many = 5 * Line.ABREAST;
        CountDownLatch third = new CountDownLatch(1);
        JobLoop first = loop((job, context) -> {
            taken.add(job.id());
            if (taken.size() == 3) {
                third.countDown();
                untilStopped().run(job, context);
            }
            return result(job);
        });
        queue("left", many, null);
        third.await();

        // When
        first.close();
        loop((job, context) -> {
            taken.add(job.id());
            return result(job);
        });

        // Then: the job that was given back is taken twice, and lets nobody in twice
        await().atMost(LONG).until(() -> done("left") == many);
        List<String> once = new ArrayList<>(taken);
        once.remove(2);
        assertThat(once).hasSize(many).doesNotHaveDuplicates();
    }

    private static void queue(String family, int jobs, String pool) {
        List<TestJob> specs = IntStream.range(0, jobs)
                .mapToObj(i -> new TestJob("r" + i, pool))
                .toList();
        new FollowUps(store, messages, InstantSource.system()).queue(family, Priority.NORMAL, specs);
    }

    private static int done(String family) {
        return (int) store.list("families/" + family + "/work/").stream()
                .map(ArtefactStore.Stat::key)
                .filter(key -> key.endsWith(".json"))
                .count();
    }
}
