package io.learngene.contracts.view;

import static org.assertj.core.api.Assertions.assertThat;

import io.learngene.contracts.Json;
import io.learngene.contracts.evaluation.Judged;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DescendantRowTest {

    @Test
    void rowIsReadAsItWasWrittenWithHowBothModelsAnswered() {
        // Given
        TrainedRow tuned = row(new Judged(1000, 556, 0.05, 10, 1, List.of("cat")));
        TrainedRow scratch = row(new Judged(1000, 255, 0.1, 10, 0, null));
        DescendantRow row = new DescendantRow(
                "L06", 6, 314_058, tuned, scratch, Map.of("scratch", scratch), 1.0, true, JobView.State.SUCCEEDED);

        // When
        DescendantRow read = Json.read(Json.write(row), DescendantRow.class);

        // Then
        assertThat(read).isEqualTo(row);
    }

    private static TrainedRow row(Judged tested) {
        return new TrainedRow("top1", 0.1, 0.2, 0.3, 2, 1, 1.5, tested);
    }
}
