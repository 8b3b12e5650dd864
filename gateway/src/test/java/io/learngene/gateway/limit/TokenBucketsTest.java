package io.learngene.gateway.limit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class TokenBucketsTest {

    private long now = Long.MAX_VALUE - 1;

    @Test
    void burstIsTakenAtOnceAndNothingAfterIt() {
        // Given
        TokenBuckets buckets = buckets(10, 3);

        // When / Then
        assertThat(take(buckets, "anna", 3)).containsExactly(0, 0, 0);
        assertThat(buckets.take("anna")).isEqualTo(1);
    }

    @Test
    void tokensComeBackAtTheRate() {
        // Given
        TokenBuckets buckets = buckets(2, 3);
        take(buckets, "anna", 3);

        // When
        after(Duration.ofSeconds(1));

        // Then
        assertThat(take(buckets, "anna", 3)).containsExactly(0, 0, 1);
    }

    @Test
    void bucketHoldsNoMoreThanTheBurst() {
        // Given
        TokenBuckets buckets = buckets(10, 2);
        take(buckets, "anna", 2);

        // When
        after(Duration.ofDays(1));

        // Then
        assertThat(take(buckets, "anna", 3)).containsExactly(0, 0, 1);
    }

    @Test
    void waitIsToldInWholeSecondsThatAreEnough() {
        // Given
        TokenBuckets buckets = buckets(0.1, 1);
        buckets.take("anna");
        after(Duration.ofMillis(500));

        // When
        int seconds = buckets.take("anna");

        // Then
        assertThat(seconds).isEqualTo(10);
        after(Duration.ofSeconds(seconds));
        assertThat(buckets.take("anna")).isZero();
    }

    @Test
    void callersHaveBucketsOfTheirOwn() {
        // Given
        TokenBuckets buckets = buckets(1, 1);
        take(buckets, "anna", 5);

        // When / Then
        assertThat(buckets.take("ben")).isZero();
    }

    @Test
    void whoWasNotHeardOfForLongestIsForgotten() {
        // Given: room for three
        TokenBuckets buckets = buckets(1, 1);
        take(buckets, "anna", 1);
        take(buckets, "ben", 1);
        take(buckets, "cleo", 1);
        assertThat(buckets.take("anna")).isPositive();

        // When
        buckets.take("dora");

        // Then
        assertThat(buckets.take("anna")).isPositive();
        assertThat(buckets.take("ben")).isZero();
    }

    private TokenBuckets buckets(double perSecond, int burst) {
        return new TokenBuckets(perSecond, burst, 3, () -> now);
    }

    private static int[] take(TokenBuckets buckets, String caller, int times) {
        int[] taken = new int[times];
        for (int i = 0; i < times; i++) {
            taken[i] = buckets.take(caller);
        }
        return taken;
    }

    /** The clock may come round. */
    private void after(Duration time) {
        now += time.toNanos();
    }
}
