package io.learngene.contracts;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.learngene.contracts.architecture.ResNetArchitecture;
import io.learngene.contracts.artefact.ArtefactRef;
import io.learngene.contracts.artefact.DatasetFiles;
import io.learngene.contracts.artefact.ResultSummary;
import io.learngene.contracts.event.Heartbeat;
import io.learngene.contracts.family.DatasetSelection;
import io.learngene.contracts.recipe.TrainingRecipe;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The dialect, and what is said of a document that is not of it. */
class JsonTest {

    @Test
    void fieldsAreInSnakeCaseTimesInIso8601AndNullsAreLeftOut() {
        // Given
        Heartbeat beat = new Heartbeat("pets/distill", "pets", 1, "w", Instant.parse("2026-11-26T12:00:00.5Z"));
        DatasetSelection selection = new DatasetSelection("pets", null, 32, null, 100, null);

        // When, then
        assertThat(text(beat)).contains("\"at\":\"2026-11-26T12:00:00.500Z\"");
        assertThat(text(selection)).contains("\"train_images\":100").doesNotContain("null", "crop_pct");
    }

    @Test
    void nothingIsNoDocument() {
        assertThatThrownBy(() -> Json.read(null, Heartbeat.class))
                .isInstanceOf(InvalidFieldException.class)
                .hasMessageContaining("nothing")
                .hasMessageContaining("give a JSON object");
    }

    @Test
    void messageOfANewerWriterIsRead() {
        // Given
        String newer = "{\"job\":\"p/distill\",\"family\":\"p\",\"attempt\":1,\"worker\":\"w\","
                + "\"at\":\"2026-11-26T12:00:00Z\",\"gpu\":{\"name\":\"h100\"}}";

        // When
        Heartbeat read = read(newer, Heartbeat.class);

        // Then
        assertThat(read.worker()).isEqualTo("w");
    }

    @Test
    void typoOfAPersonIsRefusedWithWhatIsKnown() {
        // When, then
        assertThatThrownBy(() -> strict("{\"name\":\"pets\",\"imagesize\":32}", DatasetSelection.class))
                .asInstanceOf(type(InvalidFieldException.class))
                .satisfies(refused -> {
                    assertThat(refused.field()).isEqualTo("imagesize");
                    assertThat(refused.remedy()).contains("image_size");
                });
    }

