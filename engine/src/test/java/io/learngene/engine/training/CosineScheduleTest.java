package io.learngene.engine.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.learngene.contracts.Json;
import io.learngene.contracts.recipe.TrainingRecipe;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
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

    @Test
    void countsStepsWhereTheRecipeAsksForThem() {
        // Given
        TrainingRecipe epochs = recipe("{'epochs': 4, 'warmup_epochs': 1, 'schedule': 'epoch'}");
        TrainingRecipe steps = recipe("{'epochs': 4, 'warmup_epochs': 1, 'schedule': 'step'}");

        // When
        CosineSchedule byEpoch = CosineSchedule.of(epochs, 10);
        CosineSchedule byStep = CosineSchedule.of(steps, 10);

        // Then
        for (int epoch = 0; epoch <= 4; epoch++) {
            assertThat(byStep.learningRate(10L * epoch)).isCloseTo(byEpoch.learningRate(epoch), within(1e-12));
        }
        assertThat(byStep.learningRate(5)).isBetween(byEpoch.learningRate(0), byEpoch.learningRate(1));
    }

    @Test
    void warmsUpAndEndsAtTheStepsThatAreGiven() {
        // Given
        TrainingRecipe recipe = recipe("{'steps': 25, 'warmup_steps': 5, 'learning_rate': 1, 'min_learning_rate': 0,"
                + " 'warmup_learning_rate': 0}");

        // When
        CosineSchedule schedule = CosineSchedule.of(recipe, 10);

        // Then
        assertThat(schedule.learningRate(4)).isCloseTo(0.8, within(1e-12));
        assertThat(schedule.learningRate(5)).isLessThan(1).isGreaterThan(0.9);
        assertThat(schedule.learningRate(24)).isBetween(0.0, 0.01);
        assertThat(schedule.learningRate(25)).isZero();
    }

    @Test
    void peakGrowsWithTheBatch() {
        // Given
        TrainingRecipe recipe = recipe("{'learning_rate': 5e-4, 'learning_rate_batch': 512, 'batch_size': 1024}");

        // When
        CosineSchedule schedule = CosineSchedule.of(recipe, 10);

        // Then
        assertThat(schedule.learningRate()).isCloseTo(1e-3, within(1e-12));
    }

    private static TrainingRecipe recipe(String json) {
        return Json.read(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8), TrainingRecipe.class)
                .withDefaults(TrainingRecipe.TUNING);
    }
}
