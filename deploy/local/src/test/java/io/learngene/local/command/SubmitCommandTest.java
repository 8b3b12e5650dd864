package io.learngene.local.command;

import static io.learngene.local.client.FakeGateway.of;
import static org.assertj.core.api.Assertions.assertThat;

import io.learngene.contracts.Json;
import io.learngene.contracts.view.Estimate;
import io.learngene.local.client.FakeGateway;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a family would take, on the command line. */
class SubmitCommandTest {

    private static final FakeGateway.Answer ACCEPTED = of(202, "{\"family\": \"f-2\", \"job\": \"f-2/work\"}");
    private static final Estimate ESTIMATE = new Estimate(
            List.of(new Estimate.Phase(
                    "tune", "models", "default", 2, 3e12, 600.0, 4_000_000, new Estimate.Speed(5e9, 4))),
            3e12,
            600.0,
            4_000_000,
            false);
    private static final FakeGateway.Answer ESTIMATED =
            of(200, new String(Json.write(ESTIMATE), StandardCharsets.UTF_8));

    @TempDir
    private Path folder;

    private String file;

    @BeforeEach
    void write() throws IOException {
        file = Files.writeString(folder.resolve("pets.yaml"), "dataset: pets\n").toString();
    }

    @Test
    void whatItTakesIsToldBeforeItIsSubmitted() {
        // Given
        try (FakeGateway gateway = new FakeGateway(ESTIMATED, ACCEPTED)) {
            // When
            Typed outcome = Typed.run(gateway, "submit", file);

            // Then
            assertThat(outcome.succeeded().out()).isEqualTo("f-2\n");
            assertThat(outcome.err()).contains("tune models", "3.00e+12", "10 min", "4.0 MB", "4 finished jobs");
            assertThat(gateway.requests())
                    .extracting(request -> request.method() + " " + request.target() + " " + request.text())
                    .containsExactly("POST /estimates dataset: pets\n", "POST /families dataset: pets\n");
        }
    }

    @Test
    void estimateAloneSubmitsNothing() {
        // Given
        try (FakeGateway gateway = new FakeGateway(ESTIMATED)) {
            // When
            Typed outcome = Typed.run(gateway, "submit", file, "--estimate");

            // Then
            assertThat(outcome.succeeded().out()).contains("tune models", "10 min");
            assertThat(gateway.requests())
                    .extracting(FakeGateway.Request::target)
                    .containsExactly("/estimates");
        }
    }

    @Test
    void estimateIsJsonWhereThatIsAskedFor() {
        // Given
        try (FakeGateway gateway = new FakeGateway(ESTIMATED)) {
            // When
            Typed outcome = Typed.run(gateway, "submit", file, "--estimate", "--json");

            // Then
            byte[] printed = outcome.succeeded().out().getBytes(StandardCharsets.UTF_8);
            assertThat(Json.read(printed, Estimate.class)).isEqualTo(ESTIMATE);
        }
    }

    @Test
    void gatewayThatCannotTellTakesTheRequestAllTheSame() {
        // Given
        try (FakeGateway gateway = new FakeGateway(
                of(500, "{\"title\": \"Broken\", \"status\": 500, \"detail\": \"something broke\"}"), ACCEPTED)) {
            // When
            Typed outcome = Typed.run(gateway, "submit", file);

            // Then
            assertThat(outcome.succeeded().out()).isEqualTo("f-2\n");
            assertThat(outcome.err()).isEqualTo("foundry: what it takes is not known: something broke (HTTP 500)\n");
        }
    }

    @Test
    void whatIsRefusedIsToldOnce() {
        // Given
        try (FakeGateway gateway = new FakeGateway(
                of(422, "{\"title\": \"Refused\", \"status\": 422, \"detail\": \"dataset: there is none\"}"))) {
            // When
            Typed outcome = Typed.run(gateway, "submit", file);

            // Then
            assertThat(outcome.failedWith(2).err()).contains("dataset: there is none");
        }
    }

    @Test
    void estimateThatIsRefusedIsAFailureOfTheCommand() {
        // Given
        try (FakeGateway gateway = new FakeGateway(
                of(422, "{\"title\": \"Refused\", \"status\": 422, \"detail\": \"dataset: there is none\"}"))) {
            // When
            Typed outcome = Typed.run(gateway, "submit", file, "--estimate");

            // Then
            assertThat(outcome.failedWith(2).err()).contains("dataset: there is none");
        }
    }
}
