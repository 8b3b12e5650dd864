package io.learngene.contracts.family;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.learngene.contracts.InvalidFieldException;
import io.learngene.contracts.Json;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DatasetSelectionTest {

    @Test
    void bareNameIsAllOfIt() {
        // When, then
        assertThat(selection("\"pets\"")).isEqualTo(selection("{\"name\": \"pets\"}"));
        assertThat(selection("\"pets\"").imageSize()).isEqualTo(32);
        assertThat(selection("\"synthetic-shapes\"").synthetic()).isTrue();
    }

    @Test
    void pinnedSelectionIsTheSameOfOneContent() {
        // Given
        DatasetSelection selection = selection("{\"name\": \"pets\", \"image_size\": 96, \"train_images\": 50}");

        // When
        DatasetSelection pinned = selection.pinnedTo("0".repeat(64));

        // Then
        assertThat(pinned.sha256()).isEqualTo("0".repeat(64));
        assertThat(pinned).usingRecursiveComparison().ignoringFields("sha256").isEqualTo(selection);
    }

    @ParameterizedTest
    @CsvSource({"32, 1", "64, 1", "65, 0.875", "224, 0.875"})
    void centreIsCutOutOfLargeImagesOnly(int size, double share) {
        // When, then
        assertThat(selection("{\"name\": \"pets\", \"image_size\": " + size + "}")
                        .evaluatedShare())
                .isEqualTo(share);
        assertThat(selection("{\"name\": \"pets\", \"crop_pct\": 0.9, \"image_size\": " + size + "}")
                        .evaluatedShare())
                .isEqualTo(0.9);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{} | name",
                "{\"name\": \"../pets\"} | name",
                "{\"name\": \"pets\", \"sha256\": \"abc\"} | sha256",
                "{\"name\": \"pets\", \"image_size\": 4} | image_size",
                "{\"name\": \"pets\", \"crop_pct\": 0} | crop_pct",
                "{\"name\": \"pets\", \"crop_pct\": 87.5} | crop_pct",
                "{\"name\": \"pets\", \"train_images\": 0} | train_images",
                "{\"name\": \"pets\", \"test_images\": -1} | test_images"
            })
    void selectionThatCannotBeIsRefusedByItsField(String json, String field) {
        // When, then
        assertThatThrownBy(() -> selection(json))
                .isInstanceOf(InvalidFieldException.class)
                .hasMessageStartingWith(field + ": ");
    }

    private static DatasetSelection selection(String json) {
        return Json.read(json.getBytes(StandardCharsets.UTF_8), DatasetSelection.class);
    }

    @Test
    void trainingImagesDoNotDependOnWhatIsTestedOn() {
        // Given
        DatasetSelection plain = new DatasetSelection("photos", "a".repeat(64), 224, null, 100, null);
        DatasetSelection tested = new DatasetSelection("photos", "a".repeat(64), 224, 0.9, 100, 50);
        DatasetSelection others = new DatasetSelection("photos", "b".repeat(64), 224, null, 100, null);

        // When, Then
        assertThat(tested.ofTraining()).isEqualTo(plain.ofTraining()).isEqualTo(plain);
        assertThat(others.ofTraining()).isNotEqualTo(plain.ofTraining());
    }
}
