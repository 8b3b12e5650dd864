package io.learngene.local.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RerunCommandTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "{'name': 'old', 'distillation': {'alpha': 1.0}} | {'from': 1.0}",
                "{'name': 'new', 'distillation': {'elastic': {'from': 0.6, 'depths': [4, 16]}}} | {'from': 0.6, 'depths': [4, 16]}"
            })
    void requestWithoutElasticStagesStaysPlain(String stored, String elastic) throws IOException {
        // When
        JsonNode request = RerunCommand.asItWas(json(stored));

        // Then
        assertThat(request.at("/distillation/elastic")).isEqualTo(json(elastic));
    }

    private static JsonNode json(String text) throws IOException {
        return new ObjectMapper().readTree(text.replace('\'', '"'));
    }
}
