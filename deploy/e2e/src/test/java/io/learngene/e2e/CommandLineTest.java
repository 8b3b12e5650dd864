package io.learngene.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.learngene.e2e.CommandLine.Outcome;
import io.learngene.stack.Ports;
import io.learngene.stack.Repository;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The command line's manners. */
class CommandLineTest {

    @TempDir
    private Path state;

    private CommandLine foundry() {
        return new CommandLine(state);
    }

    @ParameterizedTest
    @ValueSource(strings = {"list", "show x-00000000", "submit examples/demo.yaml", "status", "cancel x-00000000"})
    void commandWithoutAStackSaysHowToStartOne(String command) {
        // When
        Outcome outcome = foundry().run(command.split(" "));

        // Then
        assertThat(outcome.code()).isEqualTo(3);
        assertThat(outcome.out() + outcome.err()).containsAnyOf("foundry up --detach", "no stack runs");
    }

    @Test
    void takenPortIsNamedWithTheRemedy() throws IOException {
        // Given
        try (java.net.ServerSocket taken = new java.net.ServerSocket(0, 1, java.net.InetAddress.getLoopbackAddress())) {
            Files.writeString(
                    state.resolve("foundry.properties"),
                    "broker.port=0\nstore.port=0\ndistiller.port=0\nexpander.port=0\ntuner.port=0\ngateway.port="
                            + taken.getLocalPort() + "\n");

            // When
            Outcome outcome = foundry().run("up");

            // Then
            assertThat(outcome.code()).isEqualTo(3);
            assertThat(outcome.err())
                    .contains("port " + taken.getLocalPort() + " of the gateway is taken", "foundry.properties");
        }
    }

    @Test
    void gatewayThatDoesNotAnswerIsNamed() {
        // Given
        String nobody = "http://127.0.0.1:" + Ports.free();

        // When
        Outcome outcome = foundry().run("list", "--gateway", nobody);

        // Then
        assertThat(outcome.code()).isEqualTo(3);
        assertThat(outcome.err()).contains(nobody, "foundry up");
    }

    @Test
    void waitingForImagesIsMeasured() throws IOException {
        // When
        Outcome outcome = foundry().run(documented("bench data")).succeeded();

        // Then
        assertThat(outcome.json().get("images_per_second").asDouble()).isPositive();
        assertThat(outcome.json().get("trained_per_second").asDouble()).isPositive();
        assertThat(outcome.json().get("waiting").asDouble()).isBetween(0.0, 1.0);
    }

    @Test
    void storedAnswersAreCompared() throws IOException {
        // When
        Outcome outcome = foundry().run(documented("bench distill")).succeeded();

        // Then
        assertThat(outcome.json().fieldNames()).toIterable().containsExactly("alone", "stored", "asked", "ratio");
    }

    @Test
    void jobsAreTimedAndNoneIsLostOrDoneTwice() throws IOException {
        // When
        Outcome outcome = foundry().run(documented("bench jobs")).succeeded();

        // Then
        assertThat(outcome.json().get("jobs_per_second").asDouble()).isPositive();
        assertThat(outcome.json().get("jobs").asInt()).isEqualTo(50);
        assertThat(outcome.json().get("lost").asInt()).isZero();
        assertThat(outcome.json().get("done_twice").asInt()).isZero();
    }

    @Test
    void trainingIsTimed() throws IOException {
        // When
        Outcome outcome = foundry().run(documented("bench train")).succeeded();

        // Then
        assertThat(outcome.json().fieldNames())
                .toIterable()
                .contains("ms_per_step", "images_per_second", "peak_rss_mb", "threads", "precision");
    }

    /** The benchmark as the operations guide has it, which is not run a second time for that; its answer as JSON. */
    private static List<String> documented(String benchmark) throws IOException {
        String line = Files.readAllLines(Repository.root().resolve("docs/operations.md")).stream()
                .filter(each -> each.startsWith("./foundry " + benchmark + " "))
                .findFirst()
                .orElseThrow();
        List<String> arguments = new ArrayList<>(List.of(line.split(" ")));
        arguments.remove(0);
        arguments.add("--json");
        return arguments;
    }
}
