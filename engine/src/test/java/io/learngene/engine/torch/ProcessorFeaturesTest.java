package io.learngene.engine.torch;

import static org.assertj.core.api.Assertions.assertThat;

import io.learngene.contracts.recipe.Precision;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProcessorFeaturesTest {

    @ParameterizedTest
    @CsvSource({
        "FP32, flags\t\t: fpu avx2, true",
        "BF16, flags\t\t: fpu avx2, false",
        "BF16, flags\t\t: fpu avx2 avx512f avx512_bf16, true",
        "BF16, flags\t\t: fpu amx_tile amx_bf16, true",
        "BF16, Features\t: fp asimd bf16, true",
        "FP16, flags\t\t: fpu avx2 avx512_bf16, false",
        "FP16, flags\t\t: fpu avx512_fp16, true",
        "FP16, Features\t: fp asimd asimdhp, true"
    })
    void sixteenBitsNeedInstructionsOfTheirOwn(Precision precision, String line, boolean expected) {
        // When
        boolean computes = ProcessorFeatures.compute(precision, "processor\t: 0\n" + line + "\nbogomips\t: 4890.85\n");

        // Then
        assertThat(computes).isEqualTo(expected);
    }

    @Test
    void processorThatDoesNotSayIsTrusted() {
        // When
        boolean computes = ProcessorFeatures.compute(Precision.BF16, "processor\t: 0\n");

        // Then
        assertThat(computes).isTrue();
    }
}
