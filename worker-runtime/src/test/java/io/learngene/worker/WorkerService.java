package io.learngene.worker;

import static io.restassured.RestAssured.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.learngene.contracts.Json;
import io.learngene.contracts.artefact.StoreKeys;
import io.learngene.contracts.event.Fact;
import io.learngene.contracts.job.Job;
import io.learngene.runtime.messaging.KafkaSettings;
import io.learngene.runtime.messaging.Messages;
import io.learngene.runtime.store.ArtefactStore;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.GroupListing;

/**
 * What the tests of a whole service ask of it, on a real broker and a real store.
 *
 * @param messages its messages
 * @param store its store
 * @param kafka its broker
 */
public record WorkerService(Messages messages, ArtefactStore store, KafkaSettings kafka) {

    private static final Duration PATIENCE = Duration.ofMinutes(2);

    /** Waits until it answers. */
    public void awaitReady() {
        await().atMost(PATIENCE).until(() -> get("/q/health/ready").statusCode() == 200);
    }

    /** @param kinds the kinds of jobs that its loop joins for, and no other */
    public void awaitOnlyGroupsOf(String... kinds) throws ExecutionException, InterruptedException {
        try (Admin admin = Admin.create(kafka.with(Map.of()))) {
            await().atMost(PATIENCE).untilAsserted(() -> assertThat(groups(admin))
                    .containsExactlyInAnyOrderElementsOf(Stream.of(kinds)
                            .flatMap(kind -> Stream.of("", ".high", ".low")
                                    .map(priority -> "learngene-workers." + kind + ".v2" + priority))
                            .toList()));
        }
    }

    /**
     * @param job a job, as JSON, whose dataset is nowhere
     * @return how it failed for good
     */
    public Fact.JobFailed failure(byte[] job) {
        Job<?> read = Job.read(job);
        Messages.await(messages.queue(read));
        String mark = StoreKeys.failure(read.family(), read.spec().path());
        await().atMost(PATIENCE).until(() -> store.read(mark).isPresent());
        Fact.JobFailed failed = Json.read(store.read(mark).orElseThrow(), Fact.JobFailed.class);
        assertThat(failed.job()).isEqualTo(read.id());
        return failed;
    }

    /** @param kind kind of a job that failed; it is counted, and the service lives */
    public void awaitFailureCounted(String kind) {
        String counted = "learngene_job_seconds_count{kind=\"" + kind + "\",outcome=\"failed\"";
        await().atMost(PATIENCE).until(() -> get("/q/metrics").asString().contains(counted));
        get("/q/health/live").then().statusCode(200);
    }

    private static List<String> groups(Admin admin) throws ExecutionException, InterruptedException {
        return admin.listGroups().all().get().stream()
                .map(GroupListing::groupId)
                .filter(group -> group.startsWith("learngene-workers."))
                .toList();
    }
}
