package io.learngene.runtime.startup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.learngene.runtime.messaging.KafkaSettings;
import io.learngene.runtime.messaging.Pools;
import io.learngene.runtime.store.ArtefactStore;
import io.learngene.runtime.store.FolderStore;
import io.learngene.runtime.store.StoreException;
import io.learngene.stack.KafkaBroker;
import io.learngene.stack.Ports;
import io.quarkus.runtime.ShutdownEvent;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PrerequisitesTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    static Path state;

    private static KafkaBroker broker;

    private final AtomicInteger begun = new AtomicInteger();

    @BeforeAll
    static void start() {
        broker = KafkaBroker.start(state, 0);
    }

    @AfterAll
    static void stop() {
        broker.close();
    }

    @Test
    void workBeginsOnceWhenBrokerAndStoreAreThere() {
        // Given
        Prerequisites prerequisites = prerequisites(broker.bootstrapServers(), 0);

        // When
        prerequisites.whenReady(begun::incrementAndGet);

        // Then
        await().atMost(PATIENCE).until(prerequisites::ready);
        assertThat(begun).hasValue(1);
    }

    @Test
    void workWaitsForABrokerThatComesLate(@TempDir Path own) {
        // Given: a broker that was tried in vain
        int port = Ports.free();
        AtomicInteger prepared = new AtomicInteger();
        Prerequisites prerequisites =
                new Prerequisites(KafkaSettings.of("127.0.0.1:" + port), Pools.DEFAULT, refusing(own, 0, prepared));
        prerequisites.whenReady(begun::incrementAndGet);
        assertThat(prerequisites.ready()).isFalse();

        // When
        try (KafkaBroker late = KafkaBroker.start(own, port)) {
            // Then
            await().atMost(PATIENCE).until(prerequisites::ready);
            assertThat(late.process().pid()).isPositive();
        }
        assertThat(begun).hasValue(1);
        assertThat(prepared).as("the store's turn comes after the broker").hasValue(1);
    }

    @Test
    void workWaitsForAStoreThatRefuses() {
        // Given
        Prerequisites prerequisites = prerequisites(broker.bootstrapServers(), 1);

        // When
        prerequisites.whenReady(begun::incrementAndGet);

        // Then
        await().atMost(PATIENCE).until(prerequisites::ready);
        assertThat(begun).hasValue(1);
    }

    /** A thread that ended for an error would leave a live process that takes no job for ever. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whatFailsToBeginIsTriedAgainAndNotReadyBefore(boolean error) {
        // Given
        Prerequisites prerequisites = prerequisites(broker.bootstrapServers(), 0);
        CountDownLatch readyTooEarly = new CountDownLatch(1);

        // When
        prerequisites.whenReady(() -> {
            if (prerequisites.ready()) {
                readyTooEarly.countDown();
            }
            if (begun.incrementAndGet() == 1) {
                if (error) {
                    throw new OutOfMemoryError("for a moment");
                }
                throw new IllegalStateException("the group cannot be set up");
            }
        });

        // Then
        await().atMost(PATIENCE).until(prerequisites::ready);
        assertThat(begun).hasValue(2);
        assertThat(readyTooEarly.getCount()).isEqualTo(1);
    }

    @Test
    void whatHasBegunDoesNotBeginAgainBecauseWhatComesAfterItFails() {
        // Given
        Prerequisites prerequisites = prerequisites(broker.bootstrapServers(), 0);
        AtomicInteger after = new AtomicInteger();

        // When
        prerequisites.whenReady(begun::incrementAndGet, () -> {
            if (after.incrementAndGet() == 1) {
                throw new IllegalStateException("the store went away meanwhile");
            }
        });

        // Then
        await().atMost(PATIENCE).until(prerequisites::ready);
        assertThat(begun).hasValue(1);
        assertThat(after).hasValue(2);
    }

    @Test
    void serviceThatIsStoppedWhileItWaitsBeginsNothing() {
        // Given
        AtomicInteger prepared = new AtomicInteger();
        Prerequisites prerequisites = new Prerequisites(
                KafkaSettings.of(broker.bootstrapServers()),
                Pools.DEFAULT,
                refusing(state, Integer.MAX_VALUE, prepared));
        prerequisites.whenReady(begun::incrementAndGet);
        await().atMost(PATIENCE).until(() -> prepared.get() == 1);

        // When
        prerequisites.stop(new ShutdownEvent());

        // Then
        await().atMost(PATIENCE).until(() -> Thread.getAllStackTraces().keySet().stream()
                .noneMatch(thread -> thread.getName().equals("prerequisites")));
        assertThat(begun).hasValue(0);
        assertThat(prepared.get()).isLessThanOrEqualTo(2);
        assertThat(prerequisites.ready()).isFalse();
    }

    private static Prerequisites prerequisites(String brokers, int refusals) {
        return new Prerequisites(
                KafkaSettings.of(brokers), Pools.DEFAULT, refusing(state, refusals, new AtomicInteger()));
    }

    /** A folder whose first preparations fail. */
    private static ArtefactStore refusing(Path folder, int refusals, AtomicInteger prepared) {
        FolderStore store = new FolderStore(folder.resolve("objects"));
        return (ArtefactStore) Proxy.newProxyInstance(
                PrerequisitesTest.class.getClassLoader(),
                new Class<?>[] {ArtefactStore.class},
                (proxy, method, arguments) -> {
                    if (method.getName().equals("prepare") && prepared.incrementAndGet() <= refusals) {
                        throw new StoreException("no answer", null);
                    }
                    try {
                        return method.invoke(store, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }
}
