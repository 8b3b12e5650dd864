package io.learngene.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.learngene.contracts.view.FamilyView;
import io.learngene.contracts.view.JobView;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** Pools of GPUs from none to many and back, as KEDA makes their jobs by what Prometheus reads off the gateway. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ScaledPoolsTest {

    private static final int MOST = 3;

    private static final Map<String, String> LONG_TUNING = Map.of(
            "targets: [2, 4, {max_parameters: 60000}]", "targets: [4]",
            "tuning: {epochs: 2, batch_size: 40}", "tuning: {epochs: 300, batch_size: 40}",
            "baselines: {scratch: {epochs: 2}}", "baselines: {}");

    @TempDir
    static Path folder;

    private static Installation installation;
    private static ClusterPrometheus prometheus;
    private static KedaModel keda;

    @BeforeAll
    static void install() {
        installation = Installation.prepare(folder);
        Definitions.install(installation.api());
        prometheus = ClusterPrometheus.start(installation.plane(), Installation.NAMESPACE, folder);
        keda = KedaModel.start(installation.api(), Installation.NAMESPACE);
        installation.join("cpu-1", 0, Map.of());
        installation.join("gpu-1", 2, Map.of());
        installation.join("gpu-2", 2, Map.of());
        Map<String, Object> values = new HashMap<>();
        values.put("jobs.lockDuration", "10s");
        values.put("keda.prometheusAddress", prometheus.address());
        values.put("keda.pollingIntervalSeconds", 2);
        values.put("poolDefaults.mode", "scaledJob");
        values.put("poolDefaults.gpu.enabled", true);
        values.put("poolDefaults.maxReplicas", MOST);
        values.put("poolDefaults.idlePatience", "5s");
        installation.upgrade("kind", values);
    }

    @AfterAll
    static void stop() {
        if (keda != null) {
            keda.close();
            prometheus.close();
        }
        if (installation != null) {
            installation.close();
        }
    }

    @Test
    @Order(1)
    void noPodIsThereWhileNoJobIs() {
        // Then
        installation.await().until(() -> keda.looks() > 2);
        assertThat(installation.pods("tuner")).isEmpty();
        assertThat(installation.pods("distiller")).isEmpty();
    }

    @Test
    @Order(2)
    void burstIsTunedByAPodForEachJobUpToTheMostAndThenNoneIsLeft() {
        // When
        String family = installation.submit(Map.of("targets: [2, 4, {max_parameters: 60000}]", "targets: [2, 3, 4]"));
        installation.await().until(() -> unfinished("tuner") == MOST);
        FamilyView done = installation.awaitEnd(family);

        // Then
        assertThat(done.state()).as(done.error()).isEqualTo(FamilyView.State.DONE);
        assertThat(done.jobs()).allSatisfy(job -> assertThat(job.attempt()).isEqualTo(1));
        awaitNone();
        assertThat(installation.pods("tuner"))
                .allSatisfy(pod -> assertThat(pod.at("/status/phase").asText()).isEqualTo("Succeeded"));
    }

    @Test
    @Order(3)
    void drainedNodesJobGetsAnotherPodAndIsNotCounted() {
        // Given
        String family = installation.submit(LONG_TUNING);
        JobView begun = awaitEpoch(family);

        // When
        installation.node(nodeOf(begun.worker())).drain();

        // Then
        FamilyView done = installation.awaitEnd(family);
        assertThat(done.state()).as(done.error()).isEqualTo(FamilyView.State.DONE);
        JobView job = installation.job(family, "tune/L04");
        assertThat(job.worker()).isNotEqualTo(begun.worker());
        assertThat(job.attempt()).isEqualTo(1);
        assertThat(history(family)).isEqualTo(1 + 300);
        awaitNone();
    }

    @Test
    @Order(4)
    void lostNodesJobComesBackAndGoesOnFromItsCheckpoint() {
        // Given
        installation.join("gpu-3", 2, Map.of());
        String family = installation.submit(LONG_TUNING);
        JobView begun = awaitEpoch(family);
        ProcessNode node = installation.node(nodeOf(begun.worker()));

        // When
        node.lose();
        node.remove();

        // Then
        FamilyView done = installation.awaitEnd(family);
        assertThat(done.state()).as(done.error()).isEqualTo(FamilyView.State.DONE);
        assertThat(installation.job(family, "tune/L04").worker()).isNotEqualTo(begun.worker());
        assertThat(history(family)).isEqualTo(1 + 300);
        awaitNone();
    }

    private static JobView awaitEpoch(String family) {
        return installation.await().ignoreExceptions().until(() -> installation.job(family, "tune/L04"), job -> {
            return job != null
                    && job.progress() != null
                    && job.progress().position().epoch() > 2;
        });
    }

    private static String nodeOf(String worker) {
        return installation.pods("tuner").stream()
                .filter(pod -> pod.at("/metadata/name").asText().equals(worker))
                .map(pod -> pod.at("/spec/nodeName").asText())
                .findFirst()
                .orElseThrow();
    }

    private static int history(String family) {
        return installation
                .client()
                .get("/families/" + family + "/models/L04")
                .get("history")
                .size();
    }

    private static void awaitNone() {
        installation.await().until(() -> unfinished("tuner") + unfinished("distiller") == 0);
    }

    private static long unfinished(String component) {
        return installation.pods(component).stream()
                .filter(pod -> !List.of("Succeeded", "Failed")
                        .contains(pod.at("/status/phase").asText()))
                .count();
    }
}
