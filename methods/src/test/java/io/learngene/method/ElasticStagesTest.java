package io.learngene.method;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.withinPercentage;

import io.learngene.contracts.InvalidFieldException;
import io.learngene.contracts.Json;
import io.learngene.engine.training.LayerSchedule;
import io.learngene.method.sws.FamilyRequest;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ElasticStagesTest {

    @Test
    void depthsDrawTheLayersOfDescendants() {
        // Given
        ElasticStages elastic = new ElasticStages(null, 0.5, null, List.of(2, 5));

        // When
        Set<List<Integer>> drawn = drawn(elastic);

        // Then
        assertThat(drawn)
                .containsExactlyInAnyOrder(
                        List.of(0, 1), List.of(0, 0, 1), List.of(0, 0, 1, 1), List.of(0, 0, 0, 1, 1));
    }

    @Test
    void everyDepthGetsTheSameShareOfTheComputation() {
        // Given
        ElasticStages elastic = new ElasticStages(null, 0.5, null, List.of(2, 5));
        SplittableRandom random = new SplittableRandom(1);
        int[] layers = new int[6];

        // When
        int draws = 40_000;
        for (int i = 0; i < draws; i++) {
            int depth = elastic.draw(2, random).size();
            layers[depth] += depth;
        }

        // Then
        double share = IntStream.of(layers).sum() / 4.0;
        assertThat(IntStream.rangeClosed(2, 5).map(depth -> layers[depth]).boxed())
                .allSatisfy(all -> assertThat((double) all).isCloseTo(share, withinPercentage(3)));
        assertThat(elastic.meanDepth(2)).isCloseTo(4 * share / draws, withinPercentage(1));
    }

    @Test
    void repeatsAreDrawnForEveryStageOnItsOwn() {
        // Given
        ElasticStages elastic = new ElasticStages(null, 0.5, List.of(1, 2), null);

        // When
        Set<List<Integer>> drawn = drawn(elastic);

        // Then
        assertThat(drawn)
                .containsExactlyInAnyOrder(List.of(0, 1), List.of(0, 0, 1), List.of(0, 1, 1), List.of(0, 0, 1, 1));
        assertThat(elastic.meanDepth(2)).isEqualTo(3);
    }

    @Test
    void acceptedRequestDrawsFromOneLayerAStageToTwiceItsAuxiliaryModel() throws IOException {
        // Given
        FamilyRequest request = request("{'dataset': 'd', 'auxiliary': {'repeats': [1, 2, 2]}}");

        // When
        ElasticStages elastic =
                request.accepted(request.dataset()).distillation().elastic();

        // Then
        assertThat(elastic).isEqualTo(new ElasticStages(0.6, 0.6, null, List.of(3, 10)));
    }

    @Test
    void acceptedRequestKeepsWhatItSays() throws IOException {
        // Given
        FamilyRequest request =
                request("{'dataset': 'd', 'distillation': {'elastic': {'from': 1, 'repeats': [1, 2]}}}");

        // When
        ElasticStages elastic =
                request.accepted(request.dataset()).distillation().elastic();

        // Then
        assertThat(elastic).isEqualTo(new ElasticStages(null, 1.0, List.of(1, 2), null));
    }

    @Test
    void jobWithoutElasticStagesIsPlain() throws IOException {
        // When
        FamilyRequest request = request("{'dataset': 'd'}");

        // Then
        assertThat(request.distillation().elastic()).isNull();
    }

    private static FamilyRequest request(String json) throws IOException {
        return Json.read(json.replace('\'', '"').getBytes(UTF_8), FamilyRequest.class);
    }

    @Test
    void shallowStepsComeFirstThenNominalOnesThenDrawnOnes() {
        // Given
        ElasticStages elastic = new ElasticStages(0.25, 0.5, null, List.of(3, 3));
        List<Integer> nominal = List.of(0, 0, 1, 1);

        // When
        LayerSchedule schedule = LayerSchedule.drawn(
                new ElasticStages(0.25, 0.5, null, List.of(2, 5)).shallowest(2),
                elastic.shallowShare(),
                nominal,
                elastic.from(),
                random -> elastic.draw(2, random),
                elastic);

        // Then
        assertThat(IntStream.range(0, 4).mapToObj(step -> schedule.layers(step, 4, step)))
                .containsExactly(List.of(0, 1), nominal, List.of(0, 0, 1), List.of(0, 0, 1));
        assertThat(schedule.evaluated()).isEqualTo(nominal);
    }

    @Test
    void theMeanDepthCountsTheShallowSteps() {
        // Given
        ElasticStages elastic = new ElasticStages(0.25, 0.5, List.of(1, 3), null);

        // When
        double mean = elastic.meanDepthOfAll(4, 8);

        // Then
        assertThat(elastic.shallowest(4)).containsExactly(0, 1, 2, 3);
        assertThat(mean).isEqualTo(0.25 * 4 + 0.25 * 8 + 0.5 * 8);
    }

    @Test
    void shallowStepsLongerThanThoseBeforeTheDrawnOnesAreRefused() {
        assertThatThrownBy(() -> new ElasticStages(0.7, 0.6, null, List.of(2, 5)))
                .isInstanceOf(InvalidFieldException.class)
                .hasMessageContaining("shallow")
                .hasMessageContaining("0.6");
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
