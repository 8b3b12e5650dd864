package io.learngene.e2e;

import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.learngene.local.stack.Prometheus;
import io.learngene.stack.Repository;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The files of {@code deploy/prometheus} and {@code deploy/grafana}. */
final class Observability {

    static final Path RULES = Repository.root().resolve("deploy/prometheus");
    static final Path GRAFANA = Repository.root().resolve("deploy/grafana");

    private static final Path CHART = Repository.root().resolve("deploy/helm/src/test/resources/golden/gpu.yaml");

    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

    private Observability() {}

    /**
     * Something that Prometheus computes.
     *
     * @param where file and title, for people
     * @param text the expression
     * @param alert whether it is an alert's, which gives nothing where all is well
     */
    record Expression(String where, String text, boolean alert) {

        /** {@return as Grafana sends it} */
        String filledIn() {
            return text.replace("$__rate_interval", "1m").replace("$__range", "10m");
        }

        @Override
        public String toString() {
            return where + ": " + text;
        }
    }

    /** Skips the test with a word where Prometheus is not installed, unless it has to be. */
    static void requirePrometheus() {
        if (Prometheus.program().isEmpty()) {
            String word = "prometheus is not installed; on Debian: apt-get install prometheus";
            if ("true".equals(System.getenv("FOUNDRY_PROMETHEUS_REQUIRED"))) {
                fail(word);
            }
            abort(word);
        }
    }

    static List<JsonNode> dashboards() throws IOException {
        List<JsonNode> dashboards = new ArrayList<>();
        try (Stream<Path> files = Files.list(GRAFANA.resolve("dashboards"))) {
            for (Path file : files.sorted().toList()) {
                dashboards.add(new ObjectMapper().readTree(Files.readAllBytes(file)));
            }
        }
        return dashboards;
    }

    static List<JsonNode> panels(JsonNode dashboard) {
        List<JsonNode> panels = new ArrayList<>();
        dashboard.get("panels").forEach(panels::add);
        return panels;
    }

    static List<JsonNode> rules(String file) throws IOException {
        List<JsonNode> rules = new ArrayList<>();
        for (JsonNode group : yaml(RULES.resolve(file)).get("groups")) {
            group.get("rules").forEach(rules::add);
        }
        return rules;
    }

    static JsonNode yaml(Path file) throws IOException {
        return YAML.readTree(Files.readAllBytes(file));
    }

    /** {@return every expression of every panel, rule and alert} */
    static List<Expression> expressions() throws IOException {
        List<Expression> all = new ArrayList<>();
        for (String file : List.of("recording.yml", "alerts.yml")) {
            for (JsonNode rule : rules(file)) {
                boolean alert = rule.has("alert");
                String name = rule.get(alert ? "alert" : "record").asText();
                all.add(new Expression(file + ", " + name, rule.get("expr").asText(), alert));
            }
        }
        all.addAll(triggers());
        for (JsonNode dashboard : dashboards()) {
            for (JsonNode panel : panels(dashboard)) {
                String where = dashboard.get("title").asText() + ", "
                        + panel.get("title").asText();
                panel.path("targets")
                        .forEach(target ->
                                all.add(new Expression(where, target.get("expr").asText(), false)));
            }
        }
        return all;
    }

    /** What pools of the chart are scaled by. Of a local stack there is one, so that its series have no namespace, and one pool. */
    private static List<Expression> triggers() throws IOException {
        String chart = Files.readString(CHART);
        List<Expression> triggers = new ArrayList<>();
        Matcher query = Pattern.compile("(?m)^ *query: '(.*)'$").matcher(chart);
        while (query.find()) {
            String text = query.group(1)
                    .replaceAll(",?namespace=\"[^\"]*\"", "")
                    .replaceAll("pool=\"[^\"]*\"", "pool=\"default\"");
            triggers.add(new Expression("the chart's pools", text, false));
        }
        if (triggers.isEmpty()) {
            throw new IllegalStateException("no trigger in " + CHART);
        }
        return triggers;
    }
}
