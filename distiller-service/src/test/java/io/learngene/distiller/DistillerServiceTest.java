package io.learngene.distiller;

import static org.assertj.core.api.Assertions.assertThat;

import io.learngene.contracts.event.Fact;
import io.learngene.runtime.messaging.KafkaSettings;
import io.learngene.runtime.messaging.Messages;
import io.learngene.runtime.store.ArtefactStore;
import io.learngene.stack.StackResource;
import io.learngene.worker.WorkerService;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.InputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The whole service, on a real broker and a real store. */
@QuarkusTest
@QuarkusTestResource(StackResource.class)
class DistillerServiceTest {

    private static final String KIND = "distill";

    @Inject
    Messages messages;

    @Inject
    ArtefactStore store;

    @Inject
    KafkaSettings kafka;

    private WorkerService service;

    @BeforeEach
    void serviceIsReady() {
        service = new WorkerService(messages, store, kafka);
        service.awaitReady();
    }

    @Test
    void takesTheKindsOfItsRoleAndNoOther() throws Exception {
        // When it is ready, its loop joins
        // Then
        service.awaitOnlyGroupsOf(KIND, "grow", "operator", "select");
    }

    @Test
    void jobThatCannotSucceedEndsInACountedFailureThatNamesTheCauseAndTheServiceLives() throws Exception {
        // Given
        byte[] job;
        try (InputStream in = DistillerServiceTest.class.getResourceAsStream("job.json")) {
            job = in.readAllBytes();
        }

        // When
        Fact.JobFailed failed = service.failure(job);

        // Then
        assertThat(failed.reason()).contains("dataset");
        service.awaitFailureCounted(KIND);
    }
}
