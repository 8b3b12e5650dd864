package io.learngene.contracts.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import io.learngene.contracts.InvalidFieldException;
import io.learngene.contracts.Json;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TrainingRecipeTest {

    @Test
    void everyFieldThatIsNotGivenIsTheDefaults() {
        // When, then
        assertThat(recipe("{}").withDefaults(TrainingRecipe.TUNING)).isEqualTo(TrainingRecipe.TUNING);
        assertThat(TrainingRecipe.complete(null, TrainingRecipe.TUNING)).isSameAs(TrainingRecipe.TUNING);
    }

    @Test
    void everyFieldThatIsGivenOutweighsTheDefaults() {
        // Given
        String all = """
                {"epochs": 7, "batch_size": 64, "accumulation": 2, "learning_rate": 0.5, "learning_rate_batch": 32,
                 "min_learning_rate": 0.25, "schedule": "step", "warmup_epochs": 2, "warmup_learning_rate": 0.125,
                 "layer_decay": 0.75, "loss": "bce",
                 "weight_decay": 0.0, "clip_norm": 0.0, "drop_path": 0.5, "label_smoothing": 0.0,
                 "augmentation": {"crop_padding": 0}, "precision": "bf16", "ema_decay": 0.5, "target_accuracy": 1.0}""";
        TrainingRecipe given = recipe(all);

        // When
        TrainingRecipe complete = given.withDefaults(TrainingRecipe.ANCESTOR);

        // Then
        JsonNode asked = Json.mapper().valueToTree(given);
        JsonNode told = Json.mapper().valueToTree(complete);
        assertThat(asked).hasSize(19);
        assertThat(asked.properties())
                .allSatisfy(field -> assertThat(told.get(field.getKey())).isEqualTo(field.getValue()));
    }

    @Test
    void fieldsOfThePartsLieBesideTheOthersInOneOrder() {
        // Given
        String flat = """
                {"epochs":7,"batch_size":64,"learning_rate":0.5,"clip_norm":2.0,\
                "augmentation":{"crop_padding":0,"horizontal_flip":false},"precision":"bf16",\
                "ema_decay":0.5,"publish":"average","target_accuracy":0.5}""";

        // When, then
        assertThat(new String(Json.write(recipe(flat)), StandardCharsets.UTF_8)).isEqualTo(flat);
    }

    @ParameterizedTest
    @ValueSource(strings = {"learning_rat", "batches", "rates", "regularisation", "averaging"})
    void fieldThatIsNoneIsRefusedWithThoseThatAre(String field) {
        // Given
        JsonNode document =
                Json.mapper().createObjectNode().put("batch_size", 64).set(field, NullNode.getInstance());

        // When, then
        assertThatThrownBy(() -> Json.readStrict(document, TrainingRecipe.class))
                .isInstanceOf(InvalidFieldException.class)
                .hasMessageStartingWith(field + ": ")
                .hasMessageContaining("learning_rate_batch");
    }

    @Test
    void zeroIsAValueAndNotAMissingOne() {
        // When
        TrainingRecipe complete = recipe("{\"clip_norm\": 0, \"epochs\": 0}").withDefaults(TrainingRecipe.TUNING);

        // Then
        assertThat(complete.regularisation().clipNorm()).isZero();
        assertThat(complete.epochs()).isZero();
    }

    @ParameterizedTest
    @CsvSource({"128, 1, 128", "128, 4, 32", "10, 3, 4", "1, 8, 1"})
    void accumulationSplitsABatchIntoPassesNoneLargerThanNeeded(int batch, int accumulation, int images) {
        // When, then
        assertThat(recipe("{\"batch_size\": " + batch + ", \"accumulation\": " + accumulation + "}")
                        .batches()
                        .imagesPerPass())
                .isEqualTo(images);
    }

    @Test
    void learningRateGrowsWithTheBatchWhereItIsMeantForOne() {
        // Given, as DeiT: 5e-4 for 512 images
        String given = "{\"batch_size\": 1024, \"learning_rate\": 0.0005, \"learning_rate_batch\": 512}";

        // When, then
        assertThat(recipe(given).scaledLearningRate()).isCloseTo(1e-3, within(1e-12));
        assertThat(recipe("{\"batch_size\": 1024, \"learning_rate\": 0.0005}").scaledLearningRate())
                .isEqualTo(5e-4);
    }

    @ParameterizedTest
    @CsvSource({
        "epochs, -1",
        "epochs, 10001",
        "batch_size, 0",
        "batch_size, 65537",
        "accumulation, 0",
        "learning_rate, -0.1",
        "learning_rate, 11",
        "learning_rate_batch, 0",
        "min_learning_rate, -1",
        "warmup_epochs, -1",
        "warmup_learning_rate, 11",
        "layer_decay, 0",
        "layer_decay, 1.1",
        "weight_decay, -0.1",
        "clip_norm, -1",
        "drop_path, 0.95",
        "label_smoothing, 1",
        "ema_decay, 1.5",
        "target_accuracy, 75"
    })
    void valueThatNoTrainingTakesIsRefusedByItsField(String field, String value) {
        // When, then
        assertThatThrownBy(() -> recipe("{\"" + field + "\": " + value + "}"))
                .isInstanceOf(InvalidFieldException.class)
                .hasMessageStartingWith(field + ": ");
    }

    private static TrainingRecipe recipe(String json) {
        return Json.read(json.getBytes(StandardCharsets.UTF_8), TrainingRecipe.class);
    }
}
