package io.learngene.e2e.faults;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.learngene.e2e.CommandLine;
import io.learngene.stack.Repository;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A short soak, as a user runs it. */
@Tag("storms")
class SoakTest {

    @Test
    void minuteOfFaultsLeavesNothingWrong(@TempDir Path state) {
        // When
        CommandLine.Outcome outcome = new CommandLine(state)
                .run("soak", "--minutes", "1", "--seed", "1", "--json", "--state", state.toString());

        // Then
        JsonNode report = outcome.succeeded().json();
        assertThat(report.get("wrong")).isEmpty();
        assertThat(report.get("broken").size()).isGreaterThan(5);
        assertThat(report.get("families").get("done").asInt()).isPositive();
    }

    @Test
    void soakWhoseJobsFailSaysSoAndEndsWithOne(@TempDir Path state) {
        // Given: no job is begun in so short a time
        CommandLine foundry = new CommandLine(state, Repository.root(), Map.of("FOUNDRY_JOB_START_LIMIT", "1ms"));

        // When
        CommandLine.Outcome outcome = foundry.run("soak", "--minutes", "1", "--seed", "2", "--state", state.toString());

        // Then
        assertThat(outcome.code()).isEqualTo(1);
        assertThat(outcome.out()).contains("wrong", "is FAILED: ", "foundry.job.start-limit");
    }
}
