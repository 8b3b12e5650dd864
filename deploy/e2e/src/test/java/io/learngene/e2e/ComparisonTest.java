package io.learngene.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.learngene.contracts.view.ComparisonView;
import io.learngene.contracts.view.FamilyView;
import io.learngene.stack.Repository;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * The request of docs/comparisons.md: four methods and five controls with two seeds, from one ancestor that is trained first, by the
 * command line.
 */
@ExtendWith(SharedStack.class)
class ComparisonTest {

    @TempDir
    static Path folder;

    private static Stack stack;
    private static CommandLine foundry;
    private static JsonNode report;
    private static String comparison;

    @BeforeAll
    static void compare(Stack shared) throws IOException {
        stack = shared;
        foundry = new CommandLine(stack.settings().state());
        report = foundry.run("compare", request("name: shapes").toString(), "--wait", "--json")
                .succeeded()
                .json();
        comparison = report.at("/comparison/comparison").asText();
    }

    @Test
    void everyMethodAndEveryControlIsMeasuredAtEveryTargetWithEverySeed() {
        // Then
        assertThat(names(report.path("rows"), "method"))
                .containsExactlyInAnyOrderElementsOf(List.of(
                                "scratch",
                                "scratch-distilled",
                                "distilled-selection",
                                "layerdrop",
                                "share",
                                "sws",
                                "tleg",
                                "fine",
                                "mimetic")
                        .stream()
                        .flatMap(name -> List.of(name, name).stream())
                        .toList());
        assertThat(report.path("rows")).allSatisfy(row -> {
            assertThat(row.path("runs")).hasSize(2);
            assertThat(row.path("score_0").asDouble()).isBetween(0.0, 1.0);
            assertThat(row.path("score").asDouble()).isBetween(0.0, 1.0);
            assertThat(row.at("/own/flops").asDouble()).isPositive();
            assertThat(row.at("/alone/flops").asDouble())
                    .isGreaterThanOrEqualTo(row.at("/own/flops").asDouble());
        });
    }

    @Test
    void ancestorIsTrainedOnceForAllAndItsCostIsShownApart() {
        // Then
        assertThat(report.at("/ancestor/cost/flops").asDouble()).isPositive();
        assertThat(report.at("/ancestor/score").asDouble()).isBetween(0.0, 1.0);
        assertThat(report.path("ledger")).allSatisfy(line -> {
            double apart = line.at("/with_ancestor/flops").asDouble()
                    - line.at("/total/flops").asDouble();
            boolean taught =
                    !List.of("scratch", "mimetic").contains(line.path("method").asText());
            assertThat(apart > 0).as(line.toString()).isEqualTo(taught);
        });
    }

    @Test
    void distilledScratchIsTrainedAsLongAsALearngene() {
        // When
        JsonNode run = StreamSupport.stream(report.path("rows").spliterator(), false)
                .filter(row -> row.path("method").asText().equals("scratch-distilled"))
                .findFirst()
                .orElseThrow()
                .at("/runs/0");

        // Then
        JsonNode model = stack.client()
                .get("/families/" + run.path("family").asText() + "/baselines/scratch-distilled/"
                        + run.path("model").asText());
        assertThat(model.at("/provenance/training/epochs").asInt()).isEqualTo(2);
        assertThat(model.at("/teacher/loss/alpha").asDouble()).isEqualTo(1);
        assertThat(model.path("answers").asText()).isEqualTo("stored");
    }

    @Test
    void sameRequestAgainIsDoneAtOnceWithTheSameFamilies() throws IOException {
        // When
        JsonNode again = foundry.run("compare", request("name: shapes").toString(), "--wait", "--json")
                .succeeded()
                .json();

        // Then
        assertThat(again.at("/comparison/parts")).isEqualTo(report.at("/comparison/parts"));
    }

    @Test
    void anotherComparisonTakesWhatIsFinished() throws IOException {
        // When
        Path request = request("name: other");
        String other =
                foundry.run("compare", request.toString()).succeeded().out().strip();

        // Then
        ComparisonView view = stack.client().comparison(other);
        assertThat(other).isNotEqualTo(comparison);
        assertThat(view.state()).isEqualTo(FamilyView.State.DONE);
        assertThat(view.parts()).hasSize(18);
    }

    @Test
    void reportsAreWrittenAndNeedNoNetwork() throws IOException {
        // When
        Path html = folder.resolve("report.html");
        foundry.run("compare", "report", comparison, "--to", html.toString()).succeeded();
        Path csv = folder.resolve("report.csv");
        foundry.run("compare", "report", comparison, "--format", "CSV", "--to", csv.toString())
                .succeeded();

        // Then
        assertThat(Files.readString(html))
                .contains("<svg", "scratch-distilled", "Best at every target")
                .doesNotContain("<script", "http://", "https://");
        assertThat(Files.readString(csv).lines()).hasSize(1 + 9 * 2 * 2);
    }

    @Test
    void tableSaysWhereAMethodStands() {
        // When
        String text = foundry.run("compare", "show", comparison).succeeded().out();

        // Then
        assertThat(text).contains("done, 36 of 36 models", "At depth 2", "sws ", "scratch-distilled");
    }

    private static Path request(String name) throws IOException {
        String document = Files.readString(Repository.root().resolve("docs/comparisons.md"));
        int begin = document.indexOf("```yaml\n") + "```yaml\n".length();
        String request = document.substring(begin, document.indexOf("```", begin));
        assertThat(request).contains("name: shapes");
        return Files.writeString(folder.resolve("compare.yaml"), request.replace("name: shapes", name));
    }

    private static List<String> names(JsonNode list, String field) {
        return StreamSupport.stream(list.spliterator(), false)
                .map(each -> each.path(field).asText())
                .toList();
    }
}
