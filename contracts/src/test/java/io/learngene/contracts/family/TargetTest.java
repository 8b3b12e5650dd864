package io.learngene.contracts.family;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.learngene.contracts.InvalidFieldException;
import io.learngene.contracts.Json;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TargetTest {

    @Test
    void bareNumberIsADepth() {
        // When, then
        assertThat(target("9")).isEqualTo(Target.ofDepth(9)).isEqualTo(target("{\"depth\": 9}"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "9 | depth 9",
                "{\"depth\": 9, \"dim\": 64} | depth 9, dim 64",
                "{\"max_parameters\": 900000} | max_parameters 900000",
                "{\"max_flops\": 5000000000} | max_flops 5000000000",
                "{\"layers_source\": [0, 0, 1]} | layers_source [0, 0, 1]"
            })
    void labelSaysWhatWasWanted(String json, String label) {
        // When, then
        assertThat(target(json).label()).isEqualTo(label);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0",
                "257",
                "{}",
                "{\"depth\": 4, \"max_parameters\": 10}",
                "{\"dim\": 64}",
                "{\"depth\": 4, \"dim\": 4}",
                "{\"max_parameters\": 0}",
                "{\"max_flops\": -1}",
                "{\"layers_source\": []}",
                "{\"layers_source\": [-1]}",
                "{\"layers_source\": [0, null]}",
                "{\"max_flops\": 1, \"layers_source\": [0]}",
                "\"nine\"",
                "1.5"
            })
    void targetThatMeansNothingOrTwoThingsIsRefused(String json) {
        // When, then
        assertThatThrownBy(() -> target(json)).isInstanceOf(InvalidFieldException.class);
    }

    private static Target target(String json) {
        return Json.read(json.getBytes(StandardCharsets.UTF_8), Target.class);
    }
}
