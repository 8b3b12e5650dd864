package io.learngene.local.output;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class CounterTest {

    private final ByteArrayOutputStream told = new ByteArrayOutputStream();
    private long now;

    @Test
    void longWorkTellsHowMuchIsLeft() {
        // Given
        Counter counter = new Counter(new PrintStream(told, true, StandardCharsets.UTF_8), 0, 1000, () -> now);

        // When
        now = 20_000_000_000L;
        counter.done(250);
        counter.done(251);

        // Then
        assertThat(told.toString(StandardCharsets.UTF_8))
                .isEqualToNormalizingNewlines("foundry: 250 of 1,000 images, 13 images/s, ETA 1m00s\n");
    }

    @Test
    void shortWorkTellsNothing() {
        // Given
        Counter counter = new Counter(new PrintStream(told, true, StandardCharsets.UTF_8), 80, 1000, () -> now);

        // When
        counter.done(250);
        counter.clear();

        // Then
        assertThat(told.size()).isZero();
    }
}