    @Test
    void fieldWhoseNameNobodySeesIsNamedInQuotes() {
        // When, then
        assertThatThrownBy(() -> strict("{\"augmentation\": {\" \": 1}}", TrainingRecipe.class))
                .asInstanceOf(type(InvalidFieldException.class))
                .satisfies(refused -> assertThat(refused.field()).isEqualTo("augmentation.' '"));
        assertThatThrownBy(() -> strict("{\"\": 1}", TrainingRecipe.class))
                .asInstanceOf(type(InvalidFieldException.class))
                .satisfies(refused -> assertThat(refused.field()).isEqualTo("''"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"epochs\": \"3\"} | epochs",
                "{\"epochs\": 3.5} | epochs",
                "{\"epochs\": true} | epochs",
                "{\"epochs\": [3]} | epochs",
                "{\"epochs\": 99999999999} | epochs",
                "{\"learning_rate\": \"0.1\"} | learning_rate",
                "{\"learning_rate\": true} | learning_rate",
                "{\"precision\": \"fp8\"} | precision",
                "{\"augmentation\": {\"scale\": \"all\"}} | augmentation.scale",
                "{\"augmentation\": {\"repeats\": 0}} | augmentation.repeats"
            })
    void valueOfAnotherTypeIsRefusedByItsPathAndNotBent(String document, String field) {
        // When, then
        assertThatThrownBy(() -> strict(document, TrainingRecipe.class))
                .asInstanceOf(type(InvalidFieldException.class))
                .satisfies(refused -> assertThat(refused.field()).isEqualTo(field));
    }

    @Test
    void numberThatIsMissingIsNotZero() {
        // When, then
        assertThatThrownBy(() -> read(
                        "{\"name\":\"f\",\"key\":\"k\",\"size\":null,\"sha256\":\"" + "0".repeat(64) + "\"}",
                        ArtefactRef.class))
                .asInstanceOf(type(InvalidFieldException.class))
                .satisfies(refused -> assertThat(refused.field()).isEqualTo("size"));
    }

    @Test
    void elementOfAListIsNamedByItsPlace() {
        // When, then
        assertThatThrownBy(() ->
                        strict("{\"image_size\":32,\"classes\":10,\"layers\":[1,\"x\"]}", ResNetArchitecture.class))
                .asInstanceOf(type(InvalidFieldException.class))
                .satisfies(refused -> assertThat(refused.field()).isEqualTo("layers[1]"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"models\": [null]} | models[0]",
                "{\"jobs\": [null, null]} | jobs[0]",
            })
    void nullAmongTheElementsOfAManifestIsRefusedByItsPlace(String document, String field) {
        // When, then
        assertThatThrownBy(() -> read(document, ResultSummary.Generated.class))
                .asInstanceOf(type(InvalidFieldException.class))
                .satisfies(refused -> assertThat(refused.field()).isEqualTo(field));
    }

    @Test
    void nullInATableOfAManifestIsRefusedByItsName() {
        // When, then
        assertThatThrownBy(() -> read("{\"used\": {\"jpg\": 3, \"png\": null}}", DatasetFiles.class))
                .asInstanceOf(type(InvalidFieldException.class))
                .satisfies(refused -> assertThat(refused.field()).isEqualTo("used.png"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "{", "{\"name\"", "nothing", "[1, 2", "\u0000", "{} trailing {"})
    void whatIsNoDocumentIsRefusedInOneLine(String document) {
        // When, then
        assertThatThrownBy(() -> read(document, Heartbeat.class))
                .isInstanceOf(InvalidFieldException.class)
                .satisfies(refused -> assertThat(refused.getMessage().lines()).hasSize(1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "[]", "7", "\"text\"", "{}"})
    void documentOfAnotherShapeIsRefused(String document) {
        // When, then
        assertThatThrownBy(() -> read(document, Heartbeat.class)).isInstanceOf(InvalidFieldException.class);
    }

    @Test
    void syntaxErrorSaysWhereItIs() {
        // When, then
        assertThatThrownBy(() -> read("{\n  \"job\": ,\n}", Heartbeat.class)).hasMessageContaining("line 2, column 10");
    }

    @Test
    void classesFromInsideAreNotNamed() {
        // When, then
        assertThatThrownBy(() -> strict("{\"image_size\":32,\"classes\":10,\"layers\":{}}", ResNetArchitecture.class))
                .asInstanceOf(type(InvalidFieldException.class))
                .satisfies(refused -> assertThat(refused.getMessage())
                        .contains("layers")
                        .doesNotContain("java.util", "io.learngene"));
    }

    @Test
    void whatFollowsTheDocumentIsNotPassedOver() {
        // Given
        String beat = "{\"job\":\"p/distill\",\"family\":\"p\",\"attempt\":1,\"worker\":\"w\","
                + "\"at\":\"2026-11-26T12:00:00Z\"}";

        // When, then
        assertThat(read(beat + " \n", Heartbeat.class).attempt()).isEqualTo(1);
        assertThatThrownBy(() -> read(beat + beat, Heartbeat.class)).isInstanceOf(InvalidFieldException.class);
    }

    @Test
    void depthOfADocumentIsBounded() {
        // Given
        String deep = "[".repeat(100_000) + "]".repeat(100_000);

        // When, then
        assertThatThrownBy(() -> read("{\"job\": " + deep + "}", Heartbeat.class))
                .isInstanceOf(InvalidFieldException.class);
    }

    @Test
    void anotherAlphabetSurvives() {
        // Given
        ArtefactRef ref = new ArtefactRef("Größe 画像.jpg", "k/ü", 1, "0".repeat(64));

        // When, then
        assertThat(Json.read(Json.write(ref), ArtefactRef.class)).isEqualTo(ref);
        assertThat(Json.pretty(ref)).contains("Größe 画像.jpg").contains("\n");
    }

    @Test
    void enumsAreReadInAnyCaseAndWrittenInOne() {
        // When
        ResNetArchitecture read = read(
                "{\"image_size\":32,\"classes\":10,\"layers\":[1],\"block\":\"BOTTLENECK\"}", ResNetArchitecture.class);

        // Then
        assertThat(read.layers()).isEqualTo(List.of(1));
        assertThat(text(read)).contains("\"block\":\"bottleneck\"");
    }

    private static String text(Object value) {
        return new String(Json.write(value), UTF_8);
    }

    private static <T> T read(String document, Class<T> type) {
        return Json.read(document.getBytes(UTF_8), type);
    }

    private static <T> T strict(String document, Class<T> type) {
        try {
            return Json.readStrict(Json.mapper().readTree(document), type);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
