package io.learngene.contracts.view;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.learngene.contracts.InvalidFieldException;
import io.learngene.contracts.Json;
import io.learngene.contracts.artefact.Scores;
import io.learngene.contracts.event.TrainingPoint;
import io.learngene.contracts.event.TrainingPoint.Position;
import io.learngene.contracts.event.TrainingPoint.Readings;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ViewsTest {

    private static final Instant AT = Instant.parse("2026-11-26T12:00:00Z");

    @Test
    void rowOfAClassifierHasItsAccuracyUnderTheNameOfBefore() {
        // Given
        DescendantRow row = row("top1");

        // When
        JsonNode json = Json.mapper().valueToTree(row);

        // Then
        assertThat(json.path("accuracy_0").asDouble()).isEqualTo(0.1);
        assertThat(json.path("accuracy_1").asDouble()).isEqualTo(0.2);
        assertThat(json.path("accuracy").asDouble()).isEqualTo(0.3);
        assertThat(json.path("scratch_accuracy").asDouble()).isEqualTo(0.3);
        assertThat(json.path("scratch_epochs").asInt()).isEqualTo(2);
        assertThat(json.path("baselines").path("scratch").path("accuracy").asDouble())
                .isEqualTo(0.3);
        assertThat(Json.read(Json.write(row), DescendantRow.class)).isEqualTo(row);
    }

    @Test
    void rowOfAnotherScoreSaysNothingOfAccuracy() {
        // Given
        DescendantRow row = row("relative_l2");

        // When
        String json = new String(Json.write(row), StandardCharsets.UTF_8);

        // Then
        assertThat(json)
                .contains("\"headline\":\"relative_l2\"", "\"score\":0.3")
                .doesNotContain("accuracy");
        assertThat(Json.read(Json.write(row), DescendantRow.class)).isEqualTo(row);
    }

    @Test
    void pointIsReadAsItIsWrittenAndAsItWasBeforeScoresHadNames() {
        // Given
        TrainingPoint point = new TrainingPoint(
                "f/tune/L04",
                "f",
                1,
                "tuning",
                new Position(1, 2, 5, 10),
                new Readings(1.5, 1e-3, null, null),
                Scores.ofClassifier(0.5, null),
                AT);
        byte[] before =
                ("{\"job\": \"f/tune/L04\", \"family\": \"f\", \"attempt\": 1, \"phase\": \"tuning\", \"epoch\": 1,"
                                + " \"epochs\": 2, \"step\": 5, \"steps\": 10, \"loss\": 1.5, \"learning_rate\": 0.001,"
                                + " \"accuracy\": 0.5, \"at\": \"2026-11-26T12:00:00Z\"}")
                        .getBytes(StandardCharsets.UTF_8);

        // Then
        assertThat(Json.read(before, TrainingPoint.class)).isEqualTo(point);
        assertThat(Json.read(Json.write(point), TrainingPoint.class)).isEqualTo(point);
    }

    @Test
    void valueOfAPartIsRefusedByItsFieldAlone() {
        // Given
        byte[] point =
                ("{\"job\": \"f/tune/L04\", \"family\": \"f\", \"attempt\": 1, \"phase\": \"tuning\", \"epoch\": 1,"
                                + " \"epochs\": 2, \"step\": null, \"steps\": 10, \"at\": \"2026-11-26T12:00:00Z\"}")
                        .getBytes(StandardCharsets.UTF_8);

        // When, then
        assertThatThrownBy(() -> Json.read(point, TrainingPoint.class))
                .isInstanceOf(InvalidFieldException.class)
                .hasMessageStartingWith("step: ");
    }

    private static DescendantRow row(String headline) {
        TrainedRow trained = new TrainedRow(headline, 0.1, 0.2, 0.3, 2, null, 12.5, null);
        return new DescendantRow(
                "L04", 4, 100, trained, trained, Map.of("scratch", trained), 0.5, true, JobView.State.SUCCEEDED);
    }
}
