package io.learngene.gateway.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.learngene.gateway.problem.ProblemException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class MemoryBudgetTest {

    private final MemoryBudget budget = new MemoryBudget("documents", 10 << 10);

    @Test
    void whatIsTakenComesBackWithTheShare() {
        // Given
        try (MemoryBudget.Share share = budget.share()) {
            share.take(3_000);
            share.take(3_000);
            assertThat(budget.free()).isEqualTo(4 << 10);
        }

        // When / Then
        assertThat(budget.free()).isEqualTo(10 << 10);
    }

    @Test
    void whoFindsItUsedUpIsToldToComeAgain() {
        // Given
        MemoryBudget.Share other = budget.share();
        other.take(8 << 10);

        // When / Then
        try (MemoryBudget.Share late = budget.share()) {
            assertThatThrownBy(() -> late.take(3 << 10))
                    .isInstanceOf(ProblemException.class)
                    .hasMessageContaining("the memory for documents, 10240 bytes, is in use")
                    .extracting(e -> ((ProblemException) e).problem().status())
                    .isEqualTo(503);
        }
        other.close();
        assertThat(budget.free()).isEqualTo(10 << 10);
    }

    @Test
    void moreThanAllOfItIsAllOfIt() {
        // When
        try (MemoryBudget.Share large = budget.share()) {
            large.take(1 << 30);

            // Then
            assertThat(budget.free()).isZero();
        }
        assertThat(budget.free()).isEqualTo(10 << 10);
    }

    @Test
    void whoWaitsGetsWhatOthersGiveBack() {
        // Given
        MemoryBudget.Share other = budget.share();
        other.take(10 << 10);
        MemoryBudget.Share waiting = budget.share();

        // When
        CompletableFuture<Void> got = CompletableFuture.runAsync(() -> waiting.await(10 << 10, Duration.ofMinutes(1)));
        other.close();

        // Then
        got.join();
        assertThat(budget.free()).isZero();
        waiting.close();
        assertThat(budget.free()).isEqualTo(10 << 10);
    }

    @Test
    void closedShareTakesNothingMore() {
        // Given: a client that is gone while its document still comes in
        MemoryBudget.Share gone = budget.share();
        gone.close();

        // When / Then
        assertThat(gone.tryTake(1)).isFalse();
        assertThat(budget.free()).isEqualTo(10 << 10);
    }
}
