package io.learngene.runtime.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.learngene.contracts.artefact.StoreKeys;
import io.learngene.contracts.job.Job;
import io.learngene.runtime.store.FolderStore;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What counts towards giving a job up. */
class JobHistoryTest {

    @TempDir
    Path folder;

    private FolderStore store;

    @BeforeEach
    void prepare() {
        store = new FolderStore(folder);
    }

    @Test
    void firstDeliveryIsWhatTheRecordSays() {
        assertThat(JobHistory.of(job(3, 2), "17", 1, store)).isEqualTo(new JobHistory(3, 2));
    }

    @Test
    void deathsWithoutProgressCount() {
        // Given
        begun(1, 2, 3);

        // When, Then
        assertThat(JobHistory.of(job(3, 2), "17", 4, store)).isEqualTo(new JobHistory(6, 5));
    }

    @Test
    void deliveriesThatNobodyBeganAreNoDeaths() {
        // Given
        begun(2);

        // When, Then
        assertThat(JobHistory.of(job(0, 0), "17", 2, store)).isEqualTo(new JobHistory(0, 0));
        assertThat(JobHistory.of(job(0, 0), "17", 7, store)).isEqualTo(new JobHistory(1, 1));
    }

    @Test
    void deathAfterACheckpointDoesNotCountNorWhatWasBeforeIt() {
        // Given: the third of four deliveries wrote a checkpoint
        begun(1, 2, 3, 4);
        checkpoint("17-3-x");

        // When
        JobHistory history = JobHistory.of(job(3, 2), "17", 5, store);

        // Then
        assertThat(history).isEqualTo(new JobHistory(7, 1));
    }

    @Test
    void checkpointsOfAnotherRecordOfTheJobSayNothingAboutThisOne() {
        // Given
        begun(1, 2);
        checkpoint("1-9-x");
        checkpoint("170-2-x");

        // When
        JobHistory history = JobHistory.of(job(0, 0), "17", 3, store);

        // Then
        assertThat(history).isEqualTo(new JobHistory(2, 2));
    }

    @Test
    void ofSeveralDeliveriesWithCheckpointsTheLastCounts() {
        // Given
        begun(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11);
        checkpoint("17-2-x");
        checkpoint("17-10-x");
        checkpoint("17-9-x");

        // When
        JobHistory history = JobHistory.of(job(0, 0), "17", 12, store);

        // Then
        assertThat(history).isEqualTo(new JobHistory(11, 1));
    }

    @Test
    void filesThatAreNoCheckpointsAreNoProgress() {
        // Given
        begun(1);
        store.put("answers", StoreKeys.run("f/work/r1", "17-2-x") + "answers-00000.safetensors", new byte[1]);

        // When
        JobHistory history = JobHistory.of(job(0, 0), "17", 3, store);

        // Then
        assertThat(history).isEqualTo(new JobHistory(2, 2));
    }

    /** Somebody copied a folder by hand: a job must not fail for it. */
    @ParameterizedTest
    @ValueSource(strings = {"17-copy", "17-copy-x", "17-", "17--x", "17-99999999999-x", "17-2x-y"})
    void keysThatNoRunWroteSayNothing(String run) {
        // Given
        begun(1, 2, 3);
        checkpoint(run);

        // When
        JobHistory history = JobHistory.of(job(3, 2), "17", 4, store);

        // Then
        assertThat(history).isEqualTo(new JobHistory(6, 5));
    }

    @Test
    void progressIsACheckpointOfThatRunAndOfNoOther() {
        // Given
        checkpoint("17-1-x");

        // When, Then
        assertThat(JobHistory.progress(StoreKeys.run("f/work/r1", "17-1-x"), store))
                .isTrue();
        assertThat(JobHistory.progress(StoreKeys.run("f/work/r1", "17-1-y"), store))
                .isFalse();
    }

    @Test
    void runsOfOneDeliveryNeverShareAName() {
        assertThat(JobHistory.run("17", 2)).startsWith("17-2-").isNotEqualTo(JobHistory.run("17", 2));
    }

    private void begun(int... deliveries) {
        for (int delivery : deliveries) {
            JobHistory.begin(StoreKeys.run("f/work/r1", "17-" + delivery + "-x"), "worker", store);
        }
    }

    private void checkpoint(String run) {
        String key = StoreKeys.run("f/work/r1", run) + "checkpoints/tuning/checkpoint-0000000010.safetensors";
        store.put("checkpoint", key, new byte[1]);
    }

    private static Job<TestJob> job(int attempt, int failures) {
        TestJob spec = new TestJob("r1");
        return new Job<>("f", attempt, failures, 0, null, null, Instant.EPOCH, spec);
    }
}
