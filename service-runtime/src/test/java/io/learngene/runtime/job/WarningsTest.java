package io.learngene.runtime.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.learngene.contracts.event.Fact;
import java.util.Optional;
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
}
