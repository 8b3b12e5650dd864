package io.learngene.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.learngene.contracts.view.FamilyView;
import io.learngene.contracts.view.JobView;
import io.learngene.stack.Repository;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
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
 * A pool of GPUs from none to six pods and back: forty tunings in three bursts, two drained nodes and a lost one. KEDA's operator makes
 * the jobs by what Prometheus reads off the gateway. The curve lies in {@code target/scaled-pools.csv} afterwards.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ScaledPoolsTest {

    private static final int MOST = 6;
    private static final int TUNINGS = 10;
    private static final int SHORT = 5;
    private static final int LONG = 30;
    private static final String GPUS = "gpu-%d";
    private static final int GPUS_OF_A_NODE = 3;

    @TempDir
    static Path folder;

    private static Installation installation;
    private static ClusterPrometheus prometheus;
    private static Curve curve;

    /** Families and the epochs of their tunings. */
    private static final Map<String, Integer> FAMILIES = new HashMap<>();
    /** Nodes that were drained or lost. */
    private static final List<ProcessNode> LEFT = new ArrayList<>();

    private static int nodes;

    @BeforeAll
    static void install() {
        installation = Installation.prepare(folder);
        Keda.start(installation.plane(), folder);
        prometheus = ClusterPrometheus.start(installation.plane(), Installation.NAMESPACE, folder);
        installation.join("cpu-1", 0, Map.of());
        for (int i = 0; i < 3; i++) {
            joinGpus();
        }
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
            curve.write(Repository.root().resolve("deploy/cluster-test/target/scaled-pools.csv"));
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
    void burstIsTunedByAsManyPodsAsThereMayBeAndThenNoneIsLeft() {
        // When
        List<String> families = List.of(submit(SHORT), submit(SHORT));
        installation.await().until(() -> unfinished("tuner") == MOST);

        // Then
        families.forEach(ScaledPoolsTest::awaitDone);
        awaitNone();
    }

    @Test
    @Order(3)
    void jobsOfTwoDrainedNodesAreDoneByOtherPods() {
        // When
        String family = submit(LONG);
        for (int i = 0; i < 2; i++) {
            ProcessNode node = awaitNodeAtWork(family);
            curve.note(node.name() + " is drained");
            node.drain();
            LEFT.add(node);
            joinGpus();
        }

        // Then
        awaitDone(family);
        awaitNone();
        assertThat(attempts())
                .filteredOn(each -> each.end() == Attempt.End.RELEASED)
                .hasSizeGreaterThanOrEqualTo(2);
    }

    @Test
    @Order(4)
    void jobsOfALostNodeComeBackAndAreDone() {
        // When
        String family = submit(LONG);
        ProcessNode node = awaitNodeAtWork(family);
        curve.note(node.name() + " is lost");
        node.lose();
        node.remove();
        LEFT.add(node);
        joinGpus();

        // Then
        awaitDone(family);
        awaitNone();
        assertThat(attempts())
                .filteredOn(each -> each.end() == Attempt.End.LOST)
                .isNotEmpty();
    }

    @Test
    @Order(5)
    void everyJobIsDoneOnceAndBegunAgainOnlyWhereItsNodeWent() {
        // When
        Map<String, List<Attempt>> jobs = attempts().stream().collect(Collectors.groupingBy(Attempt::job));
        Set<String> gone = gone();

        // Then
        assertThat(jobs).hasSize(FAMILIES.size() * TUNINGS);
        jobs.forEach((job, attempts) -> {
            assertThat(attempts)
                    .as(job)
                    .filteredOn(each -> each.end() == Attempt.End.DONE)
                    .hasSize(1);
            assertThat(attempts)
                    .filteredOn(each -> each.end() != Attempt.End.DONE)
                    .allSatisfy(each -> assertThat(gone).contains(each.pod()));
        });
        FAMILIES.forEach((family, epochs) -> assertThat(installation.models(family))
                .hasSize(TUNINGS)
                .allSatisfy(model -> assertThat(model.get("history")).hasSize(1 + epochs)));
    }

    @Test
    @Order(6)
    void fewPodsFindNoJobAndNeverAreMoreThanThereMayBe() {
        // When
        Map<String, String> idle = installation.logs(Installation.NAME + "-tuner-");
        attempts().forEach(each -> idle.remove(each.pod()));
        idle.keySet().removeAll(gone());

        // Then
        assertThat(idle)
                .as("pods for jobs that had ended since Prometheus last asked")
                .hasSizeLessThanOrEqualTo(FAMILIES.size() * TUNINGS / 10)
                .allSatisfy((pod, log) -> assertThat(log).contains("foundry.worker.idle-patience"));
        assertThat(curve.points())
                .extracting(Curve.Point::pods)
                .contains(0, MOST)
                .allMatch(pods -> pods <= MOST);
    }

    private static List<JsonNode> scaledJobs() {
        return installation.api().list("/apis/keda.sh/v1alpha1/namespaces/" + Installation.NAMESPACE + "/scaledjobs");
    }

    private static void joinGpus() {
        installation.join(GPUS.formatted(++nodes), GPUS_OF_A_NODE, Map.of());
    }

    /** {@return a family of ten tunings} */
    private static String submit(int epochs) {
        String family = installation.submit(Map.of(
                "targets: [2, 4, {max_parameters: 60000}]", "targets: [2, 3, 4, 5, 6, 7, 8, 9, 10, 11]",
                "tuning: {epochs: 2, batch_size: 40}", "tuning: {epochs: " + epochs + ", batch_size: 40}",
                "baselines: {scratch: {epochs: 2}}", "baselines: {}"));
        curve.note(TUNINGS + " jobs are asked for");
        FAMILIES.put(family, epochs);
        return family;
    }

    /** {@return a node that is in the middle of one of the tunings} */
    private static ProcessNode awaitNodeAtWork(String family) {
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
                                .filter(node -> !LEFT.contains(node))
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

    /** {@return the pods of nodes that were drained or lost} */
    private static Set<String> gone() {
        Set<String> gone = new HashSet<>();
        LEFT.forEach(node -> gone.addAll(node.logs().keySet()));
        return gone;
    }

    private static List<Attempt> attempts() {
        return Attempt.of(installation.logs(Installation.NAME + "-tuner-"));
    }

    private static void awaitDone(String family) {
        FamilyView done = installation.awaitEnd(family);
        assertThat(done.state()).as(done.error()).isEqualTo(FamilyView.State.DONE);
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
