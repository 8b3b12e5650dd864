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
        assertThat(JobHistory.of(job(3, 2), "17", 4, store)).isEqualTo(new JobHistory(6, 5));
    }

    @Test
    void deathAfterACheckpointDoesNotCountNorWhatWasBeforeIt() {
        // Given: the third of four deliveries wrote a checkpoint
        checkpoint("17-3-x");

        // When
        JobHistory history = JobHistory.of(job(3, 2), "17", 5, store);

        // Then
        assertThat(history).isEqualTo(new JobHistory(7, 1));
    }

    @Test
    void checkpointsOfAnotherRecordOfTheJobSayNothingAboutThisOne() {
        // Given
        checkpoint("1-9-x");
        checkpoint("170-2-x");

        // When
        JobHistory history = JobHistory.of(job(0, 0), "17", 3, store);

        // Then
        assertThat(history).isEqualTo(new JobHistory(2, 2));
    }

    @Test
    void runsOfOneDeliveryNeverShareAName() {
        assertThat(JobHistory.run("17", 2)).startsWith("17-2-").isNotEqualTo(JobHistory.run("17", 2));
    }

    private void checkpoint(String run) {
        String key = StoreKeys.run("f/work/r1", run) + "checkpoints/tuning/checkpoint-0000000010.safetensors";
        store.put("checkpoint", key, new byte[1]);
    }

    private static Job<TestJob> job(int attempt, int failures) {
        TestJob spec = new TestJob("r1");
        return new Job<>("f", attempt, failures, Instant.EPOCH, spec);
    }
}
