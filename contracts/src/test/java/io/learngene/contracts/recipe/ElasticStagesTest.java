package io.learngene.contracts.recipe;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ElasticStagesTest {

    @Test
    void depthsDrawTheLayersOfDescendants() {
        // Given
        ElasticStages elastic = new ElasticStages(0.5, null, List.of(2, 5));

        // When
        Set<List<Integer>> drawn = drawn(elastic);

        // Then
        assertThat(drawn)
                .containsExactlyInAnyOrder(
                        List.of(0, 1), List.of(0, 0, 1), List.of(0, 0, 1, 1), List.of(0, 0, 0, 1, 1));
        assertThat(elastic.meanDepth(2)).isEqualTo(3.5);
    }

    @Test
    void repeatsAreDrawnForEveryStageOnItsOwn() {
        // Given
        ElasticStages elastic = new ElasticStages(0.5, List.of(1, 2), null);

        // When
        Set<List<Integer>> drawn = drawn(elastic);

        // Then
        assertThat(drawn)
                .containsExactlyInAnyOrder(List.of(0, 1), List.of(0, 0, 1), List.of(0, 1, 1), List.of(0, 0, 1, 1));
        assertThat(elastic.meanDepth(2)).isEqualTo(3);
    }

    private static Set<List<Integer>> drawn(ElasticStages elastic) {
        SplittableRandom random = new SplittableRandom(1);
        Set<List<Integer>> drawn = new HashSet<>();
        for (int i = 0; i < 200; i++) {
            drawn.add(elastic.draw(2, random));
        }
        return drawn;
    }
}
