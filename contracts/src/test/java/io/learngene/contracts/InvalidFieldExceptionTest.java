package io.learngene.contracts;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InvalidFieldExceptionTest {

    @Test
    void messageNamesFieldValueAndRemedy() {
        // When
        InvalidFieldException refused = new InvalidFieldException("epochs", -1, "give a whole number");

        // Then
        assertThat(refused).hasMessage("epochs: -1; give a whole number");
        assertThat(refused.field()).isEqualTo("epochs");
        assertThat(refused.value()).isEqualTo("-1");
        assertThat(refused.remedy()).isEqualTo("give a whole number");
    }

    @Test
    void textIsQuotedSoThatBlanksAreSeen() {
        // When, then
        assertThat(new InvalidFieldException("name", "pets ", "x")).hasMessage("name: 'pets '; x");
    }

    @Test
    void longValueIsCut() {
        // When
        InvalidFieldException refused = new InvalidFieldException("name", "a".repeat(1_000_000), "x");

        // Then
        assertThat(refused.value()).hasSizeLessThan(100).endsWith("...'");
    }

    @ParameterizedTest
    @CsvSource({
        "epochs, tuning, tuning.epochs",
        "[1], targets, targets[1]",
        "epochs, '', epochs",
        "'', targets[0], targets[0]",
        // A record that stands for a bare value names itself by the field it is in.
        "repeats, auxiliary.repeats, auxiliary.repeats",
        "repeats, repeats, repeats"
    })
    void pathGrowsFromInsideOut(String field, String parent, String path) {
        // When
        InvalidFieldException outer = new InvalidFieldException(field, 1, "x").under(parent);

        // Then
        assertThat(outer.field()).isEqualTo(path);
    }

    @Test
    void valueIsQuotedOnceHoweverFarItTravels() {
        // When
        InvalidFieldException outer =
                new InvalidFieldException("name", "A", "x").under("dataset").under("request");

        // Then
        assertThat(outer).hasMessage("request.dataset.name: 'A'; x");
    }
}
