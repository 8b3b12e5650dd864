package io.learngene.local.command;

import static io.learngene.local.client.FakeGateway.of;
import static org.assertj.core.api.Assertions.assertThat;

import io.learngene.local.client.FakeGateway;
import org.junit.jupiter.api.Test;

class ProjectsCommandTest {

    @Test
    void projectsAreListedWithWhatTheyHaveAndMayHave() {
        // Given
        FakeGateway.Answer answer = of(
                200,
                "{\"projects\": [{\"project\": \"acme\", \"jobs\": 3, \"max_jobs\": 20, \"device_hours\": 1.5,"
                        + " \"bytes\": 1000}]}");
        try (FakeGateway gateway = new FakeGateway(answer)) {
            // When
            Typed outcome = Typed.run(gateway, "projects").succeeded();

            // Then
            assertThat(outcome.out()).containsPattern("acme +3 of 20 +1.50 +1000");
            assertThat(gateway.requests().get(0).target()).isEqualTo("/projects");
        }
    }
}
