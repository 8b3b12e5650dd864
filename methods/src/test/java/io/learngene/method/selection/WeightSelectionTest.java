package io.learngene.method.selection;

import static org.assertj.core.api.Assertions.assertThat;

import io.learngene.contracts.architecture.VitArchitecture;
import io.learngene.engine.safetensors.TensorSource;
import io.learngene.engine.tensor.Tensor;
import io.learngene.method.GoldenFile;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Weight selection against the golden vectors, and what has to hold of it. */
class WeightSelectionTest {

    private static final GoldenFile GOLDEN = GoldenFile.read("closed");
    private static final Map<String, Tensor> LARGE = GOLDEN.under("large.");

    /** 24 is half of the width; 32 is no part of it, so that positions are rounded. */
    @ParameterizedTest
    @CsvSource({"24, 3, 2", "32, 4, 3"})
    void selectedWeightsAreTheReferencesBitForBit(int dim, int heads, int depth) throws IOException {
        // When
        Map<String, Tensor> selected = select(GoldenFile.vit(dim, heads, depth), layers(depth));

        // Then
        assertThat(selected).isEqualTo(GOLDEN.under("selected_" + dim + "_" + depth + "."));
    }

    @Test
    void sameShapeIsTheLargerModelWithoutItsHead() throws IOException {
        // When
        Map<String, Tensor> selected = select(GoldenFile.vit(48, 3, 4), layers(4));

        // Then
        Map<String, Tensor> expected = new LinkedHashMap<>(LARGE);
        expected.keySet().removeIf(name -> name.startsWith("head"));
        assertThat(selected).isEqualTo(expected);
    }

    @Test
    void whatKeepsItsShapeIsStreamedAsItLies() {
        // Given
        TensorSource source =
                new TensorSource.Range(LARGE.get("norm.bias").type(), List.of(48L), 0, (offset, length) -> {
                    throw new AssertionError("nothing is read");
                });
        Map<String, TensorSource> large = new LinkedHashMap<>();
        LARGE.keySet()
                .forEach(name -> large.put(
                        name,
                        new TensorSource.Range(
                                LARGE.get(name).type(),
                                LARGE.get(name).shape(),
                                0,
                                ((TensorSource.Range) source).file())));

        // When
        Map<String, TensorSource> selected = WeightSelection.select(large, GoldenFile.vit(48, 3, 2), List.of(0, 3));

        // Then
        assertThat(selected.get("blocks.1.norm1.bias")).isSameAs(large.get("blocks.3.norm1.bias"));
        assertThat(selected.values()).allMatch(TensorSource.Range.class::isInstance);
    }

    /** 20 of 48: over the fused axis they would not. */
    @Test
    void queriesKeysAndValuesKeepTheSamePositions() throws IOException {
        // Given: each element says which one of its part it is
        float[] rows = new float[3 * 48];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = i % 48;
        }
        Map<String, Tensor> large = new LinkedHashMap<>(LARGE);
        large.put("blocks.0.attn.qkv.bias", Tensor.ofFloats(List.of(144L), rows));

        // When
        float[] kept = select(large, GoldenFile.vit(20, 2, 1), layers(1))
                .get("blocks.0.attn.qkv.bias")
                .toFloats();

        // Then
        for (int i = 0; i < 20; i++) {
            assertThat(kept[20 + i]).isEqualTo(kept[i]);
            assertThat(kept[40 + i]).isEqualTo(kept[i]);
        }
    }

    @ParameterizedTest
    @CsvSource({"12, 6, 0 2 4 6 8 10", "12, 4, 0 3 6 9", "4, 4, 0 1 2 3", "5, 1, 0", "7, 3, 0 3 6", "6, 4, 0 2 3 5"})
    void positionsAreEvenlySpaced(int n, int m, String expected) {
        // When
        int[] positions = WeightSelection.positions(n, m);

        // Then
        assertThat(IntStream.of(positions).mapToObj(Integer::toString).toList()).containsExactly(expected.split(" "));
    }

    @ParameterizedTest
    @CsvSource({
        "FIRST, 6, 0 1 2 3 4 5",
        "EVEN, 4, 0 4 7 11",
        "EVERY, 6, 0 2 4 6 8 10",
        "EVERY, 8, 0 1 3 4 6 7 9 10",
        "EVERY, 9, 0 1 2 4 5 6 8 9 10",
        "EVERY, 12, 0 1 2 3 4 5 6 7 8 9 10 11",
        "INFLUENCE, 3, 0 5 11"
    })
    void rulesKeepLayersInTheirOrder(LayerRule rule, int depth, String expected) {
        // Given
        List<Double> influence = List.of(0.9, 0.1, 0.1, 0.1, 0.1, 0.8, 0.1, 0.1, 0.1, 0.1, 0.1, 0.7);

        // When
        List<Integer> layers = rule.layers(depth, 12, influence);

        // Then
        assertThat(layers.stream().map(Object::toString)).containsExactly(expected.split(" "));
    }

    private static Map<String, Tensor> select(VitArchitecture small, List<Integer> layers) throws IOException {
        return select(LARGE, small, layers);
    }

    private static Map<String, Tensor> select(Map<String, Tensor> large, VitArchitecture small, List<Integer> layers)
            throws IOException {
        Map<String, TensorSource> sources = new LinkedHashMap<>();
        large.forEach((name, tensor) ->
                sources.put(name, new TensorSource.Computed(tensor.type(), tensor.shape(), () -> tensor)));
        return TensorSource.tensors(WeightSelection.select(sources, small, layers));
    }

    private static List<Integer> layers(int depth) {
        return IntStream.range(0, depth).boxed().toList();
    }
}
