package io.learngene.runtime.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.learngene.contracts.artefact.StoreKeys;
import io.learngene.contracts.family.Priority;
import io.learngene.contracts.job.Job;
import io.learngene.contracts.job.JobSpec;
import io.learngene.contracts.job.Line;
import io.learngene.runtime.store.ArtefactStore;
import io.learngene.runtime.store.FolderStore;
import io.learngene.runtime.store.MissingObjectException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FollowUpsTest {

    private static final String FAMILY = "toy-1";

    @TempDir
    private Path folder;

    private final List<Job<?>> queue = new ArrayList<>();
    private ArtefactStore store;
    private FollowUps followUps;

    @BeforeEach
    void open() {
        store = new FolderStore(folder);
        followUps = new FollowUps(
                store,
                job -> {
                    queue.add(job);
                    return CompletableFuture.completedFuture(null);
                },
                InstantSource.fixed(Instant.EPOCH));
    }

    @Test
    void fewAreQueuedAtOnceAndNobodyStandsInALine() {
        // When
        int queued = followUps.queue(FAMILY, Priority.HIGH, works(Line.ABREAST, null));

        // Then
        assertThat(queued).isEqualTo(Line.ABREAST);
        assertThat(queue).hasSize(Line.ABREAST).allSatisfy(job -> assertThat(job.line())
                .isNull());
        assertThat(store.list(StoreKeys.ofFamily(FAMILY))).isEmpty();
    }

    @Test
    void ofManyOnlyTheFirstAreQueuedAndEachThatIsTakenLetsOneIn() {
        // Given
        int queued = followUps.queue(FAMILY, Priority.LOW, works(3 * Line.ABREAST, null));
        List<Job<?>> first = List.copyOf(queue);

        // When
        for (int taken = 0; taken < queue.size(); taken++) {
            followUps.letNextIn(queue.get(taken));
        }

        // Then
        assertThat(queued).isEqualTo(3 * Line.ABREAST);
        assertThat(first).extracting(Job::id).containsExactlyElementsOf(ids(0, Line.ABREAST));
        assertThat(queue).extracting(Job::id).containsExactlyElementsOf(ids(0, 3 * Line.ABREAST));
        assertThat(queue).extracting(Job::priority).containsOnly(Priority.LOW);
    }

    @Test
    void jobsThatOtherWorkersTakeStandInALineOfTheirOwn() {
        // When
        followUps.queue(
                FAMILY,
                Priority.NORMAL,
                List.of(works(Line.ABREAST + 1, "a"), works(Line.ABREAST + 1, "b")).stream()
                        .flatMap(List::stream)
                        .toList());

        // Then
        assertThat(queue).hasSize(2 * Line.ABREAST);
        assertThat(store.list(StoreKeys.ofFamily(FAMILY) + "lines/")).hasSize(2);
    }

    @Test
    void whoHasAnEndIsPassedOver() {
        // Given
        followUps.queue(FAMILY, Priority.NORMAL, works(4 * Line.ABREAST, null));
        List<Job<?>> first = List.copyOf(queue);
        queue.clear();
        end(works(4 * Line.ABREAST, null).get(Line.ABREAST));
        store.put("failed", StoreKeys.failure(FAMILY, "work/r" + 2 * Line.ABREAST), new byte[0]);

        // When
        followUps.letNextIn(first.get(0));

        // Then
        assertThat(queue).extracting(Job::id).containsExactlyElementsOf(ids(3 * Line.ABREAST, 3 * Line.ABREAST + 1));
    }

    @Test
    void lastOfALineLetsNobodyIn() {
        // Given
        followUps.queue(FAMILY, Priority.NORMAL, works(Line.ABREAST + 1, null));
        List<Job<?>> first = List.copyOf(queue);
        queue.clear();

        // When
        followUps.letNextIn(first.get(1));

        // Then
        assertThat(queue).isEmpty();
    }

    @Test
    void sameResultAnnouncedAgainIsTheSameLine() {
        // When
        followUps.queue(FAMILY, Priority.NORMAL, works(2 * Line.ABREAST, null));
        followUps.queue(FAMILY, Priority.NORMAL, works(2 * Line.ABREAST, null));

        // Then
        assertThat(store.list(StoreKeys.ofFamily(FAMILY))).hasSize(1);
    }

    @Test
    void lineThatTheStoreHasLostIsTold() {
        // Given
        followUps.queue(FAMILY, Priority.NORMAL, works(2 * Line.ABREAST, null));
        Job<?> first = queue.get(0);

        // When
        store.delete(first.line().key());

        // Then
        assertThatThrownBy(() -> followUps.letNextIn(first))
                .isInstanceOf(MissingObjectException.class)
                .hasMessageContaining(first.line().key());
    }

    private void end(JobSpec spec) {
        store.put("result", spec.resultKey(FAMILY), new byte[0]);
    }

    private static List<TestJob> works(int count, String pool) {
        return IntStream.range(0, count)
                .mapToObj(i -> new TestJob("r" + i, pool))
                .toList();
    }

    private static List<String> ids(int from, int to) {
        return IntStream.range(from, to).mapToObj(i -> FAMILY + "/work/r" + i).toList();
    }
}
