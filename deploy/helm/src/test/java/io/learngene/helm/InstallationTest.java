package io.learngene.helm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.learngene.runtime.startup.Setup;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What stands around the workers, and values that are refused. */
class InstallationTest {

    @Test
    void topicsAreSetUpBeforeInstallationAndUpgradeWithTheSettingsOfTheServices() {
        // When
        List<JsonNode> objects = Chart.objects("gpu");

        // Then
        JsonNode job = Chart.object(objects, "Job", "-setup");
        assertThat(job.at("/metadata/annotations").get("helm.sh/hook").asText()).isEqualTo("pre-install,pre-upgrade");
        JsonNode container = job.at("/spec/template/spec/containers/0");
        assertThat(container.at("/command/3").asText()).isEqualTo(Setup.class.getName());
        JsonNode gateway = Chart.object(objects, "Deployment", "-gateway").at("/spec/template/spec/containers/0");
        assertThat(Chart.variables(gateway)).containsAll(Chart.variables(container));
        assertThat(container.get("image")).isEqualTo(gateway.get("image"));
    }

    /** The gateway answers with 421 to names that it does not know. */
    @Test
    void gatewayKnowsTheNamesOfItsServiceAndItsIngress() {
        // When
        List<JsonNode> objects = Chart.objects("gpu", "gateway: {hosts: [other.example.org]}");

        // Then
        String service = Chart.object(objects, "Service", "-gateway")
                .at("/metadata/name")
                .asText();
        String ingress = Chart.object(objects, "Ingress", "-gateway")
                .at("/spec/rules/0/host")
                .asText();
        JsonNode pod = Chart.object(objects, "Deployment", "-gateway").at("/spec/template");
        assertThat(Chart.variable(pod, "FOUNDRY_GATEWAY_HOSTS").split(","))
                .contains(service, service + ".learngene.svc", ingress, "other.example.org");
    }

    @Test
    void replicasAreLeftToTheAutoscalerWhereThereIsOne() {
        // When
        JsonNode scaled = Chart.object(Chart.objects("gpu"), "Deployment", "-gateway");
        JsonNode fixed = Chart.object(Chart.objects("kind"), "Deployment", "-gateway");

        // Then
        assertThat(scaled.get("spec").has("replicas")).isFalse();
        assertThat(fixed.at("/spec/replicas").asInt()).isEqualTo(1);
    }

    @Test
    void everyServiceTracesAndLogsAsItIsToldAndOtherwiseDoesNot() {
        // When
        List<JsonNode> told = Chart.objects("gpu");
        List<JsonNode> untold = Chart.objects("kind");

        // Then
        for (JsonNode pod : Chart.pods(told)) {
            // The setup writes one line, and is part of no request.
            boolean service = !Chart.variable(pod, "FOUNDRY_HTTP_PORT").isEmpty();
            assertThat(Chart.variable(pod, "OTEL_EXPORTER_OTLP_ENDPOINT"))
                    .isEqualTo(service ? "http://otel-collector.monitoring.svc:4318" : "");
            assertThat(Chart.variable(pod, "QUARKUS_LOG_CONSOLE_JSON_ENABLED")).isEqualTo(service ? "true" : "");
        }
        for (JsonNode pod : Chart.pods(untold)) {
            assertThat(Chart.variable(pod, "OTEL_EXPORTER_OTLP_ENDPOINT")).isEmpty();
            assertThat(Chart.variable(pod, "QUARKUS_LOG_CONSOLE_JSON_ENABLED")).isEmpty();
        }
    }

    /** Every selector of the chart finds the pods it is meant for, and one finds all. */
    @Test
    void policyForAllPodsSelectsAllPods() {
        // When
        List<JsonNode> objects = Chart.objects("gpu");

        // Then
        JsonNode all =
                Chart.object(objects, "NetworkPolicy", "learngene-foundry").at("/spec/podSelector/matchLabels");
        for (JsonNode pod : Chart.pods(objects)) {
            all.fields().forEachRemaining(label -> assertThat(
                            pod.at("/metadata/labels").get(label.getKey()))
                    .isEqualTo(label.getValue()));
        }
    }

