package io.learngene.engine.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TensorTest {

    @Test
    void floatsComeBackBitForBit() {
        // Given
        float[] values = {0f, -0f, 1.5f, Float.MIN_VALUE, Float.POSITIVE_INFINITY, -3e38f};

        // When
        Tensor tensor = Tensor.ofFloats(List.of(2L, 3L), values);

        // Then
        assertThat(tensor.toFloats()).containsExactly(values);
        assertThat(tensor.elements()).isEqualTo(6);
    }

    @ParameterizedTest
    @CsvSource({
        "0000, 0",
        "8000, -0.0",
        "3c00, 1",
        "c000, -2",
        "7bff, 65504",
        "0001, 5.9604644775390625E-8",
        "0400, 6.103515625E-5",
        "7c00, Infinity",
        "fc00, -Infinity",
        "7e00, NaN",
        "3555, 0.333251953125"
    })
    void halfPrecisionIsWidenedExactly(String bits, float expected) {
        // Given
        Tensor tensor = new Tensor(DType.F16, List.of(1L), bits(bits));

        // When
        float[] widened = tensor.toFloats();

        // Then
        assertThat(Float.floatToIntBits(widened[0])).isEqualTo(Float.floatToIntBits(expected));
    }

    @ParameterizedTest
    @CsvSource({"3f80, 1", "c040, -3", "0000, 0", "8000, -0.0", "7f80, Infinity", "3eab, 0.333984375"})
    void brainFloatsAreWidenedExactly(String bits, float expected) {
        // Given
        Tensor tensor = new Tensor(DType.BF16, List.of(1L), bits(bits));

        // When
        float[] widened = tensor.toFloats();

        // Then
        assertThat(Float.floatToIntBits(widened[0])).isEqualTo(Float.floatToIntBits(expected));
    }

    @Test
    void wholeNumbersAreNoFloats() {
        // Given
        Tensor tensor = Tensor.ofLongs(List.of(), new long[] {7});

        // When
        // Then
        assertThatThrownBy(tensor::toFloats).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aTensorWithTooFewBytesIsRefused() {
        // Given
        ByteBuffer data = ByteBuffer.allocate(20);

        // When
        // Then
        assertThatThrownBy(() -> new Tensor(DType.F32, List.of(2L, 3L), data))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a tensor F32 [2, 3] has 24 bytes, not 20");
    }

    @Test
    void tensorsOfTheSameContentAreEqualWhereverItLies() {
        // Given
        float[] values = {1, 2, 3};
        Tensor heap = Tensor.ofFloats(List.of(3L), values);
        ByteBuffer direct = ByteBuffer.allocateDirect(12).order(ByteOrder.LITTLE_ENDIAN);
        direct.asFloatBuffer().put(values);

        // When
        Tensor outside = new Tensor(DType.F32, List.of(3L), direct);

        // Then
        assertThat(outside).isEqualTo(heap).isNotEqualTo(Tensor.ofFloats(List.of(1L, 3L), values));
    }

    private static ByteBuffer bits(String hexadecimal) {
        return ByteBuffer.allocate(2)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putShort((short) Integer.parseInt(hexadecimal, 16))
                .flip();
    }
}
