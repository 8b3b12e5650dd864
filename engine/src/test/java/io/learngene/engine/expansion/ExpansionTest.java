package io.learngene.engine.expansion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.learngene.contracts.InvalidFieldException;
import io.learngene.contracts.Json;
import io.learngene.contracts.architecture.StageSchedule;
import io.learngene.contracts.architecture.VitArchitecture;
import io.learngene.contracts.family.Target;
import io.learngene.engine.tensor.Tensor;
import java.io.IOException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExpansionTest {

    private static final VitArchitecture AUXILIARY = new VitArchitecture(32, 4, 192, 3, 16, 10, null, null, null);
    private static final int STAGES = 5;

    @Test
    void aDepthIsSpreadEvenlyOverTheStagesAndTheFirstGetTheRemainder() {
        // Given
        Target target = Target.ofDepth(12);

        // When
        List<Descendant> descendants = resolve(target);

        // Then
        assertThat(descendants)
                .containsExactly(
                        new Descendant("L12", AUXILIARY.withDepth(12), List.of(0, 0, 0, 1, 1, 1, 2, 2, 3, 3, 4, 4)));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 5, 9, 256})
    void aBudgetGivesTheDeepestDescendantThatFits(int depth) {
        // Given
        long parameters = AUXILIARY.withDepth(depth).parameters();
        long flops = AUXILIARY.withDepth(depth).flops();

        // When
        List<Descendant> exact = resolve(new Target(null, parameters, null, null), new Target(null, null, flops, null));
        List<Descendant> generous = resolve(
                new Target(null, parameters + AUXILIARY.blockParameters() - 1, null, null),
                new Target(null, null, flops + AUXILIARY.blockFlops() - 1, null));

        // Then
        assertThat(exact).singleElement().satisfies(d -> assertThat(d.layersSource())
                .hasSize(depth));
        assertThat(generous).isEqualTo(exact);
    }

    @Test
    void aBudgetWithoutRoomForOneLayerSaysWhatOneLayerNeeds() {
        // Given
        long needed = AUXILIARY.withDepth(1).parameters();

        // When
        // Then
        assertThatThrownBy(() -> resolve(Target.ofDepth(3), new Target(null, needed - 1, null, null)))
                .isInstanceOf(InvalidFieldException.class)
                .hasMessageContaining("targets[1].max_parameters")
                .hasMessageContaining("a single layer of this learngene needs " + needed);
    }

    @Test
    void equalTargetsGiveOneDescendantAndOthersOfADepthGetALetter() {
        // Given
        Target[] targets = {
            Target.ofDepth(3),
            Target.ofDepth(3),
            new Target(null, null, null, List.of(0, 1, 2)),
            new Target(null, null, null, List.of(4, 4, 4))
        };

        // When
        List<Descendant> descendants = resolve(targets);

        // Then
        assertThat(descendants).extracting(Descendant::name).containsExactly("L03", "L03-b", "L03-c");
        assertThat(descendants.get(0).layersSource()).isEqualTo(StageSchedule.layersSource(3, STAGES));
    }

    @Test
    void aSourceThatIsNoStageIsRefused() {
        // Given
        Target target = new Target(null, null, null, List.of(0, 5));

        // When
        // Then
        assertThatThrownBy(() -> resolve(target))
                .isInstanceOf(InvalidFieldException.class)
                .hasMessageContaining("targets[0].layers_source")
                .hasMessageContaining("from 0 to 4");
    }

    @Test
    void everyLayerSharesTheDataOfItsStage() {
        // Given
        Map<String, Tensor> learngene = learngene(12);

        // When
        Map<String, Tensor> weights = Expansion.weights(learngene, List.of(0, 10, 10, 1));

        // Then
        assertThat(weights)
                .containsOnlyKeys("pos_embed", "norm.weight", "blocks.0.w", "blocks.1.w", "blocks.2.w", "blocks.3.w");
        assertThat(weights.get("pos_embed")).isSameAs(learngene.get("pos_embed"));
        assertThat(weights.get("blocks.0.w")).isSameAs(learngene.get("blocks.0.w"));
        assertThat(weights.get("blocks.1.w")).isSameAs(learngene.get("blocks.10.w"));
        assertThat(weights.get("blocks.2.w")).isSameAs(learngene.get("blocks.10.w"));
        assertThat(weights.get("blocks.3.w")).isSameAs(learngene.get("blocks.1.w"));
    }

    @Test
    void aStageThatTheLearngeneLacksIsNamed() {
        // Given
        Map<String, Tensor> learngene = learngene(2);

        // When
        // Then
        assertThatThrownBy(() -> Expansion.weights(learngene, List.of(0, 2)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("layer 1 is to be a copy of stage 2, but the learngene has no tensor blocks.2.*");
    }

    /** The reference's numbers of layers that each of three stages initialises. */
    @ParameterizedTest
    @ValueSource(ints = {3, 4, 6, 7, 9, 12})
    void layersAreSpreadAsInTheReference(int depth) throws IOException {
        // Given
        JsonNode expected = Json.mapper()
                .readTree(ExpansionTest.class.getResource("/golden/tables.json"))
                .get("stage_spread")
                .get(Integer.toString(depth));

        // When
        List<Integer> source = Expansion.resolve(AUXILIARY, 3, List.of(Target.ofDepth(depth)))
                .get(0)
                .layersSource();

        // Then
        assertThat(source).isSorted();
        assertThat(expected)
                .extracting(JsonNode::asInt)
                .containsExactly(
                        Collections.frequency(source, 0),
                        Collections.frequency(source, 1),
                        Collections.frequency(source, 2));
    }

    @Test
    void budgetIsSpentInTheWidthThatIsWanted() {
        // Given: one of two layers at half the width
        VitArchitecture narrow = AUXILIARY.withWidth(AUXILIARY.dim() / 2, 1);
        long budget = narrow.withDepth(3).parameters() - 1;

        // When
        List<Descendant> descendants = Expansion.resolve(
                AUXILIARY,
                1,
                List.of(
                        Target.ofDepth(2),
                        new Target(null, narrow.dim(), budget, null, null),
                        new Target(2, narrow.dim(), null, null, null)),
                dim -> narrow);

        // Then
        assertThat(descendants).extracting(Descendant::name).containsExactly("L02", "L02-d" + narrow.dim());
        assertThat(descendants.get(1).architecture()).isEqualTo(narrow.withDepth(2));
    }

    @Test
    void anotherWidthIsRefusedWhereThereIsNone() {
        // Given
        Target target = new Target(3, AUXILIARY.dim() * 2, null, null, null);

        // When, then
        assertThatThrownBy(() -> resolve(target))
                .isInstanceOf(InvalidFieldException.class)
                .hasMessageContaining("targets[0].dim")
                .hasMessageContaining("leave it out");
    }

    private static List<Descendant> resolve(Target... targets) {
        return Expansion.resolve(AUXILIARY, STAGES, List.of(targets));
    }

    private static Map<String, Tensor> learngene(int stages) {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        tensors.put("pos_embed", Tensor.ofFloats(List.of(2L), new float[] {-1, -2}));
        for (int stage = 0; stage < stages; stage++) {
            tensors.put("blocks." + stage + ".w", Tensor.ofFloats(List.of(2L), new float[] {stage, stage + 0.5f}));
        }
        tensors.put("norm.weight", Tensor.ofFloats(List.of(1L), new float[] {9}));
        return tensors;
    }
}