    @ParameterizedTest
    @CsvSource({"kind,9092 3900", "gpu,9093 9000 4318", "aws,9096 443"})
    void podsReachThePortsOfBrokersStoreAndCollectorAndNamesAlone(String example, String ports) {
        // When
        JsonNode egress = Chart.object(Chart.objects(example), "NetworkPolicy", "learngene-foundry")
                .at("/spec/egress");

        // Then
        List<String> opened = StreamSupport.stream(egress.spliterator(), false)
                .flatMap(rule -> rule.findValuesAsText("port").stream())
                .toList();
        assertThat(opened).containsExactly(("53 53 " + ports).split(" "));
    }

    @Test
    void imageWithADigestIsTakenByIt() {
        // Given
        String digest = "sha256:" + "0".repeat(64);

        // When
        List<JsonNode> objects =
                Chart.objects("kind", "image: {registry: r.example/foundry, digests: {tuner: '" + digest + "'}}");

        // Then
        assertThat(Chart.object(objects, "Deployment", "-tuner")
                        .at("/spec/template/spec/containers/0/image")
                        .asText())
                .isEqualTo("r.example/foundry/tuner@" + digest);
    }

    /** Each says the value and what is asked for, before anything is installed. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "kafka: {bootstrapServers: ''}                                       | bootstrapServers",
                "kafka: {bootstrapServers: 'kafka'}                                  | bootstrapServers",
                "kafka: {securityProtocol: SASL_SSL}                                 | kafka.saslMechanism",
                "kafka: {securityProtocol: SASL_SSL, saslMechanism: PLAIN}           | kafka.existingSecret",
                "kafka: {existingSecret: foundry-kafka}                              | PLAINTEXT sends no credentials",
                "kafka: {password: hunter2}                                          | password",
                "store: {endpoint: 'garage:3900'}                                    | endpoint",
                "store: {endpoint: 'http://user:secret@garage'}                      | endpoint",
                "gateway: {access: ''}                                               | gateway.access has to be given",
                "gateway: {access: loopback}                                         | access",
                "gateway: {access: keys}                                             | gateway.operatorKeyDigest has to be given",
                "gateway: {access: keys, operatorKeyDigest: 'lgf_0123456789ab_x'}    | operatorKeyDigest",
                "store: {existingSecret: ''}                                         | existingSecret",
                "store: {secretKey: hunter2}                                         | secretKey",
                "gateway: {extraEnv: [{name: MY_PASSWORD, value: hunter2}]}          | valueFrom",
                "tracing: {endpoint: 'collector:4318'}                               | endpoint",
                "logs: {json: 'yes'}                                                 | json",
                "gateway: {replica: 3}                                               | replica",
                "ingress: {enabled: true}                                            | ingress.host",
                "image: {digests: {tuner: 'sha256:abc'}}                             | digests",
                "pools: {a100: {}}                                                   | service",
                "pools: {a100: {service: gateway}}                                   | service",
                "pools: {A100: {service: tuner}}                                     | A100",
                "pools: {setup: {service: tuner}}                                    | setup",
                "pools: {tuner: {mode: scaledjob}}                                   | mode",
                "pools: {tuner: {gpus: 1}}                                           | gpus",
                "pools: {tuner: {scratch: much}}                                     | scratch",
                "pools: {tuner: {mode: scaledJob}, a100: {service: tuner, mode: scaledJob}} | both take jobs of the kind 'fit' in the pool 'default'",
                "pools: {tuner: {mode: scaledJob}, a100: {service: tuner}}            | both take jobs of the kind 'fit' in the pool 'default'",
                "pools: {a: {service: tuner, pool: a100, mode: scaledJob}, b: {service: tuner, pool: a100}} | in the pool 'a100'",
                "pools: {tuner: {pool: A100}}                                         | pool",
                "{pools: {tuner: {mode: scaledJob, idlePatience: 90s}}, jobs: {lockDuration: 2m}} | pools.tuner: idlePatience 90s has to be longer than jobs.lockDuration 2m",
                "pools: {tuner: {mode: scaledJob, idlePatience: 30000ms}}             | idlePatience 30000ms",
                "pools: {a100: {service: tuner, mode: scaledJob}}                    | both take jobs of the kind 'fit' in the pool 'default'"
            })
    void valuesThatCannotBeMeantAreRefused(String changes, String named) {
        assertThatThrownBy(() -> Chart.objects("kind", changes)).hasMessageContaining(named);
    }
}
