package io.learngene.engine.augmentation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * The numbers behind every augmentation come from the JDK, whose algorithms for bounded and for normal ones have changed before (in
 * 17). A JDK that draws others gives other images to the same seed: it fails here and not in silence.
 */
class DrawsTest {

    @Test
    void boundedNumbersAreThoseOfEveryJdkSoFar() {
        // Given
        SplittableRandom random = new SplittableRandom(42);

        // When
        int[] drawn = IntStream.of(2, 3, 10, 100, 1000, 1 << 20, (1 << 30) + 1)
                .map(random::nextInt)
                .toArray();

        // Then
        assertThat(drawn).containsExactly(0, 0, 1, 72, 781, 688463, 95458856);
    }

    @Test
    void normalNumbersAreThoseOfEveryJdkSoFar() {
        // Given
        SplittableRandom random = new SplittableRandom(42);
        IntStream.of(2, 3, 10, 100, 1000, 1 << 20, (1 << 30) + 1).forEach(random::nextInt);

        // When
        double[] drawn =
                IntStream.range(0, 4).mapToDouble(i -> random.nextGaussian()).toArray();
        IntStream.range(0, 100_000).forEach(i -> random.nextGaussian());

        // Then: also after many, of which some take the rare ways of the algorithm
        assertThat(drawn)
                .containsExactly(-0.5130764691354499, 0.6246355380734417, -0.9295005193043505, 0.44923245509088955);
        assertThat(random.nextGaussian()).isEqualTo(-0.23000247300055454);
        assertThat(random.nextDouble()).isEqualTo(0.24786113927763498);
    }
}
