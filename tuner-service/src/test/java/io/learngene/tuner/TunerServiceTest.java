package io.learngene.tuner;

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
import io.learngene.stack.StackResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.GroupListing;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The whole service, on a real broker and a real store. */
@QuarkusTest
@QuarkusTestResource(StackResource.class)
class TunerServiceTest {

    private static final Duration PATIENCE = Duration.ofMinutes(2);

    @Inject
    Messages messages;

    @Inject
    ArtefactStore store;

    @Inject
    KafkaSettings kafka;

    @BeforeEach
    void serviceIsReady() {
        await().atMost(PATIENCE).until(() -> get("/q/health/ready").statusCode() == 200);
    }

    @Test
    void takesTheKindsOfItsRoleAndNoOther() throws Exception {
        // When it is ready, its loop joins
        try (Admin admin = Admin.create(kafka.with(Map.of()))) {
            // Then
            await().atMost(PATIENCE).untilAsserted(() -> assertThat(groups(admin))
                    .containsExactlyInAnyOrder("learngene-workers.tune.v2"));
        }
    }

    @Test
    void jobThatCannotSucceedEndsInACountedFailureThatNamesTheCauseAndTheServiceLives() throws Exception {
        // Given
        Job<?> job = job();

        // When
        Messages.await(messages.queue(job));

        // Then
        Fact.JobFailed failed = failure(job);
        assertThat(failed.job()).isEqualTo(job.id());
        assertThat(failed.reason()).contains("dataset");
        String counted = "learngene_job_seconds_count{kind=\"tune\",outcome=\"failed\"";
        await().atMost(PATIENCE).until(() -> get("/q/metrics").asString().contains(counted));
        get("/q/health/live").then().statusCode(200);
    }

    private Fact.JobFailed failure(Job<?> job) {
        String mark = StoreKeys.failure(job.family(), job.spec().path());
        await().atMost(PATIENCE).until(() -> store.read(mark).isPresent());
        Optional<byte[]> told = store.read(mark);
        return Json.read(told.orElseThrow(), Fact.JobFailed.class);
    }

    private static List<String> groups(Admin admin) throws ExecutionException, InterruptedException {
        return admin.listGroups().all().get().stream()
                .map(GroupListing::groupId)
                .filter(group -> group.startsWith("learngene-workers."))
                .toList();
    }

    private static Job<?> job() throws IOException {
        try (InputStream in = TunerServiceTest.class.getResourceAsStream("job.json")) {
            return Job.read(in.readAllBytes());
        }
    }
}
