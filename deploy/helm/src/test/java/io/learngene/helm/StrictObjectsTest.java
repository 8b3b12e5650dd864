package io.learngene.helm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.learngene.stack.Repository;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Kubernetes drops fields that it does not know; here they are a failure. */
class StrictObjectsTest {

    private static final Map<String, Class<?>> OF_KUBERNETES = Map.of(
            "v1 ConfigMap", ConfigMap.class,
            "v1 Service", Service.class,
            "v1 ServiceAccount", ServiceAccount.class,
            "apps/v1 Deployment", Deployment.class,
            "autoscaling/v2 HorizontalPodAutoscaler", HorizontalPodAutoscaler.class,
            "batch/v1 Job", Job.class,
            "networking.k8s.io/v1 Ingress", Ingress.class,
            "networking.k8s.io/v1 NetworkPolicy", NetworkPolicy.class,
            "policy/v1 PodDisruptionBudget", PodDisruptionBudget.class);

    /** The models take what they do not know as additional properties, unless they are not asked to. */
    private static final ObjectMapper STRICT = new ObjectMapper()
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .setAnnotationIntrospector(new JacksonAnnotationIntrospector() {
                @Override
                public Boolean hasAnySetter(Annotated annotated) {
                    return false;
                }
            });

    private static final Map<String, JsonSchema> DEFINITIONS = new HashMap<>();

    static List<String> examples() {
        return Chart.examples();
    }

    @ParameterizedTest
    @MethodSource("examples")
    void everyFieldOfEveryObjectOfKubernetesIsKnown(String example) throws IOException {
        assertKnown(Chart.objects(example));
    }

    @Test
    void everyFieldOfAGatewayWithTokensAndACertificateIsKnown() throws IOException {
        assertKnown(Chart.objects("kind", DoorTest.TOKENS_AND_CERTIFICATE));
    }

    private static void assertKnown(List<JsonNode> objects) throws IOException {
        List<JsonNode> custom = new ArrayList<>();
        for (JsonNode object : objects) {
            Class<?> type = OF_KUBERNETES.get(type(object));
            if (type == null) {
                custom.add(object);
            } else {
                STRICT.treeToValue(object, type);
            }
        }
        for (JsonNode object : custom) {
            assertThat(type(object)).matches("(keda\\.sh|monitoring\\.coreos\\.com)/.*");
        }
        for (JsonNode pod : Chart.pods(custom)) {
            STRICT.treeToValue(pod, PodTemplateSpec.class);
        }
    }

    @ParameterizedTest
    @MethodSource("examples")
    void everyFieldOfEveryOtherObjectIsInItsDefinition(String example) throws IOException {
        // Given
        Optional<Path> folder = definitions();
        assumeTrue(folder.isPresent(), "skipped: shared/data/crds is not beside the project");

        // When, Then
        for (JsonNode object : Chart.parse(Chart.withFiles(example))) {
            if (!OF_KUBERNETES.containsKey(type(object))) {
                assertThat(definition(folder.get(), object).validate(object))
                        .as(type(object))
                        .isEmpty();
            }
        }
    }

    @Test
    void rulesAreAmongTheObjectsThatAreHeldAgainstTheirDefinition() throws IOException {
        // Given
        Optional<Path> folder = definitions();
        assumeTrue(folder.isPresent(), "skipped: shared/data/crds is not beside the project");
        JsonNode rules = Chart.object(Chart.parse(Chart.withFiles("gpu")), "PrometheusRule", "-alerts");

        // When
        ((ObjectNode) rules.at("/spec/groups/0/rules/0")).put("fore", "15m");

        // Then
        assertThat(definition(folder.get(), rules).validate(rules)).hasSize(1);
    }

    @Test
    void misspeltFieldsWouldBeSeen() throws IOException {
        // Given
        JsonNode deployment = Chart.object(Chart.objects("kind"), "Deployment", "-tuner");
        ((ObjectNode) deployment.at("/spec/template/spec")).put("terminationGracePeriod", 1);

        // When, Then
        assertThat(org.assertj.core.api.Assertions.catchThrowable(
                        () -> STRICT.treeToValue(deployment, Deployment.class)))
                .hasMessageContaining("terminationGracePeriod");
        Optional<Path> folder = definitions();
        assumeTrue(folder.isPresent(), "skipped: shared/data/crds is not beside the project");
        JsonNode scaled = Chart.object(Chart.objects("gpu"), "ScaledJob", "-tuner");
        ((ObjectNode) scaled.get("spec")).put("pollingIntervall", 1);
        assertThat(definition(folder.get(), scaled).validate(scaled)).hasSize(1);
    }

    private static String type(JsonNode object) {
        return object.get("apiVersion").asText() + " " + object.get("kind").asText();
    }

    /** Definitions as their projects publish them, which lie beside the project where it is developed. */
    private static Optional<Path> definitions() {
        for (Path folder = Repository.root().toAbsolutePath().normalize();
                folder != null;
                folder = folder.getParent()) {
            Path found = folder.resolve("shared/data/crds");
            if (Files.isDirectory(found)) {
                return Optional.of(found);
            }
        }
        return Optional.empty();
    }

    private static JsonSchema definition(Path folder, JsonNode object) throws IOException {
        String group = object.get("apiVersion").asText().split("/")[0];
        Path file =
                folder.resolve(group + "_" + object.get("kind").asText().toLowerCase(java.util.Locale.ROOT) + "s.yaml");
        if (!DEFINITIONS.containsKey(file.toString())) {
            JsonNode schema = Chart.YAML.readTree(file.toFile()).at("/spec/versions/0/schema/openAPIV3Schema");
            close(schema);
            DEFINITIONS.put(
                    file.toString(),
                    JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V7).getSchema(schema));
        }
        return DEFINITIONS.get(file.toString());
    }

    /** Makes a definition say no to what it does not name. */
    private static void close(JsonNode schema) {
        if (schema instanceof ObjectNode object) {
            boolean open = object.path("x-kubernetes-preserve-unknown-fields").asBoolean();
            if (object.path("properties").isObject() && !object.has("additionalProperties") && !open) {
                object.put("additionalProperties", false);
            }
            if (object.path("x-kubernetes-int-or-string").asBoolean()) {
                object.remove("type");
            }
            if (object.path("type").asText().equals("object")
                    && object.path("properties").has("apiVersion")) {
                // Of the whole object, whose metadata a definition leaves to Kubernetes.
                ((ObjectNode) object.get("properties")).putObject("metadata");
            }
        }
        schema.forEach(StrictObjectsTest::close);
    }
}
