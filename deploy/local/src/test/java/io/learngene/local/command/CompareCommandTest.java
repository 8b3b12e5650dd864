package io.learngene.local.command;

import static io.learngene.local.client.FakeGateway.of;
import static org.assertj.core.api.Assertions.assertThat;

import io.learngene.local.client.FakeGateway;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Comparisons on the command line. */
class CompareCommandTest {

    private static final FakeGateway.Answer ACCEPTED = of(202, "{\"comparison\": \"c-1\", \"state\": \"queued\"}");
    private static final String VIEW =
            "{\"comparison\": \"c-1\", \"state\": \"%s\", \"models\": 6, \"models_done\": %d, \"ancestor\": \"a-1\","
                    + " \"created_at\": \"2026-11-01T10:00:00Z\", \"eta_seconds\": 120.0, \"parts\": [{\"name\": \"sws\","
                    + " \"width\": 64, \"seed\": 42, \"family\": \"f-1\", \"state\": \"%1$s\", \"phase\": \"tune\","
                    + " \"models\": 6, \"models_done\": %2$d}]}";
    private static final String REPORT = """
            {"comparison": {"comparison": "c-1", "state": "done", "models": 2, "models_done": 2},
             "request": {"widths": [64], "without": {"layerdrop": "no time"}},
             "headline": {"name": "top1", "title": "top-1 accuracy", "higher_is_better": true, "shown": "percent"},
             "rows": [{"method": "sws", "width": 64, "depth": 4, "parameters": 1234567, "score_0": 0.5, "score_1": 0.6,
                       "score": 0.65, "interval": {"low": 0.62, "high": 0.68}, "runs": [{}, {}], "own": {"flops": 1e9},
                       "alone": {"flops": 3e9}}],
             "ledger": [{"method": "sws", "width": 64, "stored": 234567, "learngene": {"flops": 2e9},
                         "training": {"flops": 1e9}, "total": {"flops": 3e9}}],
             "sentences": ["sws loses to scratch-distilled at depth 4, by 2.0 points."]}
            """;

    @TempDir
    private Path folder;

    @Test
    void requestIsPostedAndTheComparisonNamed() throws IOException {
        // Given
        Path file = Files.writeString(folder.resolve("compare.yaml"), "dataset: synthetic-shapes\n");
        try (FakeGateway gateway = new FakeGateway(ACCEPTED)) {
            // When
            Typed outcome = Typed.run(gateway, "compare", file.toString());

            // Then
            assertThat(outcome.succeeded().out()).isEqualTo("c-1\n");
            FakeGateway.Request request = gateway.requests().get(0);
            assertThat(request.method() + " " + request.target()).isEqualTo("POST /comparisons");
            assertThat(request.text()).isEqualTo("dataset: synthetic-shapes\n");
        }
    }

    @Test
    void waitingTellsWhatChangesAndEndsWithTheTable() throws IOException {
        // Given
        Path file = Files.writeString(folder.resolve("compare.yaml"), "dataset: synthetic-shapes\n");
        try (FakeGateway gateway = new FakeGateway(
                ACCEPTED, of(200, VIEW.formatted("running", 2)), of(200, VIEW.formatted("done", 6)), of(200, REPORT))) {
            // When
            Typed outcome = Typed.run(gateway, "compare", file.toString(), "--wait");

            // Then
            assertThat(outcome.succeeded().err())
                    .contains("running, 2 of 6 models, running: sws of seed 42 (tune), about 2 min left")
                    .contains("done, 6 of 6 models");
            assertThat(outcome.out())
                    .contains("50.00%", "65.00%", "62.0-68.0", "3.00e+09", "without layerdrop: no time")
                    .contains("sws loses to scratch-distilled at depth 4, by 2.0 points.");
        }
    }

    @Test
    void comparisonThatFailedIsAFailureOfTheCommand() {
        // Given
        try (FakeGateway gateway = new FakeGateway(of(200, VIEW.formatted("failed", 2)), of(200, REPORT))) {
            // When
            Typed outcome = Typed.run(gateway, "compare", "show", "c-1", "--wait");

            // Then
            assertThat(outcome.code()).isEqualTo(1);
            assertThat(outcome.out()).contains("sws");
        }
    }

    @Test
    void gatewayThatIsAwayForAMomentIsAskedAgain() {
        // Given
        try (FakeGateway gateway = new FakeGateway(
                of(503, "{\"detail\": \"the view is away\"}"), of(200, VIEW.formatted("done", 6)), of(200, REPORT))) {
            // When
            Typed outcome = Typed.run(gateway, "compare", "show", "c-1", "--wait");

            // Then
            assertThat(outcome.succeeded().err()).contains("the view is away", "trying again");
        }
    }

    @Test
    void reportIsWrittenIntoAFile() throws IOException {
        // Given
        Path to = folder.resolve("report.csv");
        try (FakeGateway gateway = new FakeGateway(of(200, "comparison,method\r\n"))) {
            // When
            Typed outcome = Typed.run(gateway, "compare", "report", "c-1", "--format", "CSV", "--to", to.toString());

            // Then
            assertThat(outcome.succeeded().out()).isEqualTo(to + "\n");
            assertThat(to).hasContent("comparison,method\r\n");
            assertThat(gateway.requests().get(0).target()).isEqualTo("/comparisons/c-1/report.csv");
        }
    }

    @Test
    void listSaysWhereEachStands() {
        // Given
        String list = "{\"comparisons\": [" + VIEW.formatted("running", 2) + "], \"next\": \"c-1\"}";
        try (FakeGateway gateway = new FakeGateway(of(200, list))) {
            // When
            Typed outcome = Typed.run(gateway, "compare", "list", "--limit", "1");

            // Then
            assertThat(outcome.succeeded().out()).contains("c-1", "running", "more with --after c-1");
            assertThat(gateway.requests().get(0).target()).isEqualTo("/comparisons?limit=1");
        }
    }

    @Test
    void rerunAsksForWhatWasAskedFor() {
        // Given
        try (FakeGateway gateway = new FakeGateway(of(200, "{\"dataset\":{\"name\":\"pets\"}}"), ACCEPTED)) {
            // When
            Typed outcome = Typed.run(gateway, "compare", "rerun", "c-1");

            // Then
            assertThat(outcome.succeeded().out()).isEqualTo("c-1\n");
            assertThat(gateway.requests().get(1).text()).isEqualTo("{\"dataset\":{\"name\":\"pets\"}}");
        }
    }

    @Test
    void missingFileIsAskedFor() {
        // When
        Typed outcome = Typed.run("compare");

        // Then
        assertThat(outcome.failedWith(2).err()).contains("examples/compare.yaml");
    }
}
