package io.learngene.runtime.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.learngene.runtime.job.StopSignal.Reason;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class StopSignalTest {

    private final StopSignal stop = new StopSignal();

    @Test
    void workGoesOnUntilSomebodyAsksItToStop() {
        // When, Then
        assertThat(stop.requested()).isFalse();
        assertThat(stop.reason()).isEmpty();
        assertThatCode(stop::check).doesNotThrowAnyException();
    }

    @Test
    void firstReasonStays() {
        // Given
        stop.request(Reason.CANCELLED);

        // When
        stop.request(Reason.SHUTDOWN);

        // Then
        assertThat(stop.reason()).contains(Reason.CANCELLED);
        assertThatThrownBy(stop::check).isInstanceOf(JobStoppedException.class);
    }

    @Test
    void ofManyThatAskAtOnceExactlyOneIsTheReasonForAll() throws Exception {
        // Given
        List<Reason> reasons = List.of(Reason.values());
        for (int round = 0; round < 50; round++) {
            StopSignal signal = new StopSignal();
            CyclicBarrier together = new CyclicBarrier(reasons.size());
            Set<Reason> seen = ConcurrentHashMap.newKeySet();

            // When
            List<Thread> threads = reasons.stream()
                    .map(reason -> new Thread(() -> {
                        meet(together);
                        signal.request(reason);
                        seen.add(signal.reason().orElseThrow());
                    }))
                    .toList();
            threads.forEach(Thread::start);
            for (Thread thread : threads) {
                thread.join();
            }

            // Then
            assertThat(seen).hasSize(1);
        }
    }

    @Test
    void askingIsASignOfLifeAndLookingAtTheReasonIsNone() {
        // Given
        AtomicLong now = new AtomicLong(Long.MAX_VALUE - 2);
        StopSignal signal = new StopSignal(now::get);
        now.addAndGet(5);

        // When
        signal.reason();
        Duration looked = signal.silence();
        signal.requested();
        Duration asked = signal.silence();

        // Then
        assertThat(looked).isEqualTo(Duration.ofNanos(5));
        assertThat(asked).isZero();
    }

    @Test
    void workThatIsToldToStopSeesItOnItsOwnThread() throws Exception {
        // Given
        CountDownLatch stopped = new CountDownLatch(1);
        Thread work = new Thread(() -> {
            while (!stop.requested()) {
                Thread.onSpinWait();
            }
            stopped.countDown();
        });
        work.setDaemon(true);
        work.start();

        // When
        stop.request(Reason.LOCK_LOST);

        // Then
        await().until(() -> stopped.getCount() == 0);
        work.join();
        assertThat(stop.reason()).contains(Reason.LOCK_LOST);
    }

    private static void meet(CyclicBarrier together) {
        try {
            together.await();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
