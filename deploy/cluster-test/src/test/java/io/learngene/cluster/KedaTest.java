package io.learngene.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpServer;
import io.learngene.helm.Chart;
import io.learngene.stack.Ports;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * KEDA's own operator with a scaled job of the chart, a real API server and a real Prometheus: how many jobs it makes of what a gateway
 * tells. Nothing runs in them, since no node is there.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class KedaTest {

    private static final String NAMESPACE = "learngene";
    private static final int MOST = 6;
    private static final Pattern POOL = Pattern.compile("pool=\"([^\"]+)\"");
    /** Several looks of KEDA and of Prometheus. */
    private static final Duration LOOKS = Duration.ofSeconds(8);

    @TempDir
    static Path folder;

    private static ControlPlane plane;
    private static Api api;
    private static ClusterPrometheus prometheus;
    private static HttpServer gateway;
    private static JsonNode scaledJob;
    private static volatile int waiting;
    private static volatile int running;

    @BeforeAll
    static void start() throws IOException {
        plane = ControlPlane.start(folder);
        api = plane.api();
        Definitions.namespace(api, NAMESPACE);
        secret("foundry-store", "access-key", "secret-key");
        secret("foundry-kafka", "sasl-jaas-config");
        Keda.start(plane, folder);
        gateway = HttpServer.create(new InetSocketAddress("127.0.0.1", Ports.free()), 0);
        prometheus = ClusterPrometheus.start(
                plane, NAMESPACE, folder, "127.0.0.1:" + gateway.getAddress().getPort());
        ObjectNode chosen = Chart.everything("gpu").stream()
                .filter(each -> each.get("kind").asText().equals("ScaledJob"))
                .filter(each ->
                        each.at("/spec/triggers/0/metadata/query").asText().contains("tune"))
                .findFirst()
                .orElseThrow()
                .deepCopy();
        chosen.withObject("/spec").put("pollingInterval", 1).put("maxReplicaCount", MOST);
        ((ObjectNode) chosen.at("/spec/triggers/0/metadata")).put("serverAddress", prometheus.address());
        tell(chosen.at("/spec/triggers/0/metadata/query").asText());
        scaledJob = api.apply(NAMESPACE, chosen).accepted();
    }

    @AfterAll
    static void stop() {
        if (prometheus != null) {
            prometheus.close();
            gateway.stop(0);
        }
        if (plane != null) {
            plane.close();
        }
    }

    @Test
    @Order(1)
    void noJobIsMadeWhileNoneWaits() {
        // Then
        await().untilAsserted(() -> {
            assertThat(condition("Ready")).isEqualTo("True");
            assertThat(condition("Active")).isEqualTo("False");
        });
        assertThat(jobs()).isEmpty();
    }

    @Test
    @Order(2)
    void jobIsMadeForEachThatWaitsAndNoOtherWhileItIsWorkedOn() {
        // When
        waiting = 2;
        await().until(() -> jobs().size() == 2);
        waiting = 1;
        running = 1;

        // Then
        await().during(LOOKS).until(() -> jobs().size() == 2);
        assertThat(condition("Active")).isEqualTo("True");
    }

    @Test
    @Order(3)
    void jobIsMadeForAnotherThatWaitsBesideThoseThatAreWorkedOn() {
        // When
        running = 2;

        // Then
        await().during(LOOKS).until(() -> jobs().size() == 3);
    }

    @Test
    @Order(4)
    void noMoreAreMadeThanThereMayBe() {
        // When
        waiting = 20;

        // Then
        await().during(LOOKS).until(() -> jobs().size() == MOST);
        assertThat(jobs()).allSatisfy(job -> assertThat(
                        job.at("/metadata/labels/foundry.learngene.io~1pool").asText())
                .isEqualTo(scaledJob
                        .at("/metadata/labels/foundry.learngene.io~1pool")
                        .asText()));
    }

    @Test
    @Order(5)
    void changedChartEndsNoJob() {
        // Given
        List<String> before = names();
        waiting = 3;
        running = 3;

        // When
        ObjectNode change = Api.JSON.createObjectNode();
        change.putObject("spec").putObject("jobTargetRef").put("ttlSecondsAfterFinished", 7200);
        long generation =
                api.patch(path(), change).accepted().at("/metadata/generation").asLong();

        // Then
        assertThat(generation)
                .isGreaterThan(scaledJob.at("/metadata/generation").asLong());
        await().during(LOOKS).until(() -> names().equals(before));
    }

    @Test
    @Order(6)
    void gatewaysThatAreGoneMakeNoJobAndAreTold() {
        // Given
        List<String> before = names();

        // When
        gateway.stop(0);

        // Then
        await().until(() -> condition("Ready").equals("False"));
        assertThat(names()).isEqualTo(before);
    }

    /** KEDA reads what the pods' variables come from before it makes any. */
    private static void secret(String name, String... keys) {
        ObjectNode secret = Api.JSON.createObjectNode().put("apiVersion", "v1").put("kind", "Secret");
        secret.putObject("metadata").put("name", name);
        for (String key : keys) {
            secret.withObject("/stringData").put(key, "none");
        }
        api.apply(NAMESPACE, secret).accepted();
    }

    private static void tell(String query) {
        Matcher pool = POOL.matcher(query);
        assertThat(pool.find()).as(query).isTrue();
        String labels = "{kind=\"tune\",pool=\"" + pool.group(1) + "\"} ";
        gateway.createContext("/q/metrics", exchange -> {
            byte[] text = ("learngene_jobs_queued" + labels + waiting + "\nlearngene_jobs_running" + labels + running
                            + "\nlearngene_view_ready 1\n")
                    .getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().add("Content-Type", "text/plain; version=0.0.4");
            exchange.sendResponseHeaders(200, text.length);
            exchange.getResponseBody().write(text);
            exchange.close();
        });
        gateway.start();
    }

    private static List<JsonNode> jobs() {
        return api.list("/apis/batch/v1/namespaces/" + NAMESPACE + "/jobs?labelSelector="
                + URLEncoder.encode(
                        "scaledjob.keda.sh/name="
                                + scaledJob.at("/metadata/name").asText(),
                        StandardCharsets.UTF_8));
    }

    private static List<String> names() {
        return jobs().stream()
                .map(job -> job.at("/metadata/name").asText())
                .sorted()
                .toList();
    }

    private static String condition(String type) {
        return Keda.condition(api.get(path()), type);
    }

    private static String path() {
        return api.path(NAMESPACE, scaledJob);
    }

    private static ConditionFactory await() {
        return Awaitility.await().atMost(Duration.ofMinutes(2)).pollInterval(Duration.ofMillis(300));
    }
}
