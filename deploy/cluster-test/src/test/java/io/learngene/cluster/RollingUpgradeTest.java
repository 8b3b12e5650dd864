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

/** Two versions beside each other, in the order of the upgrade: today's gateway with the earlier workers, then today's workers. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class RollingUpgradeTest {

    private static final int EPOCHS = 200;
    private static final List<String> WORKERS = List.of("expander", "distiller", "tuner");
    private static final List<String> ALL = List.of("gateway", "expander", "distiller", "tuner");

    private static final Map<String, String> LONG_TUNING = Map.of(
            "targets: [2, 4, {max_parameters: 60000}]", "targets: [4]",
            "tuning: {epochs: 2, batch_size: 40}", "tuning: {epochs: " + EPOCHS + ", batch_size: 40}",
            "baselines: {scratch: {epochs: 2}}", "baselines: {}");

    @TempDir
    static Path folder;

    private static Installation installation;
    private static String before;
    private static String across;
    private static JobView begun;

    @BeforeAll
    static void installTheEarlierVersion() {
        EarlierVersion.services();
        installation = Installation.prepare(folder);
        installation.join("node-1", 0, Map.of());
        installation.join("node-2", 0, Map.of());
        upgrade(ALL);
        before = installation.submit(Map.of());
        awaitDone(before);
    }

    @AfterAll
    static void stop() {
        if (installation != null) {
            installation.close();
        }
    }

    @Test
    @Order(1)
    void gatewayKnowsWhatTheEarlierOneKnewWhileAnEarlierWorkerGoesOn() {
        // Given
        across = installation.submit(LONG_TUNING);
        begun = installation.await().ignoreExceptions().until(() -> installation.job(across, "tune/L04"), job -> {
            return job != null
                    && job.progress() != null
                    && job.progress().position().epoch() > 2;
        });

        // When
        upgrade(WORKERS);

        // Then
        assertThat(images("gateway")).isNotEmpty().noneMatch(image -> image.endsWith(EarlierVersion.DIGEST));
        FamilyView known = installation.client().family(before);
        assertThat(known.state()).isEqualTo(FamilyView.State.DONE);
        assertThat(installation.models(before)).hasSize(3).allSatisfy(model -> assertThat(model.get("history"))
                .hasSize(1 + 2));
        assertThat(installation.job(across, "tune/L04").worker()).isEqualTo(begun.worker());
    }

    @Test
    @Order(2)
    void earlierWorkersMakeAFamilyThatTodaysGatewayIsAskedFor() {
        // When
        String family = installation.submit(Map.of());

        // Then
        awaitDone(family);
        assertThat(installation.models(family)).hasSize(3);
    }

    @Test
    @Order(3)
    void todaysWorkerGoesOnWithAnEarlierOnesJobWithoutCountingIt() {
        // When
        upgrade(List.of());

        // Then
        WORKERS.forEach(worker ->
                assertThat(images(worker)).isNotEmpty().noneMatch(image -> image.endsWith(EarlierVersion.DIGEST)));
        awaitDone(across);
        JobView job = installation.job(across, "tune/L04");
        assertThat(job.worker()).isNotEqualTo(begun.worker());
        assertThat(job.attempt()).isEqualTo(1);
        assertThat(installation.models(across)).singleElement().satisfies(model -> assertThat(model.get("history"))
                .hasSize(1 + EPOCHS));
    }

    @Test
    @Order(4)
    void todaysWorkersMakeMoreOfAnEarlierFamily() {
        // When
        String family = installation.submit(Map.of(
                "  train:\n    model: {type: resnet, layers: [1, 1], width: 8}\n    training: {epochs: 1, batch_size: 40}",
                "  id: " + before));

        // Then
        awaitDone(family);
        assertThat(installation.models(family)).hasSize(3);
    }

    /** With these services in the earlier version. */
    private static void upgrade(List<String> earlier) {
        Map<String, Object> values = new HashMap<>(Map.of("jobs.lockDuration", "10s"));
        earlier.forEach(service -> values.put("image.digests." + service, EarlierVersion.DIGEST));
        installation.upgrade("kind", values);
    }

    private static List<String> images(String component) {
        return installation.pods(component).stream()
                .filter(pod -> pod.at("/status/phase").asText().equals("Running"))
                .filter(pod -> !pod.at("/metadata").has("deletionTimestamp"))
                .map(pod -> pod.at("/spec/containers/0/image").asText())
                .toList();
    }

    private static void awaitDone(String family) {
        FamilyView done = installation.awaitEnd(family);
        assertThat(done.state()).as(done.error()).isEqualTo(FamilyView.State.DONE);
    }
}
