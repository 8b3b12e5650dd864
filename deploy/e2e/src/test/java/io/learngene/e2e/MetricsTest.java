package io.learngene.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.learngene.contracts.view.FamilyView;
import io.learngene.e2e.Observability.Expression;
import io.learngene.runtime.observability.Meters;
import io.learngene.stack.Repository;
import java.io.IOException;
import java.lang.reflect.Modifier;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A family on the local stack, looked at by a real Prometheus. */
class MetricsTest {

    private static final Pattern ROW =
            Pattern.compile("\\| `(learngene_\\w+)`( †)? \\| (\\w+) \\| ([^|]*)\\| ([^|]*)\\| ([^|]+)\\|");
    private static final Pattern NAME = Pattern.compile("(?:\\w+:)?learngene_\\w+(?::\\w+)?");
    /** What Prometheus adds to the labels, and the parts of a histogram. */
    private static final Set<String> NOT_OURS = Set.of("__name__", "instance", "job", "service", "le");
    /** What a family that goes well on a processor does not show. */
    private static final Pattern NOT_HERE =
            Pattern.compile("learngene_(gpu_\\w+|view_skipped_total|gateway_(limited|refused)_total)");

    @TempDir
    static Path folder;

    private static Stack stack;
    private static Instant begun;

    /** Prometheus knows the types of what it saw at its last look only. */
    private static final Map<String, String> TYPES_WHILE_TRAINING = new TreeMap<>();

    /**
     * A line of the document.
     *
     * @param name name of the metric
     * @param optional whether it is there only after something happened
     * @param type its type
     * @param labels its labels
     * @param unit its unit
     */
    private record Documented(String name, boolean optional, String type, Set<String> labels, String unit) {}

    @BeforeAll
    static void makeAFamily() throws Exception {
        Observability.requirePrometheus();
        begun = Instant.now();
        stack = Stack.startWithPrometheus(folder.resolve("state"));
        FamilyView view = stack.awaitEnd(stack.submit(Map.of(
                "targets: [2, 4, {max_parameters: 60000}]",
                "targets: [2]",
                "baselines: {scratch: {epochs: 2}}",
                "baselines: {}")));
        assertThat(view.state()).as(view.error()).isEqualTo(FamilyView.State.DONE);
        Stack.await()
                .untilAsserted(() -> assertThat(numbers("kind_state:learngene_jobs_ended:max{state=\"succeeded\"}"))
                        .contains("1"));
        Stack.await().untilAsserted(() -> assertThat(numbers("topic:learngene_view_lag_records:max"))
                .isNotEmpty());
        beSeenTraining();
    }

    /** What a running training shows is gone when it ends, and a small one may end between two looks of Prometheus. */
    private static void beSeenTraining() throws Exception {
        String family = stack.submit(Map.of(
                "targets: [2, 4, {max_parameters: 60000}]",
                "targets: [2]",
                "tuning: {epochs: 2",
                "tuning: {epochs: 5000"));
        for (String shown : List.of("learngene_training_loss", "learngene_training_score{score!=\"top5\"}")) {
            Stack.await().untilAsserted(() -> assertThat(numbers(shown)).isNotEmpty());
        }
        TYPES_WHILE_TRAINING.putAll(types());
        stack.client().delete("/families/" + family);
        assertThat(stack.awaitEnd(family).state()).isEqualTo(FamilyView.State.CANCELLED);
    }

    @AfterAll
    static void stop() {
        if (stack != null) {
            stack.close();
        }
    }

    @Test
    void everyServiceIsLookedAt() throws Exception {
        // When / Then
        assertThat(ask("query", "query", "up{job=\"learngene-foundry\"} == 1").get("result"))
                .extracting(series -> series.at("/metric/service").asText())
                .containsExactlyInAnyOrder("gateway", "distiller", "expander", "tuner");
    }

    @Test
    void everyExpressionOfEveryPanelRuleAndAlertIsComputedAndGivesNumbersWhereItMust() throws Exception {
        // Given
        List<Expression> expressions = Observability.expressions();
        Set<String> known = new TreeSet<>();
        ask("label/__name__/values").forEach(name -> known.add(name.asText()));

        // When
        SoftAssertions all = new SoftAssertions();
        for (Expression expression : expressions) {
            List<String> numbers = numbers(expression.filledIn());

            // Then
            boolean elsewhere = NOT_HERE.matcher(expression.text()).find();
            if (!expression.alert() && !elsewhere) {
                all.assertThat(numbers).as(expression.toString()).anyMatch(number -> !number.equals("NaN"));
            }
            Matcher names = NAME.matcher(expression.text());
            while (names.find()) {
                if (!NOT_HERE.matcher(names.group()).matches()) {
                    all.assertThat(known.contains(names.group()))
                            .as(expression + ": " + names.group() + " is known")
                            .isTrue();
                }
            }
        }
        all.assertAll();
        assertThat(expressions).hasSizeGreaterThan(60);
    }

    @Test
    void noAlertFiresWhereAllIsWell() throws Exception {
        // When / Then
        assertThat(numbers("ALERTS{alertstate=\"firing\"}")).isEmpty();
    }

