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
            {"epochs": 7, "batch_size": 64, "accumulation": 2, "balanced_sampling": true, "gradient_checkpointing": true, "learning_rate": 0.5, "learning_rate_batch": 32,
             "min_learning_rate": 0.25, "schedule": "step", "warmup_epochs": 2, "warmup_learning_rate": 0.125,
             "layer_decay": 0.75, "freeze": "all", "loss": "bce", "class_weights": "none",
             "weight_decay": 0.0, "clip_norm": 0.0, "drop_path": 0.5, "label_smoothing": 0.0,
             "augmentation": {"crop_padding": 0}, "precision": "bf16", "ema_decay": 0.5, "target_accuracy": 1.0,
             "early_stopping": {"patience": 3, "min_delta": 0.5, "restore_best": false}}\
            """;
        TrainingRecipe given = recipe(all);

        // When
        TrainingRecipe complete = given.withDefaults(TrainingRecipe.ANCESTOR);

        // Then
        JsonNode asked = Json.mapper().valueToTree(given);
        JsonNode told = Json.mapper().valueToTree(complete);
        assertThat(asked).hasSize(24);
        assertThat(asked.properties())
                .allSatisfy(field -> assertThat(told.get(field.getKey())).isEqualTo(field.getValue()));
    }

    @Test
    void fieldsOfThePartsLieBesideTheOthersInOneOrder() {
        // Given
        String flat = """
            {"epochs":7,"batch_size":64,"learning_rate":0.5,"clip_norm":2.0,\
            "augmentation":{"crop_padding":0,"horizontal_flip":false},"precision":"bf16",\
            "ema_decay":0.5,"publish":"average","target_accuracy":0.5}\
            """;

        // When, then
        assertThat(new String(Json.write(recipe(flat)), StandardCharsets.UTF_8)).isEqualTo(flat);
    }

    @ParameterizedTest
    @ValueSource(strings = {"learning_rat", "batches", "rates", "regularisation", "averaging", "ending", "length"})
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
        assertThat(complete.length().epochs()).isZero();
    }

    @Test
    void frozenIsANumberOfBlocksOrAll() {
        // When, then
        assertThat(recipe("{\"freeze\": 6}").rates().freeze()).isEqualTo(new Freeze(6));
        assertThat(recipe("{\"freeze\": \"all\"}").rates().freeze().all()).isTrue();
        assertThat(recipe("{\"freeze\": 0}")
                        .withDefaults(recipe("{\"freeze\": 6}").withDefaults(TrainingRecipe.TUNING))
                        .rates()
                        .freezes())
                .isFalse();
    }

    @Test
    void patienceOfNothingIsNoEarlyStopping() {
        // Given
        TrainingRecipe stopping =
                recipe("{\"early_stopping\": {\"patience\": 3}}").withDefaults(TrainingRecipe.TUNING);

        // When
        TrainingRecipe never = recipe("{\"early_stopping\": {\"patience\": 0}}").withDefaults(stopping);

        // Then
        assertThat(stopping.ending().restores()).isTrue();
        assertThat(never.ending().stops()).isFalse();
        assertThat(never.ending().restores()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"'{}', patience", "'{\"patience\": -1}', patience", "'{\"patience\": 1, \"min_delta\": 2}', min_delta"})
    void earlyStoppingThatNoTrainingTakesIsRefusedByItsField(String given, String field) {
        // When, then
        assertThatThrownBy(() -> recipe("{\"early_stopping\": " + given + "}"))
                .isInstanceOf(InvalidFieldException.class)
                .hasMessageStartingWith("early_stopping." + field + ": ");
    }

    @ParameterizedTest
    @CsvSource({
        "'\"epochs\": 10', 31, 310, 10",
        "'\"steps\": 100', 31, 100, 4",
        "'\"steps\": 93', 31, 93, 3",
        "'\"epochs\": 10, \"min_steps\": 2000', 31, 2000, 65",
        "'\"epochs\": 10, \"min_steps\": 2000', 390, 3900, 10"
    })
    void lengthIsInStepsWhereTheyAreAskedFor(String given, int perEpoch, long steps, int epochs) {
        // When
        Length length = recipe("{" + given + "}").length();

        // Then
        assertThat(length.steps(perEpoch)).isEqualTo(steps);
        assertThat(length.epochs(perEpoch)).isEqualTo(epochs);
    }

    @Test
    void numberThatIsGivenIsNotLengthenedByADefault() {
        // When, then
        assertThat(recipe("{\"epochs\": 2}")
                        .withDefaults(TrainingRecipe.DISTILLATION)
                        .length())
                .isEqualTo(new Length(2, null, null));
        assertThat(recipe("{\"steps\": 2}")
                        .withDefaults(TrainingRecipe.DISTILLATION)
                        .length())
                .isEqualTo(new Length(null, 2, null));
        assertThat(recipe("{}").withDefaults(TrainingRecipe.DISTILLATION).length())
                .isEqualTo(new Length(10, null, TrainingRecipe.LEAST_STEPS));
    }

    /** An epoch of warm-up may be longer than the steps, or a thousandth of them. */
    @ParameterizedTest
    @CsvSource({
        "'\"steps\": 500', , 50, STEP",
        "'\"steps\": 500, \"warmup_steps\": 7', , 7, STEP",
        "'\"steps\": 500, \"warmup_epochs\": 2', 2, , STEP",
        "'\"steps\": 500, \"schedule\": \"epoch\"', 1, , EPOCH",
        "'\"epochs\": 500', 1, , EPOCH",
        "'\"epochs\": 500, \"warmup_steps\": 7', , 7, STEP"
    })
    void warmUpTakesTheShareOfTheStepsThatItHasOfTheDefaults(
            String given, Integer warmupEpochs, Integer warmupSteps, ScheduleInterval interval) {
        // When
        TrainingRecipe complete = recipe("{" + given + "}").withDefaults(TrainingRecipe.ANCESTOR);

        // Then
        assertThat(complete.rates().warmupEpochs()).isEqualTo(warmupEpochs);
        assertThat(complete.rates().warmupSteps()).isEqualTo(warmupSteps);
        assertThat(complete.interval()).isEqualTo(interval);
    }

    @ParameterizedTest
    @CsvSource({
        "'\"steps\": 5, \"epochs\": 1', steps",
        "'\"steps\": 5, \"min_steps\": 1', min_steps",
        "'\"epochs\": 0, \"min_steps\": 1', min_steps",
        "'\"warmup_steps\": 5, \"warmup_epochs\": 1', warmup_steps",
        "'\"warmup_steps\": 5, \"schedule\": \"epoch\"', warmup_steps",
        "'\"warmup_steps\": 6, \"steps\": 5', warmup_steps",
        "'\"class_weights\": \"inverse_frequency\", \"balanced_sampling\": true', class_weights",
        "'\"class_weights\": \"inverse_frequency\", \"loss\": \"bce\"', class_weights"
    })
    void whatContradictsAnotherFieldIsRefused(String given, String field) {
        // When, then
        assertThatThrownBy(() -> recipe("{" + given + "}"))
                .isInstanceOf(InvalidFieldException.class)
                .hasMessageStartingWith(field + ": ");
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
        "steps, 0",
        "min_steps, 0",
        "warmup_steps, -1",
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
        "freeze, -1",
        "freeze, '\"some\"'",
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
