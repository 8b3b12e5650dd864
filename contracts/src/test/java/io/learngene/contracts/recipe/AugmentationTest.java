package io.learngene.contracts.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import io.learngene.contracts.InvalidFieldException;
import io.learngene.contracts.Json;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AugmentationTest {

    @Test
    void resizedCropTakesThePlaceOfThePaddedOne() {
        // When
        Augmentation resized = augmentation("{\"scale\": [0.08, 1]}");

        // Then
        assertThat(resized.framing().cropPadding()).isZero();
        assertThat(resized.framing().ratio()).containsExactly(3.0 / 4, 4.0 / 3);
        assertThat(augmentation("{}").framing().cropPadding()).isEqualTo(4);
        assertThat(augmentation("{}").framing().ratio()).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"scale\": [0.08, 1]}",
                "{\"rand_augment\": \"rand-m9-mstd0.5-inc1\"}",
                "{\"auto_augment\": \"original\"}",
                "{\"auto_augment\": \"3a\", \"color_jitter\": 0.3}",
                "{\"auto_augment\": \"original\", \"interpolation\": \"random\"}",
                "{\"color_jitter\": 0.3}",
                "{\"random_erasing\": 0.25}",
                "{\"mixup\": 0.8}",
                "{\"cutmix\": 1.0}"
            })
    void everyPartBeyondCropAndFlipMakesItRich(String json) {
        // When, then
        assertThat(augmentation(json).rich()).isTrue();
        assertThat(Augmentation.SMALL_IMAGES.rich()).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"crop_padding\": 65} | crop_padding",
                "{\"crop_padding\": 4, \"scale\": [0.1, 1]} | crop_padding",
                "{\"scale\": [0, 1]} | scale",
                "{\"scale\": [0.5]} | scale",
                "{\"scale\": [1, 0.5]} | scale",
                "{\"scale\": [0.5, 1.5]} | scale",
                "{\"scale\": [0.5, null]} | scale[1]",
                "{\"ratio\": [0.75, 1.33]} | ratio",
                "{\"scale\": [0.1, 1], \"ratio\": [2, 1]} | ratio",
                "{\"color_jitter\": 0.3, \"rand_augment\": \"rand-m9-inc1\"} | color_jitter",
                "{\"color_jitter\": 0.3, \"auto_augment\": \"original\"} | color_jitter",
                "{\"auto_augment\": \"3a\", \"rand_augment\": \"rand-m9-inc1\"} | auto_augment",
                "{\"auto_augment\": \"3a\", \"interpolation\": \"random\"} | interpolation",
                "{\"random_erasing\": 2} | random_erasing",
                "{\"repeats\": 17} | repeats",
                "{\"mixup\": -1} | mixup",
                "{\"mix_switch\": 1.1} | mix_switch"
            })
    void partsThatCannotBeIsRefusedByItsField(String json, String field) {
        // When, then
        assertThatThrownBy(() -> augmentation(json))
                .isInstanceOf(InvalidFieldException.class)
                .hasMessageStartingWith(field + ": ");
    }

    @Test
    void fieldsOfThePartsLieBesideTheOthersInOneOrder() {
        // Given
        String flat = "{\"crop_padding\":0,\"horizontal_flip\":false,\"repeats\":3,\"mixup\":0.8}";

        // When, then
        assertThat(new String(Json.write(augmentation(flat)), StandardCharsets.UTF_8))
                .isEqualTo(flat);
    }

    @ParameterizedTest
    @ValueSource(strings = {"mix_up", "framing", "mixing"})
    void fieldThatIsNoneIsRefusedWithThoseThatAre(String field) {
        // Given
        JsonNode document = Json.mapper().createObjectNode().put("mixup", 0.8).set(field, NullNode.getInstance());

        // When, then
        assertThatThrownBy(() -> Json.readStrict(document, Augmentation.class))
                .isInstanceOf(InvalidFieldException.class)
                .hasMessageStartingWith(field + ": ")
                .hasMessageContaining("mix_switch");
    }

    @ParameterizedTest
    @CsvSource({
        "rand-m9-mstd0.5-inc1, 9, 0.5, 2",
        "rand-m10-inc1, 10, 0, 2",
        "rand-m7.5-n3-mstd1-inc1, 7.5, 1, 3",
        "rand-m0-mstd0.5-n1-inc1, 0, 0.5, 1",
        "rand-m9-mstd0.5-inc1-n4, 9, 0.5, 4"
    })
    void notationIsReadAsTimmReadsIt(String notation, double magnitude, double deviation, int transformations) {
        // When
        RandAugmentPolicy policy = new RandAugmentPolicy(notation);

        // Then
        assertThat(policy.magnitude()).isEqualTo(magnitude);
        assertThat(policy.deviation()).isEqualTo(deviation);
        assertThat(policy.transformations()).isEqualTo(transformations);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "rand", "rand-m11-inc1", "rand-m9", "rand-m9-p0.5-inc1", "augmix-m3-inc1", "rand-m-inc1"})
    void notationThatWouldMeanSomethingElseIsRefused(String notation) {
        // When, then
        assertThatThrownBy(() -> new RandAugmentPolicy(notation))
                .isInstanceOf(InvalidFieldException.class)
                .hasMessageContaining("rand-m9-mstd0.5-inc1");
    }

    private static Augmentation augmentation(String json) {
        return Json.read(json.getBytes(StandardCharsets.UTF_8), Augmentation.class);
    }
}
