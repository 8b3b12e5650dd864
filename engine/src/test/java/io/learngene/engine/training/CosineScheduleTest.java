package io.learngene.engine.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.learngene.contracts.Json;
import java.io.IOException;
import java.io.InputStream;
import org.junit.jupiter.api.Test;

class CosineScheduleTest {

    @Test
    void givesTheReferenceLearningRates() throws IOException {
        // Given
        JsonNode tables;
        try (InputStream in = getClass().getResourceAsStream("/golden/tables.json")) {
            tables = Json.read(in.readAllBytes(), JsonNode.class).get("cosine");
        }
        assertThat(tables).isNotEmpty();
        for (JsonNode table : tables) {
            CosineSchedule schedule = new CosineSchedule(
                    table.get("epochs").asInt(),
                    table.get("warmup_epochs").asInt(),
                    table.get("warmup_lr").asDouble(),
                    table.get("lr").asDouble(),
                    table.get("min_lr").asDouble());
            JsonNode expected = table.get("lr_at_epoch");
            for (int epoch = 0; epoch < expected.size(); epoch++) {
                // When
                double rate = schedule.learningRate(epoch);

                // Then
                assertThat(rate)
                        .as("epoch " + epoch)
                        .isCloseTo(expected.get(epoch).asDouble(), within(1e-12));
            }
        }
    }
}
