package io.learngene.helm;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.learngene.stack.Repository;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the cluster's Prometheus and Grafana are told. */
class MonitoringTest {

    private static final Path RULES = Repository.root().resolve("deploy/prometheus");
    private static final Path DASHBOARDS = Repository.root().resolve("deploy/grafana/dashboards");

    @Test
    void metricsOfEveryComponentAreCollected() {
        // When
        List<JsonNode> objects = Chart.objects("gpu");

        // Then
        assertThat(Chart.object(objects, "ServiceMonitor", "-gateway")
                        .at("/spec/endpoints/0/path")
                        .asText())
                .isEqualTo("/q/metrics");
        assertThat(Chart.object(objects, "PodMonitor", "-workers").at("/spec/selector/matchExpressions/0/values"))
                .extracting(JsonNode::asText)
                .containsExactly("expander", "distiller", "tuner");
    }

    /** A chart holds only what lies in its folder, so that its files are links to the project's. */
    @Test
    void rulesAndDashboardsOfTheProjectAreThoseOfTheChart() throws IOException {
        // When, Then
        for (Path rules : files(RULES, ".yml")) {
            if (Chart.YAML.readTree(rules.toFile()).has("groups")) {
                assertLinked(rules, Chart.FOLDER.resolve("files/rules"));
            }
        }
        for (Path dashboard : files(DASHBOARDS, ".json")) {
            assertLinked(dashboard, Chart.FOLDER.resolve("files/dashboards"));
        }
    }

    @Test
    void everyFileOfTheChartIsAnObject() throws IOException {
        // Given
        List<Path> rules = files(Chart.FOLDER.resolve("files/rules"), ".yml");
        List<Path> dashboards = files(Chart.FOLDER.resolve("files/dashboards"), ".json");

        // When
        List<JsonNode> objects = Chart.parse(Chart.withFiles("gpu"));

        // Then
        assertThat(Chart.ofKind(objects, "PrometheusRule"))
                .hasSize(rules.size())
                .allSatisfy(rule -> assertThat(rule.at("/spec/groups")).isNotEmpty());
        List<JsonNode> maps = Chart.ofKind(objects, "ConfigMap");
        assertThat(maps).hasSize(dashboards.size());
        for (JsonNode map : maps) {
            JsonNode dashboard =
                    Chart.YAML.readTree(map.get("data").elements().next().asText());
            assertThat(dashboard.has("panels")).isTrue();
            assertThat(map.at("/metadata/labels/grafana_dashboard").asText()).isEqualTo("1");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://git.example.org/foundry/blob/main", "https://git.example.org/foundry/blob/main/"})
    void alertsNameTheirRunbooksWherePeopleReadThem(String base) throws IOException {
        // When
        List<String> runbooks = runbooks(Chart.withFiles("gpu", "monitoring: {runbookBase: '" + base + "'}"));

        // Then
        List<String> sections = runbooks(Files.readString(RULES.resolve("alerts.yml")));
        assertThat(sections).isNotEmpty().allMatch(section -> section.startsWith("docs/operations.md#alert-"));
        assertThat(runbooks)
                .isEqualTo(sections.stream()
                        .map("https://git.example.org/foundry/blob/main/"::concat)
                        .toList());
    }

    private static List<String> runbooks(String text) throws IOException {
        return Chart.parse(text).stream()
                .flatMap(object -> object.findValuesAsText("runbook_url").stream())
                .toList();
    }

    private static void assertLinked(Path file, Path folder) {
        Path link = folder.resolve(file.getFileName().toString());
        assertThat(link)
                .as("ln -s %s %s", folder.relativize(file), link)
                .exists()
                .isSymbolicLink()
                .hasSameTextualContentAs(file);
    }

    private static List<Path> files(Path folder, String ending) throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(ending))
                    .sorted()
                    .toList();
        }
    }
}
