package io.learngene.e2e.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.learngene.contracts.view.FamilyView;
import io.learngene.contracts.view.JobView;
import io.learngene.e2e.Stack;
import io.learngene.local.history.HistoryChecker;
import io.learngene.local.history.HistoryReader;
import io.learngene.runtime.store.ArtefactStore;
import io.learngene.stack.JavaProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A worker that sleeps longer than its lock lasts, and wakes up. */
@Tag("faults")
class ZombieTest {

    private static final int EPOCHS = 60;

    private static final Map<String, String> LONG = Map.of(
            "targets: [2, 4, {max_parameters: 60000}]", "targets: [4]",
            "tuning: {epochs: 2, batch_size: 40}", "tuning: {epochs: " + EPOCHS + ", batch_size: 40}",
            "baselines: {scratch: {epochs: 2}}", "baselines: {}");

    @TempDir
    private Path state;

    private Stack stack;
    private List<JavaProcess> helpers;
    private JavaProcess zombie;

    @BeforeEach
    void start() {
        stack = Stack.startWithoutWorkers(state);
        zombie = stack.tuner("zombie", Map.of());
        helpers = List.of(
                stack.service("distiller-service", "distiller", Map.of()),
                stack.service("expander-service", "expander", Map.of()));
    }

    @AfterEach
    void stop() throws Exception {
        signal(zombie, "CONT");
        zombie.close();
        helpers.forEach(JavaProcess::close);
        stack.close();
    }

    @Test
    void workerThatSleptThroughItsLockSaysNothingAndItsJobHasOneResult() throws Exception {
        // Given
        String family = stack.submit(LONG);
        String id = family + "/tune/L04";
        awaitProgressOf("zombie", family);

        // When
        signal(zombie, "STOP");
        try (JavaProcess tuner = stack.tuner("tuner", Map.of())) {
            awaitProgressOf("tuner", family);
            signal(zombie, "CONT");
            Stack.await().until(() -> log("zombie").contains(id + ": its lock was lost"));
            FamilyView view = stack.awaitEnd(family);

            // Then: what the zombie wrote when it woke up may lie about
            assertThat(view.state()).as(view.error()).isEqualTo(FamilyView.State.DONE);
            assertThat(stack.client()
                            .get("/families/" + family + "/models/L04")
                            .get("history")
                            .size())
                    .isEqualTo(1 + EPOCHS);
            HistoryChecker.Limits limits = new HistoryChecker.Limits(
                    Duration.ofMinutes(10), Duration.ofSeconds(30), file -> file.startsWith("jobs/" + id));
            try (ArtefactStore store = stack.store()) {
                assertThat(HistoryChecker.check(
                                HistoryReader.read(stack.processes().bootstrapServers(), store), limits))
                        .isEmpty();
            }
        }
    }

    private void awaitProgressOf(String worker, String family) {
        Stack.await().until(() -> {
            JobView job = stack.job(family, "tune/L04");
            return job != null && worker.equals(job.worker()) && job.progress() != null;
        });
    }

    private String log(String name) throws IOException {
        return Files.readString(state.resolve("logs").resolve(name + ".log"));
    }

    private static void signal(JavaProcess process, String name) throws Exception {
        new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                .start()
                .waitFor();
    }
}
