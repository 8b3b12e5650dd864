package io.learngene.runtime.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.learngene.contracts.event.Fact;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class WarningsTest {

    private final Warnings warnings = new Warnings();

    @Test
    void warningIsToldOnce() {
        // Given
        warnings.told("3 images are broken");

        // When
        Optional<String> again = warnings.told("3 images are broken");

        // Then
        assertThat(again).isEmpty();
    }

    @Test
    void longWarningIsCut() {
        // When
        Optional<String> told = warnings.told("w".repeat(Fact.JobWarned.MOST_TEXT + 1));

        // Then
        assertThat(told.orElseThrow()).hasSize(Fact.JobWarned.MOST_TEXT).endsWith("w ...");
    }

    @Test
    void warningsOfManyThreadsAreToldOnceEach() throws InterruptedException {
        // Given
        CountDownLatch together = new CountDownLatch(1);
        AtomicInteger told = new AtomicInteger();
        List<Thread> threads = IntStream.range(0, 8)
                .mapToObj(t -> new Thread(() -> {
                    meet(together);
                    for (int i = 0; i < Warnings.MOST; i++) {
                        warnings.told("warning " + i).ifPresent(w -> told.incrementAndGet());
                    }
                }))
                .toList();

        // When
        threads.forEach(Thread::start);
        together.countDown();
        for (Thread thread : threads) {
            thread.join();
        }

        // Then
        assertThat(told).hasValue(Warnings.MOST + 1);
    }

    @Test
    void afterManyOnlyThatThereAreMoreIsTold() {
        // Given
        for (int i = 0; i < Warnings.MOST; i++) {
            warnings.told("warning " + i);
        }

        // When
        Optional<String> next = warnings.told("one more");
        Optional<String> afterThat = warnings.told("and another");

        // Then
        assertThat(next).contains(Warnings.MORE);
        assertThat(afterThat).isEmpty();
    }

    private static void meet(CountDownLatch together) {
        try {
            together.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
