package io.learngene.runtime.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.learngene.contracts.Json;
import io.learngene.contracts.artefact.ArtefactRef;
import io.learngene.contracts.artefact.StoreKeys;
import io.learngene.contracts.job.Job;
import io.learngene.contracts.job.JobSpec;
import io.learngene.runtime.store.ArtefactStore;
import io.learngene.runtime.store.FolderStore;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LeftoversTest {

    private static final Job<JobSpec> JOB = job("work/a");

    /** Any work. */
    private record Work(String path) implements JobSpec {
        @Override
        public String kind() {
            return "work";
        }

        @Override
        public String resultKey(String family) {
            return "results/" + family + "/" + path;
        }
    }

    @TempDir
    Path folder;

    private FolderStore store;

    @BeforeEach
    void open() {
        store = new FolderStore(folder);
        store.prepare();
    }

    @Test
    void checkpointsOfAFailedJobStayForWhoIsAskedToTryItAgain() {
        // Given
        ArtefactRef checkpoint = put(JOB, "1", "checkpoints/tuning/checkpoint-1");
        put(JOB, "1", "begun");
        put(JOB, "1", "model");

        // When
        new Leftovers(store).removeAllButCheckpoints(JOB, StoreKeys.run(JOB.id(), "1"));

        // Then
        assertThat(keys()).containsExactly(checkpoint.key());
    }

    @Test
    void whatAnotherRunMayBeAboutToPublishStaysWhenOneFails() {
        // Given
        put(JOB, "1", "model");
        ArtefactRef other = put(JOB, "2", "model");

        // When
        new Leftovers(store).removeAllButCheckpoints(JOB, StoreKeys.run(JOB.id(), "1"));

        // Then
        assertThat(keys()).containsExactly(other.key());
    }

    @Test
    void whatTheManifestNamesStaysWhicheverRunWroteIt() {
        // Given
        ArtefactRef model = put(JOB, "1", "model");
        put(JOB, "1", "checkpoints/tuning/checkpoint-1");
        put(JOB, "2", "model");
        store.put("manifest", JOB.resultKey(), Json.write(List.of(model)));

        // When
        new Leftovers(store).remove(JOB);

        // Then
        assertThat(keys()).containsExactlyInAnyOrder(model.key(), JOB.resultKey());
    }

    @Test
    void nothingStaysOfAJobWithoutAResult() {
        // Given
        put(JOB, "1", "model");
        put(JOB, "2", "checkpoints/tuning/checkpoint-1");

        // When
        new Leftovers(store).remove(JOB);

        // Then
        assertThat(keys()).isEmpty();
    }

    @Test
    void otherJobsAreLeftAlone() {
        // Given
        ArtefactRef other = put(job("work/ab"), "1", "model");

        // When
        new Leftovers(store).remove(JOB);

        // Then
        assertThat(keys()).containsExactly(other.key());
    }

    private static Job<JobSpec> job(String path) {
        return new Job<>("family", 0, 0, 0, null, null, Instant.parse("2026-11-25T12:00:00Z"), new Work(path));
    }

    private ArtefactRef put(Job<?> job, String run, String name) {
        return store.put(name, StoreKeys.run(job.id(), run) + name, new byte[1]);
    }

    private List<String> keys() {
        return store.list("").stream().map(ArtefactStore.Stat::key).toList();
    }
}
