package io.learngene.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.learngene.contracts.Topics;
import io.learngene.contracts.view.FamilyView;
import io.learngene.contracts.view.JobView;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** The smallest example, installed by Helm and running: pods are processes, all that decides over them is Kubernetes' own. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class RunningChartTest {

    private static final Map<String, Object> VALUES = Map.of("jobs.lockDuration", "10s");

    private static final Map<String, String> LONG_TUNING = Map.of(
            "targets: [2, 4, {max_parameters: 60000}]", "targets: [4]",
            "tuning: {epochs: 2, batch_size: 40}", "tuning: {epochs: 200, batch_size: 40}",
            "baselines: {scratch: {epochs: 2}}", "baselines: {}");

    @TempDir
    static Path folder;

    private static Installation installation;

    @BeforeAll
    static void install() {
        installation = Installation.prepare(folder);
        installation.join("node-1", 0, Map.of());
        installation.join("node-2", 0, Map.of());
        installation.upgrade("kind", VALUES);
    }

    @AfterAll
    static void stop() {
        if (installation != null) {
            installation.close();
        }
    }

    @Test
    @Order(1)
    void hookHasMadeTheTopics() throws Exception {
        // When
        Set<String> topics;
        try (Admin admin =
                Admin.create(Map.of("bootstrap.servers", installation.broker().bootstrapServers()))) {
            topics = admin.listTopics().names().get();
        }

        // Then
        assertThat(topics).contains(Topics.jobs("tune"), Topics.jobs("distill"), Topics.EVENTS);
        assertThat(installation.pods("setup"))
                .as("it is removed when it has succeeded")
                .isEmpty();
        assertThat(installation.logs(Installation.NAME + "-setup").values())
                .isNotEmpty()
                .allSatisfy(log -> assertThat(log).isNotBlank());
    }

    @Test
    @Order(2)
    void serviceLeadsToTheGateway() {
        // Then
        assertThat(installation.endpoints()).hasSize(1);
        assertThat(installation.client().get("/families").get("families")).isEmpty();
    }

    @Test
    @Order(3)
    void familyIsMadeThroughTheGateway() {
        // When
        FamilyView done = installation.awaitEnd(installation.submit(Map.of()));

        // Then
        assertThat(done.state()).as(done.error()).isEqualTo(FamilyView.State.DONE);
        assertThat(installation
                        .client()
                        .get("/families/" + done.family() + "/models")
                        .get("models"))
                .hasSize(3);
    }

    @Test
    @Order(4)
    void killedContainerIsStartedAgainAndReady() {
        // Given
        JsonNode pod = installation.pods("distiller").get(0);

        // When
        installation
                .node(pod.at("/spec/nodeName").asText())
                .kill(pod.at("/metadata/name").asText());

        // Then
        installation.await().until(() -> installation.pods("distiller").stream()
                .map(each -> each.at("/status/containerStatuses/0"))
                .anyMatch(each -> each.path("restartCount").asInt() == 1
                        && each.path("ready").asBoolean()));
    }

    @Test
    @Order(5)
    void drainedNodesJobGoesOnElsewhereWithoutBeingCounted() {
        // Given
        installation.scale("tuner", 2);
        installation.await().until(() -> ready("tuner") == 2);
        String family = installation.submit(LONG_TUNING);
        JobView begun = installation.await().until(() -> installation.job(family, "tune/L04"), job -> {
            return job != null
                    && job.progress() != null
                    && job.progress().position().epoch() > 2;
        });
        String node = installation.pods("tuner").stream()
                .filter(pod -> pod.at("/metadata/name").asText().equals(begun.worker()))
                .map(pod -> pod.at("/spec/nodeName").asText())
                .findFirst()
                .orElseThrow();

        // When
        installation.node(node).drain();

        // Then
        FamilyView done = installation.awaitEnd(family);
        assertThat(done.state()).as(done.error()).isEqualTo(FamilyView.State.DONE);
        JobView job = installation.job(family, "tune/L04");
        assertThat(job.worker()).isNotEqualTo(begun.worker());
        assertThat(job.attempt()).as("it was given back in order").isEqualTo(1);
        assertThat(installation
                        .client()
                        .get("/families/" + family + "/models/L04")
                        .get("history"))
                .as("and went on where it was")
                .hasSize(1 + 200);
    }

    @Test
    @Order(6)
    void upgradeReplacesTheGatewayAndKeepsWhatItKnows() {
        // Given
        List<String> before = installation.endpoints();

        // When
        installation.upgrade("kind", Map.of("jobs.lockDuration", "11s"));

        // Then
        assertThat(installation.endpoints()).hasSize(1).doesNotContainAnyElementsOf(before);
        assertThat(installation.client().get("/families").get("families")).hasSize(2);
    }

    private static long ready(String component) {
        return installation.pods(component).stream()
                .filter(pod -> pod.at("/status/containerStatuses/0/ready").asBoolean())
                .count();
    }
}
