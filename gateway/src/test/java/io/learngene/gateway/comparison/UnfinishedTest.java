package io.learngene.gateway.comparison;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Comparisons that have something left to ask for. */
class UnfinishedTest {

    private final List<String> looks = new ArrayList<>();

    /** Strings of one hash, which lie in one place of a set. */
    @Test
    @Timeout(value = 10, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void thoseThatWaitAreLookedAtOnceInARound() {
        // Given
        Unfinished unfinished = new Unfinished(Duration.ofHours(1), id -> !looks.add(id));
        unfinished.add("Aa");
        unfinished.add("BB");

        // When
        unfinished.round();

        // Then
        assertThat(looks).containsExactlyInAnyOrder("Aa", "BB");
    }

    @Test
    void finishedOneIsForgottenAndTheOthersAreNot() {
        // Given
        Unfinished unfinished = new Unfinished(Duration.ofHours(1), id -> looks.add(id) && id.equals("done"));
        unfinished.add("done");
        unfinished.add("waits");

        // When
        unfinished.round();
        unfinished.round();

        // Then
        assertThat(looks).containsExactlyInAnyOrder("done", "waits", "waits");
    }

    @Test
    void oneThatFailsKeepsNobodyFromTheOthersAndIsLookedAtAgain() {
        // Given
        Unfinished unfinished = new Unfinished(Duration.ofHours(1), id -> {
            looks.add(id);
            if (id.equals("fails")) {
                throw new IllegalStateException("the store is away");
            }
            return true;
        });
        unfinished.add("fails");
        unfinished.add("other");

        // When
        unfinished.round();
        unfinished.round();

        // Then
        assertThat(looks).containsExactlyInAnyOrder("fails", "other", "fails");
    }

    @Test
    void nothingIsLookedAtAfterTheEnd() {
        // Given
        Unfinished unfinished = new Unfinished(Duration.ofHours(1), looks::add);
        unfinished.add("one");

        // When
        unfinished.close();
        unfinished.round();

        // Then
        assertThat(looks).isEmpty();
    }
}
