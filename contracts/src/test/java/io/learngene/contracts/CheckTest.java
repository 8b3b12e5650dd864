package io.learngene.contracts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class CheckTest {

    @ParameterizedTest
    @ValueSource(strings = {"a", "7", "pets-1a2b3c4d", "vit_b.16", "0.1", "a--b", "a_b"})
    void nameThatIsSafeAsAPathSegmentAndAKeyIsTaken(String name) {
        // When, then
        assertThat(Check.name("name", name)).isEqualTo(name);
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(
            strings = {
                "",
                " ",
                "A",
                "pets ",
                "a/b",
                "a\\b",
                "..",
                "a..b",
                "-a",
                "a-",
                ".a",
                "a.",
                "_a",
                "a_",
                "ä",
                "a\nb",
                "a\u0000b",
                "a%2fb",
                "١"
            })
    void nameThatCouldLeaveItsFolderOrBeMisreadIsRefusedWithTheField(String name) {
        // When, then
        assertThatThrownBy(() -> Check.name("dataset.name", name))
                .isInstanceOf(InvalidFieldException.class)
                .hasMessageStartingWith("dataset.name: ");
    }

    @Test
    void nameHasAtMost63Characters() {
        // When, then
        assertThat(Check.name("name", "a".repeat(63))).hasSize(63);
        assertThatThrownBy(() -> Check.name("name", "a".repeat(64))).hasMessageContaining("1 to 63");
    }

    @Test
    void rangeTakesItsEndsAndWhatWasNotGiven() {
        // When, then
        assertThatCode(() -> {
                    Check.range("epochs", 0, 0, 10);
                    Check.range("epochs", 10, 0, 10);
                    Check.range("epochs", (Integer) null, 0, 10);
                    Check.range("rate", 0.0, 0.0, 1.0);
                    Check.range("rate", 1.0, 0.0, 1.0);
                    Check.range("rate", (Double) null, 0.0, 1.0);
                })
                .doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 11, Integer.MIN_VALUE, Integer.MAX_VALUE})
    void wholeNumberOutsideTheRangeIsRefusedWithBothEnds(int value) {
        // When, then
        assertThatThrownBy(() -> Check.range("epochs", value, 0, 10))
                .hasMessage("epochs: " + value + "; give a whole number from 0 to 10");
    }

    @ParameterizedTest
    @ValueSource(doubles = {-1e-9, 1.0000001, Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
    void numberOutsideTheRangeAndNoNumberAreRefused(double value) {
        // When, then
        assertThatThrownBy(() -> Check.range("rate", value, 0.0, 1.0))
                .hasMessage("rate: " + value + "; give a number from 0.0 to 1.0");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 63, 65})
    void checksumHas64Digits(int length) {
        // When, then
        assertThatThrownBy(() -> Check.sha256("sha256", "0".repeat(length))).hasMessageContaining("64 lower case");
    }

    @ParameterizedTest
    @ValueSource(strings = {"A", "g", "/", "."})
    void checksumIsLowerCaseHexadecimal(String digit) {
        // When, then
        assertThatThrownBy(() -> Check.sha256("sha256", "0".repeat(63) + digit))
                .isInstanceOf(InvalidFieldException.class);
        assertThat(Check.sha256("sha256", "0123456789abcdef".repeat(4))).hasSize(64);
    }

    @Test
    void missingValueIsToldAsMissing() {
        // When, then
        assertThatThrownBy(() -> Check.present("at", null)).hasMessage("at: missing; it is required");
    }
}
