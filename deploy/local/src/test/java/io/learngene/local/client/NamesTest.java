package io.learngene.local.client;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NamesTest {

    @ParameterizedTest
    @CsvSource({"train/cat, ANSI_X3.4-1968", "train/Bär, UTF-8", "train/猫, utf-8", "'', ISO-8859-1"})
    void nameThatIsToldAsItIsPasses(String name, String encoding) {
        // When
        // Then
        assertThatCode(() -> Names.require(name, encoding)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource({
        "'train/B\uFFFD\uFFFDr', ANSI_X3.4-1968, cannot be read as ANSI_X3.4-1968; set LC_ALL=C.UTF-8",
        "train/BÃ¤r, ISO-8859-1, cannot be read as ISO-8859-1; set LC_ALL=C.UTF-8",
        "'train/B\uFFFDr', UTF-8, train/B?r is not UTF-8; give it another one"
    })
    void nameThatWouldBecomeAnotherIsRefusedWithTheRemedy(String name, String encoding, String message) {
        // When
        // Then
        assertThatThrownBy(() -> Names.require(name, encoding))
                .isInstanceOf(FoundryException.class)
                .hasMessageContaining(message);
    }
}
