package io.learngene.method;

import static org.assertj.core.api.Assertions.assertThat;

import io.learngene.contracts.Json;
import io.learngene.contracts.artefact.JobResult;
import io.learngene.contracts.artefact.StoreKeys;
import io.learngene.contracts.event.LearngenePublished;
import io.learngene.contracts.job.JobSpec;
import io.learngene.method.sws.FamilyRequest;
import io.learngene.runtime.store.ArtefactStore;
import io.learngene.worker.Workshop;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** All jobs of a family of a project. */
class ProjectFamilyTest {

    private static final String FAMILY = "acme~pets-1a2b3c4d";
    private static final String REQUEST = """
            {"dataset": {"name": "synthetic-shapes", "train_images": 128, "test_images": 64},
             "ancestor": {"train": {"model": {"type": "resnet", "layers": [1, 1, 1], "width": 8},
                                    "training": {"epochs": 1, "batch_size": 64}}},
             "auxiliary": {"dim": 16, "heads": 2, "patch_size": 8, "repeats": [1, 2]},
             "distillation": {"training": {"epochs": 1, "batch_size": 64}, "stored_answers": {}},
             "targets": [2], "tuning": {"epochs": 1, "batch_size": 64}}
            """;

    @TempDir
    Path folder;

    @Test
    void whateverItsJobsWriteLiesBelowTheFolderOfTheProject() throws Exception {
        // Given
        Workshop workshop = TestWorkshop.in(folder);
        TestJobs jobs = new TestJobs(workshop, folder, FAMILY);
        FamilyRequest request = Json.read(REQUEST.getBytes(StandardCharsets.UTF_8), FamilyRequest.class);
        Deque<JobSpec> queue = new ArrayDeque<>(List.of(new DistillJob(request)));

        // When
        while (!queue.isEmpty()) {
            JobSpec spec = queue.remove();
            String runs = StoreKeys.run(FAMILY + "/" + spec.path(), "1-a");
            JobResult result = jobs.run(spec, new TestWorkshop.Run(folder, spec.path(), runs));
            queue.addAll(jobs.next(spec, result));
            if (spec instanceof DistillJob) {
                queue.addAll(expansions(request));
            }
        }

        // Then
        assertThat(workshop.store().stat(StoreKeys.modelManifest(FAMILY, TuneJob.MODELS, "L02")))
                .isPresent();
        assertThat(workshop.store().list(""))
                .extracting(ArtefactStore.Stat::key)
                .allMatch(key -> key.startsWith("projects/acme/"));
    }

    private static List<JobSpec> expansions(FamilyRequest request) {
        LearngenePublished published = new LearngenePublished(
                FAMILY, StoreKeys.learngeneManifest(FAMILY), "0".repeat(64), request, null, TestWorkshop.NOW);
        return Methods.all().stream()
                .map((Method method) -> method.expansions(published))
                .flatMap(List::stream)
                .toList();
    }
}
