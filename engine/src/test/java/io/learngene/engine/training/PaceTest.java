package io.learngene.engine.training;

import static org.assertj.core.api.Assertions.assertThat;

import io.learngene.contracts.Json;
import io.learngene.contracts.architecture.VitArchitecture;
import io.learngene.contracts.recipe.TrainingRecipe;
import io.learngene.engine.data.images.Dataset;
import io.learngene.engine.data.images.SyntheticShapes;
import io.learngene.engine.shape.NetworkSpec;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class PaceTest {

    private static final NetworkSpec VIT = NetworkSpec.of(new VitArchitecture(32, 8, 24, 3, 3, 10, null, null, null));

    @Test
    void recipeInEpochsIsEvaluatedAfterEach() {
        // When
        Pace pace = pace(20, 400, "{'epochs': 3, 'batch_size': 10}");

        // Then
        assertThat(pace).isEqualTo(new Pace(6, 2, 1));
        assertThat(pace.evaluationsAfter(1)).isEqualTo(2);
    }

    /** Training an epoch of 20 images takes as much as looking at 60. */
    @Test
    void evaluationsOfARecipeInStepsTakeNoMoreThanItsSteps() {
        // When
        Pace pace = pace(20, 150, "{'steps': 21, 'batch_size': 10}");

        // Then
        assertThat(pace).isEqualTo(new Pace(21, 2, 3));
        assertThat(pace.epochs()).isEqualTo(11);
        assertThat(pace.evaluated(2)).isFalse();
        assertThat(pace.evaluated(3)).isTrue();
        assertThat(pace.evaluated(11)).isTrue();
        assertThat(pace.evaluationsAfter(0)).isEqualTo(4);
        assertThat(pace.evaluationsAfter(9)).isEqualTo(1);
        assertThat(pace.stepsAt(10)).isEqualTo(20);
        assertThat(pace.stepsAt(11)).isEqualTo(21);
    }

    @Test
    void historyOfVeryManyEpochsIsBounded() {
        assertThat(pace(20, 10, "{'steps': 10000, 'batch_size': 20}").every()).isEqualTo(10);
    }

    /** A batch that is larger than the set is all of it. */
    @Test
    void setThatIsSmallerThanABatchIsAStepAnEpoch() {
        assertThat(pace(20, 60, "{'steps': 5, 'batch_size': 128}")).isEqualTo(new Pace(5, 1, 1));
    }

    private static Pace pace(int train, int test, String recipe) {
        Dataset data = SyntheticShapes.dataset(1, train, test);
        TrainingRecipe complete = Json.read(
                        recipe.replace('\'', '"').getBytes(StandardCharsets.UTF_8), TrainingRecipe.class)
                .withDefaults(TrainingRecipe.TUNING);
        return Pace.of(new TrainingTask(VIT, null, complete, null, data.train(), data.test(), 7));
    }
}
