package io.learngene.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import io.learngene.stack.Repository;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rules, alerts and dashboards as files; what they compute is {@link MetricsTest}'s. */
class ObservabilityFilesTest {

    private static final Set<String> PANELS = Set.of("row", "stat", "timeseries");
    private static final int COLUMNS = 24;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "check config prometheus.yml",
                "check rules recording.yml alerts.yml",
                "test rules alerts.test.yml"
            })
    void prometheusTakesConfigurationAndRulesAndEveryAlertFiresWhereItMust(String command) throws Exception {
        // Given
        Observability.requirePrometheus();
        List<String> line = new ArrayList<>(List.of("promtool"));
        line.addAll(List.of(command.split(" ")));

        // When
        Process promtool = new ProcessBuilder(line)
                .directory(Observability.RULES.toFile())
                .redirectErrorStream(true)
                .start();
        String said = new String(promtool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        // Then
        assertThat(promtool.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(promtool.exitValue()).as(said).isZero();
    }

    @Test
    void everyAlertIsTestedToFireAndToBeSilent() throws IOException {
        // Given
        Set<String> firing = new HashSet<>();
        Set<String> silent = new HashSet<>();

        // When
        for (JsonNode test : Observability.yaml(Observability.RULES.resolve("alerts.test.yml"))
                .get("tests")) {
            for (JsonNode each : test.get("alert_rule_test")) {
                (each.get("exp_alerts").isEmpty() ? silent : firing)
                        .add(each.get("alertname").asText());
            }
        }

        // Then
        List<String> alerts = Observability.rules("alerts.yml").stream()
                .map(rule -> rule.get("alert").asText())
                .toList();
        assertThat(alerts).isNotEmpty();
        assertThat(firing).containsExactlyInAnyOrderElementsOf(alerts);
        assertThat(silent).containsExactlyInAnyOrderElementsOf(alerts);
    }

    @Test
    void everyAlertNamesASectionThatSaysWhatToDo() throws IOException {
        // Given
        List<String> sections = Files.readAllLines(Repository.root().resolve("docs/operations.md")).stream()
                .filter(line -> line.startsWith("#"))
                .map(line -> "docs/operations.md#" + anchor(line))
                .toList();

        // When / Then
        assertThat(Observability.rules("alerts.yml")).allSatisfy(rule -> {
            assertThat(rule.at("/annotations/runbook_url").asText()).isIn(sections);
            assertThat(rule.at("/annotations/summary").asText()).isNotBlank();
            assertThat(rule.at("/labels/severity").asText()).isIn("warning", "critical");
        });
    }

    /** Grafana itself takes almost anything and shows nothing. */
    @Test
    void dashboardsAreWhatGrafanasOwnTypesAllow() throws IOException {
        // Given
        JsonSchema schema = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V7)
                .getSchema(getClass().getResourceAsStream("/grafana-dashboard.schema.json"));

        // When / Then
        assertThat(Observability.dashboards()).allSatisfy(dashboard -> assertThat(schema.validate(dashboard))
                .as(dashboard.get("title").asText())
                .isEmpty());
    }

    @Test
    void everyPanelSaysWhatItShowsInWhichUnitAndAsksTheChosenPrometheus() throws IOException {
        // When
        for (JsonNode dashboard : Observability.dashboards()) {
            for (JsonNode panel : Observability.panels(dashboard)) {
                // Then
                String where = dashboard.get("title").asText() + ", "
                        + panel.get("title").asText();
                assertThat(panel.get("type").asText()).as(where).isIn(PANELS);
                if (!panel.get("type").asText().equals("row")) {
                    assertThat(panel.get("description").asText()).as(where).endsWith(".");
                    assertThat(panel.at("/fieldConfig/defaults/unit").asText())
                            .as(where)
                            .isNotBlank();
                    assertThat(panel.at("/datasource/uid").asText()).as(where).isEqualTo("${datasource}");
                    assertThat(panel.get("targets")).as(where).isNotEmpty().allSatisfy(target -> {
                        assertThat(target.at("/datasource/uid").asText()).isEqualTo("${datasource}");
                        assertThat(target.get("legendFormat")).isNotNull();
                    });
                }
            }
        }
    }

    @Test
    void panelsLieBesideEachOther() throws IOException {
        // When
        for (JsonNode dashboard : Observability.dashboards()) {
            Set<Integer> ids = new HashSet<>();
            Set<List<Integer>> taken = new HashSet<>();
            for (JsonNode panel : Observability.panels(dashboard)) {
                // Then
                String where = dashboard.get("title").asText() + ", "
                        + panel.get("title").asText();
                JsonNode place = panel.get("gridPos");
                int x = place.get("x").asInt();
                int y = place.get("y").asInt();
                assertThat(ids.add(panel.get("id").asInt())).as(where).isTrue();
                assertThat(x + place.get("w").asInt()).as(where).isLessThanOrEqualTo(COLUMNS);
                for (int column = x; column < x + place.get("w").asInt(); column++) {
                    for (int line = y; line < y + place.get("h").asInt(); line++) {
                        assertThat(taken.add(List.of(column, line))).as(where).isTrue();
                    }
                }
            }
        }
    }

    @Test
    void dashboardsAreFourWithNamesOfTheirOwnAndAWayToTheFamilies() throws IOException {
        // When
        List<JsonNode> dashboards = Observability.dashboards();

        // Then
        assertThat(dashboards)
                .extracting(dashboard -> dashboard.get("uid").asText())
                .containsExactlyInAnyOrder(
                        "learngene-overview", "learngene-training", "learngene-queue", "learngene-services");
        assertThat(dashboards).allSatisfy(dashboard -> {
            assertThat(dashboard.at("/templating/list"))
                    .extracting(variable -> variable.get("name").asText())
                    .containsExactly("datasource", "console");
            assertThat(links(dashboard)).contains("${console}");
        });
    }

    private static Stream<String> links(JsonNode dashboard) {
        return dashboard.findValues("links").stream().flatMap(links -> links.findValuesAsText("url").stream());
    }

    /** As GitHub and others make it of a heading. */
    private static String anchor(String heading) {
        return heading.replaceFirst("^#+ ", "")
                .toLowerCase(Locale.ROOT)
                .replaceAll("[^a-z0-9 -]", "")
                .replace(' ', '-');
    }
}
