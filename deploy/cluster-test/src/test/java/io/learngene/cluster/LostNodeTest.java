package io.learngene.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.learngene.contracts.view.FamilyView;
import io.learngene.contracts.view.JobView;
import io.learngene.stack.Repository;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * A pool of GPUs whose jobs KEDA's own operator makes, from none to six pods and back, and a node that is lost meanwhile. The curve lies
 * in {@code target/lost-node.csv} afterwards.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class LostNodeTest {

    private static final int MOST = 6;
    private static final int TUNINGS = 8;
    private static final int EPOCHS = 20;

    @TempDir
    static Path folder;

    private static Installation installation;
    private static ClusterPrometheus prometheus;
    private static Curve curve;
    private static String family;
    private static ProcessNode lost;

    @BeforeAll
    static void install() {
        installation = Installation.prepare(folder);
        Keda.start(installation.plane(), folder);
        prometheus = ClusterPrometheus.start(installation.plane(), Installation.NAMESPACE, folder);
        installation.join("cpu-1", 0, Map.of());
        installation.join("gpu-1", MOST / 2, Map.of());
        installation.join("gpu-2", MOST / 2, Map.of());
        Map<String, Object> values = new HashMap<>();
        values.put("keda.prometheusAddress", prometheus.address());
        values.put("keda.pollingIntervalSeconds", 2);
        values.put("poolDefaults.mode", "scaledJob");
        values.put("poolDefaults.gpu.enabled", true);
        values.put("poolDefaults.maxReplicas", MOST);
        values.put("poolDefaults.idlePatience", "90s");
        installation.upgrade("kind", values);
        curve = Curve.start(prometheus, () -> (int) unfinished("tuner"));
    }

    @AfterAll
    static void stop() {
        if (curve != null) {
            curve.close();
            curve.write(Repository.root().resolve("deploy/cluster-test/target/lost-node.csv"));
        }
        if (prometheus != null) {
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
        installation
                .await()
                .untilAsserted(() -> assertThat(scaledJobs()).hasSize(2).allSatisfy(each -> {
                    assertThat(Keda.condition(each, "Ready")).isEqualTo("True");
                    assertThat(Keda.condition(each, "Active")).isEqualTo("False");
                }));
        assertThat(installation.pods("tuner")).isEmpty();
        assertThat(installation.pods("distiller")).isEmpty();
    }

    @Test
    @Order(2)
    void jobsOfALostNodeComeBackAndAreDoneAndThenNoPodIsLeft() {
        // Given
        family = installation.submit(Map.of(
                "targets: [2, 4, {max_parameters: 60000}]", "targets: [2, 3, 4, 5, 6, 7, 8, 9]",
                "tuning: {epochs: 2, batch_size: 40}", "tuning: {epochs: " + EPOCHS + ", batch_size: 40}",
                "baselines: {scratch: {epochs: 2}}", "baselines: {}"));
        curve.note(TUNINGS + " jobs are asked for");

        // When
        lost = awaitNodeAtWork();
        lost.lose();
        lost.remove();
        curve.note("a node is lost");
        installation.join("gpu-3", MOST / 2, Map.of());

        // Then
        FamilyView done = installation.awaitEnd(family);
        assertThat(done.state()).as(done.error()).isEqualTo(FamilyView.State.DONE);
        installation.await().until(() -> unfinished("tuner") + unfinished("distiller") == 0);
    }

    @Test
    @Order(3)
    void everyJobIsDoneOnceAndBegunAgainOnlyWhereItsNodeWent() {
        // When
        List<Attempt> attempts = Attempt.of(installation.logs(Installation.NAME + "-tuner-"));

        // Then
        Map<String, List<Attempt>> jobs = attempts.stream().collect(Collectors.groupingBy(Attempt::job));
        assertThat(jobs).hasSize(TUNINGS).allSatisfy((job, own) -> assertThat(own)
                .filteredOn(each -> each.end() == Attempt.End.DONE)
                .hasSize(1));
        Set<String> gone = lost.logs().keySet();
        assertThat(attempts)
                .filteredOn(each -> each.end() != Attempt.End.DONE)
                .isNotEmpty()
                .allSatisfy(each -> assertThat(gone).contains(each.pod()));
        assertThat(installation.models(family)).hasSize(TUNINGS).allSatisfy(model -> assertThat(model.get("history"))
                .hasSize(1 + EPOCHS));
    }

    @Test
    @Order(4)
    void neverAreMorePodsThanThereMayBe() {
        // Then
        assertThat(curve.points())
                .extracting(Curve.Point::pods)
                .contains(0, MOST)
                .allMatch(pods -> pods <= MOST);
    }

    private static List<JsonNode> scaledJobs() {
        return installation.api().list("/apis/keda.sh/v1alpha1/namespaces/" + Installation.NAMESPACE + "/scaledjobs");
    }

    /** {@return a node that is in the middle of one of the tunings} */
    private static ProcessNode awaitNodeAtWork() {
        return installation
                .await()
                .ignoreExceptions()
                .until(
                        () -> installation.client().family(family).jobs().stream()
                                .filter(job -> "tune".equals(job.kind())
                                        && job.state() == JobView.State.RUNNING
                                        && job.progress() != null
                                        && job.progress().position().epoch() > 2)
                                .map(job -> nodeOf(job.worker()))
                                .findFirst(),
                        Optional::isPresent)
                .orElseThrow();
    }

    private static ProcessNode nodeOf(String worker) {
        return installation.pods("tuner").stream()
                .filter(pod -> pod.at("/metadata/name").asText().equals(worker))
                .map(pod -> installation.node(pod.at("/spec/nodeName").asText()))
                .findFirst()
                .orElseThrow();
    }

    private static long unfinished(String component) {
        return installation.pods(component).stream()
                .filter(pod -> !List.of("Succeeded", "Failed")
                        .contains(pod.at("/status/phase").asText()))
                .count();
    }
}
