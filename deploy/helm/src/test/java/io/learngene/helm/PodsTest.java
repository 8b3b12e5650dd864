package io.learngene.helm;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.learngene.stack.Repository;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every pod of every example has in common. */
class PodsTest {

    /** Of the JVM, of DJL, of OpenTelemetry and of Quarkus. */
    private static final Set<String> NOT_OURS = Set.of(
            "JDK_JAVA_OPTIONS", "DJL_CACHE_DIR", "OTEL_EXPORTER_OTLP_ENDPOINT", "QUARKUS_LOG_CONSOLE_JSON_ENABLED");

    private static final Pattern SECRET = Pattern.compile("SECRET|PASSWORD|TOKEN|JAAS|_KEY$");

    static List<String> examples() {
        return Chart.examples();
    }

    /** The profile "restricted" of Kubernetes' pod security standards, and more. */
    @ParameterizedTest
    @MethodSource("examples")
    void podsMayDoNothingButTheirWork(String example) {
        // When
        List<JsonNode> pods = Chart.pods(Chart.objects(example));

        // Then
        assertThat(pods).hasSizeGreaterThanOrEqualTo(5).allSatisfy(pod -> {
            JsonNode spec = pod.get("spec");
            assertThat(spec.at("/securityContext/runAsNonRoot").asBoolean()).isTrue();
            assertThat(spec.at("/securityContext/runAsUser").asInt()).isEqualTo(10001);
            assertThat(spec.at("/securityContext/seccompProfile/type").asText()).isEqualTo("RuntimeDefault");
            assertThat(spec.get("automountServiceAccountToken").asBoolean(true)).isFalse();
            assertThat(spec.get("enableServiceLinks").asBoolean(true)).isFalse();
            assertThat(spec.get("serviceAccountName").asText()).startsWith("foundry-");
            assertThat(spec.path("hostNetwork").asBoolean()
                            || spec.path("hostPID").asBoolean())
                    .isFalse();
            assertThat(spec.get("volumes")).noneMatch(volume -> volume.has("hostPath"));
            JsonNode container = spec.at("/containers/0");
            assertThat(spec.get("containers")).hasSize(1);
            assertThat(container.at("/securityContext/allowPrivilegeEscalation").asBoolean(true))
                    .isFalse();
            assertThat(container.at("/securityContext/readOnlyRootFilesystem").asBoolean())
                    .isTrue();
            assertThat(container.at("/securityContext/capabilities/drop/0").asText())
                    .isEqualTo("ALL");
            assertThat(container.at("/resources/limits/memory").asText()).isNotEmpty();
        });
    }

    @ParameterizedTest
    @MethodSource("examples")
    void everyVolumeIsMountedAndEveryMountHasItsVolume(String example) {
        for (JsonNode pod : Chart.pods(Chart.objects(example))) {
            assertThat(pod.at("/spec/volumes").findValuesAsText("name"))
                    .containsExactlyInAnyOrderElementsOf(
                            pod.at("/spec/containers/0/volumeMounts").findValuesAsText("name"));
        }
    }

    @ParameterizedTest
    @MethodSource("examples")
    void secretsComeFromSecretsThatExistAndNoneIsMade(String example) {
        // When
        List<JsonNode> objects = Chart.objects(example);

        // Then
        assertThat(Chart.ofKind(objects, "Secret")).isEmpty();
        for (JsonNode pod : Chart.pods(objects)) {
            for (JsonNode variable : Chart.variables(pod.at("/spec/containers/0"))) {
                boolean secret = SECRET.matcher(variable.get("name").asText()).find();
                assertThat(variable.at("/valueFrom/secretKeyRef/name").asText().isEmpty())
                        .as(variable.toString())
                        .isEqualTo(!secret);
            }
        }
    }

    /** A setting that nobody reads is a typo, or one that was renamed. */
    @ParameterizedTest
    @MethodSource("examples")
    void everyVariableIsASettingOfTheServices(String example) throws IOException {
        // Given
        Set<String> known = settings();
        List<String> unknown = new ArrayList<>();

        // When
        for (JsonNode pod : Chart.pods(Chart.objects(example))) {
            for (JsonNode variable : Chart.variables(pod.at("/spec/containers/0"))) {
                String name = variable.get("name").asText();
                boolean kafka = name.startsWith("KAFKA_")
                        && AdminClientConfig.configNames()
                                .contains(name.substring("KAFKA_".length())
                                        .toLowerCase(Locale.ROOT)
                                        .replace('_', '.'));
                if (!kafka && !known.contains(name) && !NOT_OURS.contains(name)) {
                    unknown.add(name);
                }
            }
        }

        // Then
        assertThat(known).hasSizeGreaterThan(25);
        assertThat(unknown).isEmpty();
    }

    /** {@return the variables of docs/configuration.md, and of what all services have in common} */
    private static Set<String> settings() throws IOException {
        Set<String> settings = new TreeSet<>();
        String documented = Files.readString(Repository.root().resolve("docs/configuration.md"));
        Matcher row = Pattern.compile("(?m)^\\| (.*?) \\|").matcher(documented);
        while (row.find()) {
            Matcher name =
                    Pattern.compile("`(foundry\\.[a-z.-]+|FOUNDRY_[A-Z_]+)`").matcher(row.group(1));
            while (name.find()) {
                settings.add(name.group(1).toUpperCase(Locale.ROOT).replaceAll("[.-]", "_"));
            }
        }
        String common = Files.readString(Repository.root()
                .resolve("service-runtime/src/main/resources/META-INF/microprofile-config.properties"));
        Matcher variable = Pattern.compile("\\$\\{([A-Z_]+):").matcher(common);
        while (variable.find()) {
            settings.add(variable.group(1));
        }
        return settings;
    }
}
