package io.learngene.e2e.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.learngene.contracts.view.FamilyView;
import io.learngene.contracts.view.JobView;
import io.learngene.e2e.Stack;
import io.learngene.local.history.HistoryChecker;
import io.learngene.local.history.HistoryReader;
import io.learngene.runtime.failpoint.Failpoint;
import io.learngene.runtime.store.ArtefactStore;
import io.learngene.stack.JavaProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Workers that die between two steps of the protocol, each time at the next one. */
@Tag("storms")
class HaltedWorkersTest {

    /** In the order in which a job comes to them. What was written first is the mark of the attempt. */
    private static final List<String> STEPS = List.of(
            Failpoint.CLAIM.label() + "=halt",
            Failpoint.CLAIMED.label() + "=halt",
            Failpoint.BEGUN.label() + "=halt",
            Failpoint.UPLOADED.label() + "=halt@2",
            Failpoint.UNPUBLISHED.label() + "=halt",
            Failpoint.PUBLISHED.label() + "=halt",
            Failpoint.ANNOUNCED.label() + "=halt",
            Failpoint.NEXT_QUEUED.label() + "=halt",
            Failpoint.SERVED.label() + "=halt");

    private static final Map<String, String> SHORT = Map.of(
            "targets: [2, 4, {max_parameters: 60000}]", "targets: [2]",
            "baselines: {scratch: {epochs: 2}}", "baselines: {}");

    private static final HistoryChecker.Limits LIMITS =
            new HistoryChecker.Limits(Duration.ofMinutes(10), Duration.ofSeconds(30), file -> false);

    @TempDir
    private Path state;

    private final List<JavaProcess> workers = new ArrayList<>();
    private Stack stack;

    @BeforeEach
    void start() {
        stack = Stack.startWithoutWorkers(state);
    }

    @AfterEach
    void stop() {
        workers.forEach(JavaProcess::close);
        stack.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"distiller", "expander", "tuner"})
    void jobWhoseWorkersDieAtEveryStepHasOneResult(String dying) {
        // Given: it dies more often than a job is tried
        List.of("distiller", "expander", "tuner").stream()
                .filter(service -> !service.equals(dying))
                .forEach(service -> worker(service, service, Map.of()));
        String family = stack.submit(SHORT);

        // When
        List<String> steps = new ArrayList<>(STEPS);
        if (!dying.equals("expander")) {
            // An expansion is too short to tell how far it is.
            steps.add(3, Failpoint.WORKING.label() + "=halt");
        }
        for (String step : steps) {
            awaitHalt(worker(dying, dying + "-" + step.replaceAll("[=@].*", ""), Map.of("FOUNDRY_FAILPOINTS", step)));
        }
        worker(dying, dying, Map.of());

        // Then
        FamilyView view = stack.awaitEnd(family);
        assertThat(view.state()).as(view.error()).isEqualTo(FamilyView.State.DONE);
        try (ArtefactStore store = stack.store()) {
            Stack.await().untilAsserted(() -> assertThat(HistoryChecker.check(
                            HistoryReader.read(stack.processes().bootstrapServers(), store), LIMITS))
                    .isEmpty());
        }
    }

    @Test
    void jobThatKillsItsWorkerEachTimeFailsAfterItsAttemptsAndLiesAmongTheDeadLetters() {
        // Given
        worker("distiller", "distiller", Map.of());
        worker("expander", "expander", Map.of());
        String family = stack.submit(SHORT);

        // When
        for (int attempt = 1; attempt <= 3; attempt++) {
            awaitHalt(worker(
                    "tuner",
                    "tuner-" + attempt,
                    Map.of("FOUNDRY_FAILPOINTS", Failpoint.BEGUN.label() + "=halt", "FOUNDRY_JOB_ATTEMPTS", "3")));
        }
        worker("tuner", "tuner", Map.of("FOUNDRY_JOB_ATTEMPTS", "3"));

        // Then
        assertThat(stack.awaitEnd(family).state()).isEqualTo(FamilyView.State.FAILED);
        JobView job = stack.job(family, "tune/L02");
        assertThat(job.troubles().error()).contains("given up after 3 attempts", "the worker was killed");
        assertThat(stack.client().get("/dead-letters").toString()).contains(job.job());
    }

    private JavaProcess worker(String service, String name, Map<String, String> more) {
        Map<String, String> environment = new HashMap<>(Map.of("FOUNDRY_JOB_ATTEMPTS", "30"));
        environment.putAll(more);
        JavaProcess worker = stack.service(service + "-service", name, environment);
        workers.add(worker);
        return worker;
    }

    private static void awaitHalt(JavaProcess worker) {
        Stack.await().until(() -> !worker.alive());
        assertThat(worker.ending()).startsWith("exit code 86");
    }
}
