package io.learngene.engine.shape;

import static org.assertj.core.api.Assertions.assertThat;

import io.learngene.engine.shape.ParameterSpec.Kind;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RandomInitialisationTest {

    /** Neighbouring seeds would otherwise walk the same stream, one a few numbers ahead of the other. */
    @ParameterizedTest
    @EnumSource(names = {"LINEAR", "CLASSIFIER", "CONVOLUTION"})
    void seedsShareNoNumbers(Kind kind) {
        // Given
        ParameterSpec head = new ParameterSpec("head.weight", List.of(5L, 8L, 1L, 1L), kind);
        Set<Float> seen = new HashSet<>();

        // When
        LongStream.range(0, 20).forEach(seed -> {
            for (float value : RandomInitialisation.draw(head, seed).toFloats()) {
                seen.add(value);
            }
        });

        // Then
        assertThat(seen).hasSize(20 * 5 * 8);
    }

    @Test
    void seedAndNameDecideTheNumbers() {
        // Given
        ParameterSpec one = new ParameterSpec("one", List.of(4L), Kind.LINEAR);
        ParameterSpec other = new ParameterSpec("other", List.of(4L), Kind.LINEAR);

        // When / Then
        assertThat(RandomInitialisation.draw(one, 3)).isEqualTo(RandomInitialisation.draw(one, 3));
        assertThat(RandomInitialisation.draw(one, 3)).isNotEqualTo(RandomInitialisation.draw(other, 3));
    }
}
