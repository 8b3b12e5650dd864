package io.learngene.e2e.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.learngene.contracts.event.TrainingPoint;
import io.learngene.contracts.view.FamilyView;
import io.learngene.contracts.view.JobView;
import io.learngene.e2e.Stack;
import io.learngene.local.history.HistoryChecker;
import io.learngene.local.history.HistoryReader;
import io.learngene.runtime.store.ArtefactStore;
import io.learngene.stack.JavaProcess;
import io.learngene.stack.SmallDisk;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Disks that are full for a while, the store's and a worker's. They take checkpoints and time, and no job. */
@Tag("storms")
class FullDiskTest {

    private static final int EPOCHS = 150;
    private static final int DISK = 64 << 20;

    private static final Map<String, String> LONG_TUNING = Map.of(
            "targets: [2, 4, {max_parameters: 60000}]", "targets: [4]",
            "tuning: {epochs: 2, batch_size: 40}", "tuning: {epochs: " + EPOCHS + ", batch_size: 40}",
            "baselines: {scratch: {epochs: 2}}", "baselines: {}");

    private static final HistoryChecker.Limits LIMITS =
            new HistoryChecker.Limits(Duration.ofMinutes(10), Duration.ofSeconds(30), file -> false);

    @TempDir
    private Path folder;

    private final List<JavaProcess> workers = new ArrayList<>();
    private Stack stack;
    private SmallDisk disk;

    @AfterEach
    void stop() {
        workers.forEach(JavaProcess::close);
        if (stack != null) {
            stack.close();
        }
        if (disk != null) {
            disk.close();
        }
    }

    @Test
    void storeWithoutRoomTakesACheckpointAndDelaysTheResult() {
        // Given
        Path state = folder.resolve("state");
        mount(state.resolve("store"));
        start(state);
        Map<String, JavaProcess> tuners = new HashMap<>();
        for (String name : List.of("one", "other")) {
            JavaProcess tuner = tuner(name, Map.of());
            tuners.put(name, tuner);
            // A worker that finds a full store at its start waits for room.
            Stack.await().until(() -> tuner.logTail().contains("are ready"));
        }
        String family = stack.submit(LONG_TUNING);
        awaitEpoch(family, 5);

        // When
        disk.fillUpTo(0);
        tuners.get(job(family).worker()).close();

        // Then
        Stack.await().until(() -> job(family).troubles().error() != null);
        assertThat(job(family).troubles().warning()).contains("checkpoints are not kept", "make room on it");
        assertThat(job(family).troubles().error()).contains("is full; make room on it");
        disk.makeRoom();
        assertDone(family);
    }

    @Test
    void workerWithoutRoomGivesItsJobBackAndTheNextOneSaysWhoseDiskIsFull() {
        // Given
        Path work = folder.resolve("work");
        mount(work);
        start(folder.resolve("state"));
        JavaProcess first = tuner("first", in(work));
        String family = stack.submit(LONG_TUNING);
        awaitEpoch(family, 5);

        // When
        disk.fillUpTo(0);
        first.close();

        // Then: it is counted as no failure
        Stack.await().until(() -> job(family).troubles().warning() != null);
        assertThat(job(family).troubles().warning())
                .contains("checkpoints are not kept", "the disk of the worker's folder " + work);
        assertThat(job(family).troubles().error()).isNull();

        // When
        tuner("second", in(work));

        // Then
        Stack.await().until(() -> job(family).troubles().error() != null);
        assertThat(job(family).troubles().error()).contains("the disk of the worker's folder " + work);
        disk.makeRoom();
        assertDone(family);
    }

    private void mount(Path at) {
        disk = SmallDisk.mount(at, DISK).orElse(null);
        assumeTrue(disk != null, "whoever runs this may mount no file system");
    }

    private void start(Path state) {
        stack = Stack.startWithoutWorkers(state);
        for (String service : List.of("distiller", "expander")) {
            workers.add(stack.service(service + "-service", service, Map.of()));
        }
    }

    private JavaProcess tuner(String name, Map<String, String> more) {
        Map<String, String> environment = new HashMap<>(Map.of("FOUNDRY_JOB_ATTEMPTS", "30"));
        environment.putAll(more);
        JavaProcess tuner = stack.tuner(name, environment);
        workers.add(tuner);
        return tuner;
    }

    private static Map<String, String> in(Path work) {
        return Map.of("FOUNDRY_WORKER_DIRECTORY", work.toString());
    }

    private void awaitEpoch(String family, int epoch) {
        Stack.await().until(() -> {
            JobView job = job(family);
            TrainingPoint point = job == null ? null : job.progress();
            return point != null && point.position().epoch() >= epoch;
        });
    }

    private JobView job(String family) {
        return stack.job(family, "tune/L04");
    }

    private void assertDone(String family) {
        FamilyView view = stack.awaitEnd(family);
        assertThat(view.state()).as(view.error()).isEqualTo(FamilyView.State.DONE);
        assertThat(stack.client().get("/families/" + family + "/models/L04").get("history"))
                .hasSize(1 + EPOCHS);
        try (ArtefactStore store = stack.store()) {
            Stack.await().untilAsserted(() -> assertThat(HistoryChecker.check(
                            HistoryReader.read(stack.processes().bootstrapServers(), store), LIMITS))
                    .isEmpty());
        }
    }
}
