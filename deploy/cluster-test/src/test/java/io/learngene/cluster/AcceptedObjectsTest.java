package io.learngene.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.learngene.helm.Chart;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a real API server says to the chart's examples. */
class AcceptedObjectsTest {

    private static final String DRY = "?dryRun=All";

    @TempDir
    static Path folder;

    private static ControlPlane plane;
    private static Api api;

    @BeforeAll
    static void start() {
        plane = ControlPlane.start(folder);
        api = plane.api();
        Definitions.install(api);
    }

    @AfterAll
    static void stop() {
        if (plane != null) {
            plane.close();
        }
    }

    static List<String> examples() {
        return Chart.examples();
    }

    @ParameterizedTest
    @MethodSource("examples")
    void everyObjectOfEveryExampleIsAcceptedWithoutAWarning(String example) {
        // Given
        Definitions.namespace(api, example);
        List<JsonNode> objects = Chart.everything(example);
        assertThat(objects).hasSizeGreaterThan(10);

        // When, Then
        for (JsonNode object : objects) {
            Api.Answer answer = api.apply(example, object);
            String what = object.get("kind").asText() + " "
                    + object.at("/metadata/name").asText();
            assertThat(answer.refused()).as(what + ": " + answer.body()).isFalse();
            assertThat(answer.warnings()).as(what).isEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("examples")
    void everyPodOfEveryExampleIsAdmittedAsRestricted(String example) {
        // Given
        String namespace = example + "-pods";
        Definitions.namespace(api, namespace);
        List<JsonNode> objects = Chart.everything(example);
        objects.stream()
                .filter(object -> object.get("kind").asText().equals("ServiceAccount"))
                .forEach(account -> api.apply(namespace, account).accepted());

        // When, Then
        for (JsonNode template : Chart.pods(objects)) {
            Api.Answer answer = createPod(namespace, template);
            assertThat(answer.refused()).as(answer.body().toString()).isFalse();
            assertThat(answer.warnings()).isEmpty();
        }
    }

    /** What KEDA makes of a ScaledJob, the API server would otherwise see only when there is work. */
    @ParameterizedTest
    @MethodSource("examples")
    void jobOfEveryScaledPoolIsAcceptedWithoutAWarning(String example) {
        // Given
        String namespace = example + "-jobs";
        Definitions.namespace(api, namespace);

        // When, Then
        for (JsonNode object : Chart.everything(example)) {
            if (object.get("kind").asText().equals("ScaledJob")) {
                ObjectNode job = Api.JSON
                        .createObjectNode()
                        .put("apiVersion", "batch/v1")
                        .put("kind", "Job");
                job.putObject("metadata").put("generateName", "scaled-");
                job.set("spec", object.at("/spec/jobTargetRef"));
                Api.Answer answer = api.create("/apis/batch/v1/namespaces/" + namespace + "/jobs" + DRY, job);
                assertThat(answer.refused()).as(answer.body().toString()).isFalse();
                assertThat(answer.warnings()).isEmpty();
            }
        }
    }

    @Test
    void controllersMakeThePodsOfTheSmallestExample() {
        // Given
        Definitions.namespace(api, "controlled");
        List<JsonNode> objects = Chart.everything("kind");

        // When
        objects.forEach(object -> api.apply("controlled", object).accepted());

        // Then
        int pods = Chart.pods(objects).size();
        Awaitility.await().atMost(Duration.ofMinutes(1)).untilAsserted(() -> assertThat(
                        api.list("/api/v1/namespaces/controlled/pods"))
                .hasSize(pods));
    }

    @Test
    void fieldsThatTheServerDoesNotKnowWouldBeSeen() {
        // Given
        Definitions.namespace(api, "misspelt");

        // When, Then
        for (String kind : List.of("Deployment", "ScaledJob")) {
            ObjectNode object = Chart.everything(kind.equals("ScaledJob") ? "gpu" : "kind").stream()
                    .filter(each -> each.get("kind").asText().equals(kind))
                    .findFirst()
                    .orElseThrow()
                    .deepCopy();
            ((ObjectNode) object.get("spec")).put("minimumReplicas", 1);
            Api.Answer answer = api.apply("misspelt", object);
            assertThat(answer.refused()).isTrue();
            assertThat(answer.body().toString()).contains("minimumReplicas");
        }
    }

    @Test
    void podThatIsNotRestrictedWouldBeRefused() {
        // Given
        Definitions.namespace(api, "unrestricted");
        JsonNode template = Chart.pods(Chart.everything("kind")).get(0).deepCopy();
        ((ObjectNode) template.get("spec")).remove("serviceAccountName");
        ((ObjectNode) template.at("/spec/securityContext")).remove("seccompProfile");

        // When
        Api.Answer answer = createPod("unrestricted", template);

        // Then
        assertThat(answer.refused()).isTrue();
        assertThat(answer.body().toString()).contains("restricted", "seccompProfile");
    }

    private static Api.Answer createPod(String namespace, JsonNode template) {
        ObjectNode pod = Api.JSON.createObjectNode().put("apiVersion", "v1").put("kind", "Pod");
        pod.setAll((ObjectNode) template.deepCopy());
        pod.withObject("/metadata").put("name", "pod");
        return api.create("/api/v1/namespaces/" + namespace + "/pods" + DRY, pod);
    }
}
