package io.learngene.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.learngene.contracts.Topics;
import io.learngene.runtime.job.JobStoppedException;
import io.learngene.runtime.job.StopSignal;
import io.learngene.runtime.observability.Meters;
import io.learngene.runtime.store.ArtefactStore;
import io.learngene.runtime.store.FolderStore;
import io.learngene.runtime.store.FullStoreException;
import io.learngene.runtime.store.StoreException;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.context.Scope;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A training that waits for the store would wait for ever here. */
@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class StoredCheckpointsTest {

    private static final String JOB = "family/distill";

    @TempDir
    Path folder;

    private final AtomicLong nanos = new AtomicLong();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final TrainingMetrics metrics = new TrainingMetrics(meters, Topics.DEFAULT_POOL);
    private FolderStore store;

    @BeforeEach
    void open() {
        store = new FolderStore(folder.resolve("store"));
        store.prepare();
    }

    @Test
    void trainingGoesOnWhileTheStoreIsSlow() throws IOException {
        // Given
        CountDownLatch sending = new CountDownLatch(1);
        CountDownLatch answer = new CountDownLatch(1);
        StoredCheckpoints checkpoints = checkpoints("1", before("put", key -> {
            sending.countDown();
            answer.await();
        }));

        // When
        Path first = save(checkpoints, 1);
        await().until(() -> sending.getCount() == 0);
        Path second = save(checkpoints, 2);
        Path third = save(checkpoints, 3);

        // Then
        assertThat(second).doesNotExist();
        answer.countDown();
        checkpoints.close();
        assertThat(stored())
                .containsExactly(
                        first.getFileName().toString(), third.getFileName().toString());
        assertThat(third).doesNotExist();
        assertThat(dropped("superseded")).isEqualTo(1);
    }

    @Test
    void checkpointInTheStoreIsAnEventOfTheAttempt() throws IOException {
        // Given
        Span attempt = SdkTracerProvider.builder()
                .build()
                .get("test")
                .spanBuilder("attempt tune")
                .startSpan();
        StoredCheckpoints checkpoints;
        try (Scope work = attempt.makeCurrent()) {
            checkpoints = checkpoints("1", store);
        }

        // When
        Path file = save(checkpoints, 1);
        checkpoints.close();

        // Then
        assertThat(((ReadableSpan) attempt).toSpanData().getEvents())
                .singleElement()
                .satisfies(event -> {
                    assertThat(event.getName()).isEqualTo("checkpoint");
                    assertThat(event.getAttributes().asMap().toString())
                            .contains(file.getFileName().toString());
                });
    }

    @Test
    void endWaitsForTheLast() throws IOException {
        // Given
        CountDownLatch answer = new CountDownLatch(1);
        StoredCheckpoints checkpoints = checkpoints("1", before("put", key -> answer.await()));
        save(checkpoints, 1);
        Thread closing = new Thread(checkpoints::close);
        closing.start();
        await().until(() -> closing.getState() == Thread.State.TIMED_WAITING);

        // When
        answer.countDown();

        // Then
        await().until(() -> !closing.isAlive());
        assertThat(stored()).hasSize(1);
    }

    @Test
    void storeThatNeverAnswersDoesNotHoldTheEndForEver() throws IOException {
        // Given
        CountDownLatch never = new CountDownLatch(1);
        StoredCheckpoints checkpoints = checkpoints("1", before("put", key -> never.await()), Duration.ZERO);
        save(checkpoints, 1);

        // When
        checkpoints.close();

        // Then
        assertThat(stored()).isEmpty();
    }

    @Test
    void storeThatIsAwayCostsACheckpointAndNotTheTraining() throws IOException {
        // Given
        AtomicLong puts = new AtomicLong();
        StoredCheckpoints checkpoints = checkpoints("1", before("put", key -> {
            if (puts.getAndIncrement() == 0) {
                throw new StoreException("away", null);
            }
        }));
        save(checkpoints, 1);
        await().until(() -> puts.get() == 1);

        // When
        Path second = save(checkpoints, 2);
        checkpoints.close();

        // Then
        assertThat(stored()).containsExactly(second.getFileName().toString());
        assertThat(dropped("failed")).isEqualTo(1);
    }

    @Test
    void storeWithoutRoomIsAWarningOfTheJob() throws IOException {
        // Given
        TestRun run = new TestRun(JOB, "1", folder);
        ArtefactStore full = before("put", key -> {
            throw new FullStoreException("the disk of /x is full; make room on it", "could not write " + key, null);
        });
        StoredCheckpoints checkpoints =
                new StoredCheckpoints(full, JOB, "tuning", run, false, metrics, Duration.ofMinutes(1), nanos::get);

        // When
        save(checkpoints, 1);
        checkpoints.close();

        // Then
        assertThat(run.warnings())
                .singleElement()
                .asString()
                .contains("checkpoints are not kept", "the disk of /x is full; make room on it");
        assertThat(dropped("failed")).isEqualTo(1);
    }

    @Test
    void diskWithoutRoomIsAWarningOfTheJob() {
        // Given
        TestRun run = new TestRun(JOB, "1", folder);
        StoredCheckpoints checkpoints =
                new StoredCheckpoints(store, JOB, "tuning", run, false, metrics, Duration.ofMinutes(1), nanos::get);

        // When
        checkpoints.notWritten(new IOException("No space left on device"));
        checkpoints.close();

        // Then
        assertThat(run.warnings())
                .singleElement()
                .asString()
                .contains("checkpoints are not kept", run.workDirectory() + " is full; make room on it");
        assertThat(dropped("failed")).isEqualTo(1);
    }

    @Test
    void twoAreKept() throws IOException {
        // Given
        for (int step = 1; step <= 4; step++) {
            // When
            try (StoredCheckpoints checkpoints = checkpoints("1", store)) {
                save(checkpoints, step);
            }
        }

        // Then
        assertThat(stored()).hasSize(2).allMatch(name -> name.matches("checkpoint-000000000[34].*"));
    }

    @Test
    void writingTakesAtMostTwoHundredthsOfTheTime() throws IOException {
        // Given
        try (StoredCheckpoints checkpoints = checkpoints("1", store)) {
            Path file = checkpoints.next(1);
            Files.write(file, new byte[1]);
            nanos.addAndGet(Duration.ofSeconds(13).toNanos());

            // When
            checkpoints.saved(file);

            // Then
            assertThat(checkpoints.interval()).isEqualTo(Duration.ofSeconds(650));
        }
    }

    @Test
    void quickWritingIsDoneOnceAMinute() throws IOException {
        // Given
        try (StoredCheckpoints checkpoints = checkpoints("1", store)) {
            // When
            save(checkpoints, 1);

            // Then
            assertThat(checkpoints.interval()).isEqualTo(Duration.ofSeconds(60));
        }
    }

    @Test
    void checkpointThatIsReplacedInTheMeantimeIsPassedOver() throws IOException {
        // Given
        try (StoredCheckpoints checkpoints = checkpoints("1", store)) {
            save(checkpoints, 1);
        }
        try (StoredCheckpoints checkpoints = checkpoints("2", store)) {
            save(checkpoints, 2);
        }
        ArtefactStore racing = before("open", key -> {
            if (key.contains("checkpoint-0000000002")) {
                store.delete(key);
            }
        });

        // When
        List<Path> found = all(checkpoints("3", racing).newestFirst());

        // Then
        assertThat(found).hasSize(1);
        assertThat(found.get(0).getFileName().toString()).contains("checkpoint-0000000001");
    }

    @Test
    void newestOfAllRunsComesFirst() throws IOException {
        // Given
        try (StoredCheckpoints checkpoints = checkpoints("1", store)) {
            save(checkpoints, 7);
        }
        try (StoredCheckpoints checkpoints = checkpoints("2", store)) {
            save(checkpoints, 5);
        }

        // When
        List<Path> found = all(checkpoints("3", store).newestFirst());

        // Then
        assertThat(found).hasSize(2);
        assertThat(Files.readAllBytes(found.get(0))).containsExactly(7);
        assertThat(found.get(0).getFileName().toString()).startsWith("1-checkpoint-0000000007");
    }

    @Test
    void olderOneIsFetchedOnlyWhenItIsAskedFor() throws IOException {
        // Given
        for (int step = 1; step <= 3; step++) {
            try (StoredCheckpoints checkpoints = checkpoints(Integer.toString(step), store)) {
                save(checkpoints, step);
            }
        }
        List<String> fetched = new ArrayList<>();
        Iterator<Path> found =
                checkpoints("4", before("open", fetched::add)).newestFirst().iterator();

        // When
        found.next();

        // Then
        assertThat(fetched).singleElement().asString().contains("checkpoint-0000000003");
        found.next();
        assertThat(fetched).hasSize(2);
        assertThat(found).isExhausted();
    }

    @Test
    void fetchingEndsWhenTheJobHasToStop() throws IOException {
        // Given
        try (StoredCheckpoints checkpoints = checkpoints("1", store)) {
            save(checkpoints, 1);
        }
        TestRun second = new TestRun(JOB, "2", folder);
        StoredCheckpoints checkpoints =
                new StoredCheckpoints(store, JOB, "tuning", second, false, metrics, Duration.ofMinutes(1), nanos::get);

        // When
        second.stop().request(StopSignal.Reason.SHUTDOWN);

        // Then
        assertThatThrownBy(() -> checkpoints.newestFirst().iterator().next()).isInstanceOf(JobStoppedException.class);
    }

    private double dropped(String reason) {
        return meters.get(Meters.CHECKPOINTS_DROPPED)
                .tag("reason", reason)
                .counter()
                .count();
    }

    private static List<Path> all(Iterable<Path> found) {
        List<Path> all = new ArrayList<>();
        found.forEach(all::add);
        return all;
    }

    private StoredCheckpoints checkpoints(String run, ArtefactStore behind) {
        return checkpoints(run, behind, Duration.ofMinutes(1));
    }

    private StoredCheckpoints checkpoints(String run, ArtefactStore behind, Duration patience) {
        return new StoredCheckpoints(
                behind, JOB, "tuning", new TestRun(JOB, run, folder), false, metrics, patience, nanos::get);
    }

    private static Path save(StoredCheckpoints checkpoints, int step) throws IOException {
        Path file = checkpoints.next(step);
        Files.write(file, new byte[] {(byte) step});
        checkpoints.saved(file);
        return file;
    }

    private List<String> stored() {
        return store.list("jobs/").stream()
                .map(stat -> stat.key().substring(stat.key().lastIndexOf('/') + 1))
                .toList();
    }

    private interface Hook {
        void before(String key) throws Exception;
    }

    /** The store, but something happens before one of its operations. */
    private ArtefactStore before(String operation, Hook hook) {
        return (ArtefactStore) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {ArtefactStore.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals(operation)) {
                        hook.before((String) arguments[operation.equals("put") ? 1 : 0]);
                    }
                    try {
                        return method.invoke(store, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }
}
