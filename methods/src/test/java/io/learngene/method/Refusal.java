package io.learngene.method;

import static org.assertj.core.api.Assertions.assertThat;

import io.learngene.contracts.InvalidFieldException;

/** What has to hold of every refusal of a document. */
final class Refusal {

    private Refusal() {}

    /** Names a field, and tells what a person can do about rather than which accident happened in the program. */
    static void check(InvalidFieldException refused) {
        assertThat(refused.field()).isNotBlank();
        assertThat(refused.remedy())
                .isNotBlank()
                .doesNotContain("Cannot invoke", "problem: null", "out of bounds", "NullPointer", "ClassCast");
    }
}
