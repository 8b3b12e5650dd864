package io.learngene.helm;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.learngene.contracts.Vocabulary;
import io.learngene.contracts.job.Role;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PoolsTest {

    /** Longer than it takes to stop requests, give a record back and confirm messages, see docs/operations.md, "Stopping". */
    private static final int BESIDE_THE_JOB = 9;

    private static final String POD = "/spec/jobTargetRef/template";

    static List<String> examples() {
        return Chart.examples();
    }

    @Test
    void eachJobHasAPodThatEndsWithIt() {
        // When
        JsonNode scaled = Chart.object(Chart.objects("gpu"), "ScaledJob", "-tuner");

        // Then
        assertThat(Chart.variable(scaled.at(POD), "FOUNDRY_WORKER_JOBS")).isEqualTo("1");
        assertThat(Chart.variable(scaled.at(POD), "FOUNDRY_WORKER_IDLE_PATIENCE"))
                .isEqualTo("2m");
        assertThat(scaled.at(POD + "/spec/restartPolicy").asText()).isEqualTo("Never");
        assertThat(scaled.at("/spec/jobTargetRef/backoffLimit").asInt(-1)).isZero();
        assertThat(scaled.at("/spec/minReplicaCount").asInt(-1)).isZero();
        assertThat(scaled.at("/spec/rollout/strategy").asText()).isEqualTo("gradual");
    }

    @Test
    void podThatADrainedNodeTookAlongIsNoFailure() {
        // When
        JsonNode rule = Chart.object(Chart.objects("gpu"), "ScaledJob", "-tuner")
                .at("/spec/jobTargetRef/podFailurePolicy/rules/0");

        // Then
        assertThat(rule.get("action").asText()).isEqualTo("Ignore");
        assertThat(rule.at("/onPodConditions/0/type").asText()).isEqualTo("DisruptionTarget");
    }

    /** KEDA's default strategy subtracts jobs that have not ended; a trigger that counted waiting ones alone would be short of them. */
    @Test
    void backlogIsWaitingAndRunningJobsOfThePoolsKindsAsAReplicaThatKnowsThemCountsThem() {
        // When
        JsonNode spec =
                Chart.object(Chart.objects("gpu"), "ScaledJob", "-tuner").get("spec");

        // Then
        assertThat(spec.at("/scalingStrategy/strategy").asText()).isEqualTo("default");
        assertThat(spec.at("/triggers/0/metadata/query").asText())
                .isEqualTo(
                        "sum(max by (kind, pool) (learngene_jobs_queued{kind=~\"fit|tune\",pool=\"default\",namespace=\"learngene\"}"
                                + " and on (instance) learngene_view_ready{namespace=\"learngene\"} == 1))"
                                + " + sum(max by (kind, pool) (learngene_jobs_running{kind=~\"fit|tune\",pool=\"default\",namespace=\"learngene\"}"
                                + " and on (instance) learngene_view_ready{namespace=\"learngene\"} == 1))");
        assertThat(spec.at("/triggers/0/metadata/threshold").asText()).isEqualTo("1");
    }

    @Test
    void kindsOfTheServicesAreThoseThatTheirWorkersTake() {
        // Given
        Map<String, Role> services = Map.of("distiller", Role.LEARN, "tuner", Role.TUNE);

        // When, Then
        services.forEach((service, role) -> {
            String kinds = String.join(
                    "|",
                    Vocabulary.kinds().entrySet().stream()
                            .filter(kind -> kind.getValue() == role)
                            .map(Map.Entry::getKey)
                            .toList());
            assertThat(Chart.object(Chart.objects("gpu"), "ScaledJob", "-" + service)
                            .at("/spec/triggers/0/metadata/query")
                            .asText())
                    .contains("kind=~\"" + kinds + "\"");
        });
    }

    @ParameterizedTest
    @MethodSource("examples")
    void podsHaveTimeToSaveTheirJob(String example) {
        for (JsonNode pod : Chart.pods(Chart.objects(example))) {
            String grace = Chart.variable(pod, "FOUNDRY_JOB_SHUTDOWN_GRACE");
            if (!grace.isEmpty()) {
                int seconds = Integer.parseInt(grace.replace("s", ""));
                assertThat(pod.at("/spec/terminationGracePeriodSeconds").asInt())
                        .isGreaterThan(seconds + BESIDE_THE_JOB);
            }
        }
    }

    @Test
    void poolWithAGpuHasOneDeviceItsImageItsNodesAndItsQueue() {
        // When
        JsonNode scaled = Chart.object(Chart.objects("gpu"), "ScaledJob", "-tuner");

        // Then
        JsonNode spec = scaled.at(POD + "/spec");
        assertThat(spec.at("/containers/0/resources/limits")
                        .get("nvidia.com/gpu")
                        .asInt())
                .isEqualTo(1);
        assertThat(spec.at("/containers/0/image").asText()).contains("/tuner-cuda:");
        assertThat(Chart.variable(scaled.at(POD), "FOUNDRY_TORCH_DEVICE")).isEqualTo("cuda:0");
        assertThat(spec.at("/nodeSelector").get("nvidia.com/gpu.product").asText())
                .isEqualTo("NVIDIA-L40S");
        assertThat(spec.at("/tolerations/0/key").asText()).isEqualTo("nvidia.com/gpu");
        assertThat(scaled.at("/metadata/labels")
                        .get("kueue.x-k8s.io/queue-name")
                        .asText())
                .isEqualTo("foundry");
    }

    @Test
    void poolWithoutAGpuAsksForNone() {
        // When
        JsonNode deployment = Chart.object(Chart.objects("kind"), "Deployment", "-tuner");

        // Then
        JsonNode container = deployment.at("/spec/template/spec/containers/0");
        assertThat(container.at("/resources/limits").has("nvidia.com/gpu")).isFalse();
        assertThat(container.get("image").asText()).contains("/tuner:");
        assertThat(Chart.variable(deployment.at("/spec/template"), "FOUNDRY_WORKER_JOBS"))
                .isEmpty();
    }

    @Test
    void poolTakesTheKindsItIsGiven() {
        // Given
        String more = "pools: {mine: {service: tuner, kinds: [tune]}}";

        // When
        JsonNode deployment = Chart.object(Chart.objects("kind", more), "Deployment", "-mine");

        // Then
        assertThat(Chart.variable(deployment.at("/spec/template"), "FOUNDRY_WORKER_KINDS"))
                .isEqualTo("tune");
    }

    /** A service that knew fewer pools than another would refuse or lose what the other takes. */
    @Test
    void everyServiceKnowsAllPoolsAndWorkersOfOneAreScaledByItsJobs() {
        // When
        List<JsonNode> objects = Chart.objects("gpu");

        // Then
        for (JsonNode pod : Chart.pods(objects)) {
            assertThat(Chart.variable(pod, "FOUNDRY_POOLS")).isEqualTo("a100");
        }
        JsonNode scaled = Chart.object(objects, "ScaledJob", "-a100");
        assertThat(Chart.variable(scaled.at(POD), "FOUNDRY_WORKER_POOL")).isEqualTo("a100");
        assertThat(scaled.at("/spec/triggers/0/metadata/query").asText())
                .contains("learngene_jobs_queued{kind=~\"fit|tune\",pool=\"a100\"");
        assertThat(Chart.variable(Chart.object(objects, "ScaledJob", "-tuner").at(POD), "FOUNDRY_WORKER_POOL"))
                .isEmpty();
    }

    /** Their jobs wait meanwhile. */
    @Test
    void poolWhoseWorkersAreSwitchedOffIsStillKnown() {
        // When
        List<JsonNode> objects = Chart.objects("gpu", "pools: {a100: {enabled: false}}");

        // Then
        JsonNode gateway = Chart.object(objects, "Deployment", "-gateway").at("/spec/template");
        assertThat(Chart.variable(gateway, "FOUNDRY_POOLS")).isEqualTo("a100");
    }

    /** For the time of an upgrade, see docs/kubernetes.md. */
    @Test
    void allPoolsAreLeftOutWhereTheirDefaultSaysSo() {
        // When
        List<JsonNode> objects = Chart.objects("gpu", "poolDefaults: {enabled: false}");

        // Then
        assertThat(Chart.ofKind(objects, "ScaledJob")).isEmpty();
        assertThat(Chart.ofKind(objects, "Deployment")).hasSize(2);
    }

    @Test
    void poolThatIsSwitchedOffIsNotThere() {
        // When
        List<JsonNode> objects = Chart.objects("gpu", "pools: {distiller: {enabled: false}}");

        // Then
        assertThat(Chart.ofKind(objects, "ScaledJob")).hasSize(2);
    }
}