    @Test
    void everyMetricOfEveryServiceIsInTheDocumentAndTheReverse() throws Exception {
        // Given
        Map<String, Documented> documented = documented();
        String libraries = libraries();

        // When
        Map<String, String> types = new TreeMap<>(TYPES_WHILE_TRAINING);
        types.putAll(types());
        Map<String, Set<String>> labels = labels();

        // Then
        types.forEach((name, type) -> {
            if (name.startsWith("learngene_")) {
                assertThat(documented).containsKey(name);
                assertThat(type).as(name).isEqualTo(documented.get(name).type());
                assertThat(labels.get(name))
                        .as(name)
                        .isEqualTo(documented.get(name).labels());
            } else {
                assertThat(libraries).as(name).contains("`" + prefix(name, libraries) + "`");
            }
        });
        documented.values().forEach(each -> {
            boolean elsewhere = NOT_HERE.matcher(each.name()).matches();
            assertThat(types.containsKey(each.name()) || elsewhere && each.optional())
                    .as(each.name())
                    .isTrue();
            assertThat(each.name().contains("_seconds"))
                    .as(each.name())
                    .isEqualTo(each.unit().equals("seconds"));
            assertThat(each.name().contains("_bytes"))
                    .as(each.name())
                    .isEqualTo(each.unit().equals("bytes"));
        });
    }

    @Test
    void everyMeterOfTheSourcesIsOneLineOfTheDocument() throws Exception {
        // Given
        List<String> meters = new ArrayList<>();
        for (var field : Meters.class.getFields()) {
            if (Modifier.isStatic(field.getModifiers()) && ((String) field.get(null)).startsWith("learngene.")) {
                meters.add(((String) field.get(null)).replace('.', '_'));
            }
        }

        // When
        Set<String> names = documented().keySet();

        // Then
        assertThat(meters).hasSameSizeAs(names).allSatisfy(meter -> assertThat(names)
                .anyMatch(name -> name.matches(meter + "(_seconds|_bytes|_records)?(_total)?")));
    }

    private static Map<String, Documented> documented() throws IOException {
        Map<String, Documented> rows = new TreeMap<>();
        Matcher row = ROW.matcher(document());
        while (row.find()) {
            Set<String> labels = new TreeSet<>();
            Stream.of(row.group(4).split(","))
                    .map(label -> label.replace("`", "").strip())
                    .filter(label -> !label.isEmpty())
                    .forEach(labels::add);
            rows.put(
                    row.group(1),
                    new Documented(
                            row.group(1),
                            row.group(2) != null,
                            row.group(3),
                            labels,
                            row.group(5).strip()));
        }
        return rows;
    }

    private static String document() throws IOException {
        return Files.readString(Repository.root().resolve("docs/metrics.md"));
    }

    private static String libraries() throws IOException {
        String document = document();
        int begin = document.indexOf("## Of the libraries");
        return document.substring(begin, document.indexOf("## ", begin + 3));
    }

    private static String prefix(String name, String libraries) {
        Matcher prefixes = Pattern.compile("`(\\w+_)`").matcher(libraries);
        while (prefixes.find()) {
            if (name.startsWith(prefixes.group(1))) {
                return prefixes.group(1);
            }
        }
        return name;
    }

    /** {@return type of each metric that a service showed; largest values of timers are a part of the timer} */
    private static Map<String, String> types() throws Exception {
        Map<String, String> types = new TreeMap<>();
        ask("metadata").fields().forEachRemaining(metric -> {
            String type = metric.getValue().get(0).get("type").asText();
            boolean total = type.equals("counter") && !metric.getKey().endsWith("_total");
            types.put(metric.getKey() + (total ? "_total" : ""), type);
        });
        types.keySet().removeIf(name -> name.endsWith("_max") && types.containsKey(name.replaceAll("_max$", "")));
        return types;
    }

    private static Map<String, Set<String>> labels() throws Exception {
        Map<String, Set<String>> labels = new TreeMap<>();
        for (JsonNode series : ask("series", "match[]", "{__name__=~\"learngene_.+\"}", "start", begun.toString())) {
            String name = series.get("__name__").asText().replaceAll("_(bucket|count|sum)$", "");
            Set<String> own = labels.computeIfAbsent(name, n -> new TreeSet<>());
            series.fieldNames().forEachRemaining(label -> {
                if (!NOT_OURS.contains(label)) {
                    own.add(label);
                }
            });
        }
        return labels;
    }

    /** {@return every number that an expression had since the stack was started} */
    private static List<String> numbers(String expression) throws Exception {
        List<String> numbers = new ArrayList<>();
        JsonNode answer = ask(
                "query_range",
                "query",
                expression,
                "start",
                begun.toString(),
                "end",
                Instant.now().toString(),
                "step",
                "1s");
        answer.get("result").forEach(series -> series.get("values")
                .forEach(value -> numbers.add(value.get(1).asText())));
        return numbers;
    }

    private static JsonNode ask(String what, String... parameters) throws Exception {
        StringBuilder form = new StringBuilder();
        for (int i = 0; i < parameters.length; i += 2) {
            form.append(i == 0 ? "?" : "&")
                    .append(URLEncoder.encode(parameters[i], StandardCharsets.UTF_8))
                    .append('=')
                    .append(URLEncoder.encode(parameters[i + 1], StandardCharsets.UTF_8));
        }
        HttpResponse<byte[]> response = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(stack.processes().prometheus() + "/api/v1/" + what + form))
                                .timeout(Duration.ofSeconds(30))
                                .build(),
                        HttpResponse.BodyHandlers.ofByteArray());
        JsonNode answer = new ObjectMapper().readTree(response.body());
        assertThat(answer.get("status").asText())
                .as(what + form + "\n" + answer)
                .isEqualTo("success");
        return answer.get("data");
    }
}
