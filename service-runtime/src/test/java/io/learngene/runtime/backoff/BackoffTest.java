package io.learngene.runtime.backoff;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BackoffTest {

    private final Backoff backoff = new Backoff(Duration.ofSeconds(5), Duration.ofMinutes(1));

    /** The middle of it, in seconds. */
    @ParameterizedTest
    @CsvSource({"0, 5", "1, 5", "2, 10", "4, 40", "5, 60", "1000, 60"})
    void pauseDoublesUpToTheLongestAndIsAFifthMoreOrLessByChance(int failures, int seconds) {
        // When
        Set<Long> pauses = IntStream.range(0, 1_000)
                .mapToObj(i -> backoff.after(failures).toMillis())
                .collect(Collectors.toSet());

        // Then: those who failed together do not come back together
        assertThat(pauses).allMatch(pause -> pause >= 800L * seconds && pause <= 1_200L * seconds);
        assertThat(pauses).hasSizeGreaterThan(100);
    }

    @Test
    void constantPauseDoesNotGrow() {
        assertThat(Backoff.constant(Duration.ofSeconds(1)).after(100)).isLessThanOrEqualTo(Duration.ofMillis(1_200));
    }

    @Test
    void noPauseStaysNone() {
        assertThat(Backoff.constant(Duration.ZERO).after(3)).isZero();
    }
}
