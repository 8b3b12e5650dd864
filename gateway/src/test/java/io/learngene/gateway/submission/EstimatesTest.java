package io.learngene.gateway.submission;

import static org.assertj.core.api.Assertions.assertThat;

import io.learngene.contracts.Json;
import io.learngene.contracts.recipe.TrainingRecipe;
import io.learngene.contracts.view.Estimate;
import io.learngene.gateway.view.Speeds;
import io.learngene.method.Planned;
import io.learngene.method.PlannedCosts;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class EstimatesTest {

    private static final Speeds.Known STATED = new Speeds.Known(List.of(), 100);

    @Test
    void trainingsOfOneSortAreOnePhase() {
        // Given
        List<PlannedCosts.Cost> costs = List.of(
                cost("fit", "baselines/fitted", "L04", "{}", 300.0, 0),
                cost("tune", "models", "L03", "{}", 1000.0, 40),
                cost("tune", "models", "L04", "{}", 2000.0, 50),
                cost("tune", "baselines/scratch", "L03", "{}", 700.0, 40));

        // When
        Estimate estimate = Estimates.estimate(costs, STATED);

        // Then
        assertThat(estimate.phases())
                .extracting(Estimate.Phase::group)
                .containsExactly("baselines/fitted", "models", "baselines/scratch");
        assertThat(estimate.phases().get(1))
                .isEqualTo(new Estimate.Phase(
                        "tune", "models", "default", 2, 3000.0, 30.0, 90, new Estimate.Speed(100, 0)));
        assertThat(estimate).isEqualTo(new Estimate(estimate.phases(), 4000.0, 40.0, 130, false));
    }

    @Test
    void whatOneTrainingTakesUnknownlyMakesTheSumUnknownAndNotSmall() {
        // Given
        List<PlannedCosts.Cost> costs = List.of(
                cost("distill", "learngene", "f", "{}", null, 10), cost("tune", "models", "L03", "{}", 1000.0, 40));

        // When
        Estimate estimate = Estimates.estimate(costs, STATED);

        // Then
        assertThat(estimate.flops()).isNull();
        assertThat(estimate.seconds()).isNull();
        assertThat(estimate.phases().get(1).seconds()).isEqualTo(10);
        assertThat(estimate.storedBytes()).isEqualTo(50);
    }

    @Test
    void oneTrainingThatMayEndEarlyMakesItAnUpperBound() {
        // Given
        List<PlannedCosts.Cost> costs = List.of(
                cost("tune", "models", "L03", "{}", 1000.0, 40),
                cost("tune", "models", "L04", "{\"early_stopping\": {\"patience\": 2}}", 1000.0, 40));

        // When / Then
        assertThat(Estimates.estimate(costs, STATED).atMost()).isTrue();
    }

    private static PlannedCosts.Cost cost(
            String kind, String group, String name, String recipe, Double flops, long bytes) {
        TrainingRecipe training = Json.read(recipe.getBytes(StandardCharsets.UTF_8), TrainingRecipe.class);
        Planned planned = new Planned(kind, "default", group, name, 1, 1, training, 0, null);
        return new PlannedCosts.Cost(planned, 1, flops, bytes);
    }
}
