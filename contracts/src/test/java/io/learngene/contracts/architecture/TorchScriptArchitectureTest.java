package io.learngene.contracts.architecture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.learngene.contracts.InvalidFieldException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class TorchScriptArchitectureTest {

    @Test
    void imagesAreNormalisedAsForImageNetUnlessItSaysOtherwise() {
        // When
        TorchScriptArchitecture script = new TorchScriptArchitecture(32, 10, null, null);

        // Then
        assertThat(script.mean()).containsExactly(0.485, 0.456, 0.406);
        assertThat(script.std()).containsExactly(0.229, 0.224, 0.225);
    }

    @Test
    void programTakesItsOwnImagesAndClassesAndNoOthers() {
        // Given
        TorchScriptArchitecture script = new TorchScriptArchitecture(32, 10, null, null);

        // When, then
        assertThat(script.forDataset(10, 32)).isSameAs(script);
        assertThatThrownBy(() -> script.forDataset(11, 32)).hasMessageStartingWith("classes: 11; ");
        assertThatThrownBy(() -> script.forDataset(10, 64)).hasMessageStartingWith("image_size: 64; ");
    }

    static Stream<Arguments> refused() {
        return Stream.of(
                Arguments.of(List.of(0.5, 0.5), null, "mean"),
                Arguments.of(List.of(0.5, 0.5, 3.0), null, "mean"),
                Arguments.of(List.of(0.5, 0.5, Double.NaN), null, "mean"),
                // Of 0 to 255, as other libraries have it.
                Arguments.of(List.of(123.7, 116.3, 103.5), null, "mean"),
                Arguments.of(null, List.of(0.5, 0.5, 0.0), "std"),
                Arguments.of(null, List.of(0.5, -0.5, 0.5), "std"),
                Arguments.of(null, List.of(0.5, 0.5, 0.5, 0.5), "std"));
    }

    @ParameterizedTest
    @MethodSource("refused")
    void normalisationThatCannotBeIsRefused(List<Double> mean, List<Double> std, String field) {
        // When, then
        assertThatThrownBy(() -> new TorchScriptArchitecture(32, 10, mean, std))
                .isInstanceOf(InvalidFieldException.class)
                .hasMessageStartingWith(field + ": ");
    }
}
