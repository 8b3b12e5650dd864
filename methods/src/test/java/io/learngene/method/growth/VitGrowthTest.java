package io.learngene.method.growth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.learngene.contracts.InvalidFieldException;
import io.learngene.contracts.architecture.Pooling;
import io.learngene.contracts.architecture.VitArchitecture;
import io.learngene.engine.data.batch.ImageBatch;
import io.learngene.engine.network.Network;
import io.learngene.engine.network.Objective;
import io.learngene.engine.network.StepSettings;
import io.learngene.engine.safetensors.SafetensorsFile;
import io.learngene.engine.shape.NetworkSpec;
import io.learngene.engine.tensor.Tensor;
import io.learngene.engine.torch.Torch;
import io.learngene.method.growth.GrowthRule.Depth;
import io.learngene.method.growth.GrowthRule.Knowledge;
import io.learngene.method.growth.GrowthRule.Preserve;
import io.learngene.method.growth.GrowthRule.Shares;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.LongBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** VitGrowth against the golden vectors, and what has to hold of it (invariants B1 to B6). */
class VitGrowthTest {

    private static final VitArchitecture SMALL = vit(24, 3, 2);
    private static final GrowthRule DEFAULT = new GrowthRule(null, null, null, null, null, null);

    private static Torch torch;
    private static Map<String, Tensor> golden;
    private static Map<String, Tensor> small;

    @BeforeAll
    static void read() throws IOException, URISyntaxException {
        torch = Torch.of("cpu", 1);
        Path file = Path.of(
                VitGrowthTest.class.getResource("/golden/bert2bert.safetensors").toURI());
        try (SafetensorsFile opened = SafetensorsFile.open(file)) {
            golden = new HashMap<>(opened.tensors());
        }
        small = under("small.");
    }

    @ParameterizedTest
    @CsvSource({"cyclic_even, FUNCTION, 48, 6, 5", "cyclic_uneven, FUNCTION, 48, 6, 5", "advanced, ADVANCED, 48, 6, 5"})
    void grownWeightsAndLogitsAreTheReferences(String name, Knowledge knowledge, int dim, int heads, int depth) {
        // Given
        GrowthRule rule = new GrowthRule(knowledge, Depth.STACK, Preserve.PUBLISHED, null, null, null);
        VitArchitecture to = vit(dim, heads, depth);

        // When
        Map<String, Tensor> grown = VitGrowth.grow(small, SMALL, to, rule, maps(name, dim));

        // Then
        assertWeights(grown, under(name + "."));
        assertClose(logits(to, grown), golden.get("logits." + name).toFloats(), 1e-5);
    }

    @Test
    void exactVariantIsTheReferenceWhereMeansAreReadWithAShareOfZero() {
        // Given
        VitArchitecture to = vit(40, 5, 2);
        GrowthRule rule = new GrowthRule(Knowledge.FUNCTION, Depth.STACK, Preserve.EXACT, null, null, null);

        // When
        Map<String, Tensor> grown = VitGrowth.grow(small, SMALL, to, rule, maps("exact", 40));

        // Then
        assertWeights(grown, under("exact."));
        assertClose(logits(exactEps(to), grown), golden.get("logits.exact").toFloats(), 1e-5);
    }

    /** B1. */
    @Test
    void growingToTheSameSizeKeepsEveryByte() {
        // When
        Map<String, Tensor> same = VitGrowth.grow(small, SMALL, SMALL, DEFAULT, 1);

        // Then
        assertThat(same.keySet()).isEqualTo(small.keySet());
        small.forEach(
                (name, tensor) -> assertThat(same.get(name).toFloats()).as(name).isEqualTo(tensor.toFloats()));
    }

    /** B2. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void multipleOfTheWidthKeepsTheFunction(boolean symmetric) {
        // Given
        VitArchitecture to = vit(72, 9, 2);
        Shares shares = symmetric ? Shares.EQUAL : Shares.UNEVEN;
        GrowthRule rule = new GrowthRule(null, null, null, null, shares, symmetric);

        // When
        Map<String, Tensor> grown = VitGrowth.grow(small, SMALL, to, rule, 7);

        // Then
        assertClose(logits(to, grown), logits(SMALL, small), 3e-6);
    }

    /** B3. */
    @Test
    void anyOtherWidthKeepsTheFunctionInTheExactVariantAndNotInThePublishedOne() {
        // Given
        VitArchitecture to = vit(40, 5, 2);
        GrowthRule published = new GrowthRule(null, null, Preserve.PUBLISHED, GrowthRule.Maps.RANDOM, null, null);

        // When
        Map<String, Tensor> exact = VitGrowth.grow(small, SMALL, to, DEFAULT, 3);
        Map<String, Tensor> random = VitGrowth.grow(small, SMALL, to, published, 3);

        // Then
        assertClose(logits(exactEps(to), exact), logits(SMALL, small), 3e-6);
        assertClose(logits(to, exact), logits(SMALL, small), 1e-5);
        assertThat(apart(logits(to, random), logits(SMALL, small))).isGreaterThan(0.01);
    }

    /** B4. */
    @Test
    void layersThatAddNothingKeepTheFunction() {
        // Given
        VitArchitecture to = vit(48, 6, 5);

        // When
        Map<String, Tensor> grown = VitGrowth.grow(small, SMALL, to, DEFAULT, 5);

        // Then
        assertClose(logits(to, grown), logits(SMALL, small), 3e-6);
    }

    /** B5. */
    @Test
    void advancedKnowledgeTakesNewNeuronsFromTheLayerAboveAndTheLastLayerFromItself() {
        // Given
        VitArchitecture to = vit(48, 6, 2);
        GrowthRule advanced = new GrowthRule(Knowledge.ADVANCED, null, null, null, null, null);

        // When
        Map<String, Tensor> grown = VitGrowth.grow(small, SMALL, to, advanced, 5);

        // Then
        String bias = ".mlp.fc1.bias";
        assertThat(Arrays.copyOfRange(grown.get("blocks.0" + bias).toFloats(), 96, 192))
                .isEqualTo(small.get("blocks.1" + bias).toFloats());
        assertThat(Arrays.copyOfRange(grown.get("blocks.1" + bias).toFloats(), 96, 192))
                .isEqualTo(small.get("blocks.1" + bias).toFloats());
    }

    /** B6. */
    @ParameterizedTest
    @CsvSource({"48, 6", "72, 9", "40, 5", "64, 8"})
    void sharesOfEveryOldNeuronAddUpToOne(int dim, int heads) {
        // When
        GrowthMaps maps = GrowthMaps.of(SMALL, vit(dim, heads, 2), DEFAULT, 11);

        // Then
        for (NeuronMap map : List.of(maps.stream(), maps.attention(), maps.hidden())) {
            double[] sum = new double[map.old()];
            for (int place = 0; place < map.copies(); place++) {
                sum[map.source()[place]] += map.share()[place];
            }
            assertThat(Arrays.stream(sum).boxed()).allSatisfy(s -> assertThat(s).isBetween(1 - 1e-6, 1 + 1e-6));
        }
    }

    @Test
    void copiesWithEqualSharesNeverPartAndOthersDo() {
        // When
        double equal = differenceOfCopiesAfterTwentySteps(new GrowthRule(null, null, null, null, Shares.EQUAL, true));
        double uneven = differenceOfCopiesAfterTwentySteps(DEFAULT);

        // Then
        assertThat(equal).isZero();
        assertThat(uneven).isGreaterThan(1e-3);
    }

    @Test
    void depthRulesAreAsPublished() {
        assertThat(sources(Depth.STACK)).containsExactly(0, 1, 2, 0, 1, 2, 1, 2);
        assertThat(sources(Depth.INTERLEAVE)).containsExactly(0, 0, 0, 1, 1, 1, 2, 2);
        assertThat(sources(Depth.IDENTITY)).containsExactly(0, 1, 2, 2, 2, 2, 2, 2);
    }

    @Test
    void sameSeedGrowsTheSameBytes() {
        // Given
        VitArchitecture to = vit(40, 5, 4);

        // When
        Map<String, Tensor> once = VitGrowth.grow(small, SMALL, to, DEFAULT, 9);
        Map<String, Tensor> again = VitGrowth.grow(small, SMALL, to, DEFAULT, 9);
        Map<String, Tensor> other = VitGrowth.grow(small, SMALL, to, DEFAULT, 10);

        // Then
        String name = "blocks.0.mlp.fc2.weight";
        assertThat(again.get(name).toFloats()).isEqualTo(once.get(name).toFloats());
        assertThat(other.get(name).toFloats()).isNotEqualTo(once.get(name).toFloats());
    }

    @ParameterizedTest
    @CsvSource({
        "16, 2, 2, dim",
        "44, 4, 2, dim",
        "48, 3, 2, heads",
        "48, 6, 1, depth",
    })
    void shapeThatCannotBeGrownToIsRefusedByItsField(int dim, int heads, int depth, String field) {
        assertThatThrownBy(() -> VitGrowth.check(
                        SMALL, new VitArchitecture(32, 8, dim, heads, depth, 10, 4.0, 1e-6, Pooling.NORM_THEN_MEAN)))
                .isInstanceOfSatisfying(
                        InvalidFieldException.class, e -> assertThat(e.field()).isEqualTo(field));
    }

    @Test
    void equalSharesNeedTheWordSymmetric() {
        assertThatThrownBy(() -> new GrowthRule(null, null, null, null, Shares.EQUAL, null))
                .isInstanceOf(InvalidFieldException.class)
                .hasMessageContaining("symmetric: true");
    }

    private static double differenceOfCopiesAfterTwentySteps(GrowthRule rule) {
        VitArchitecture to = vit(48, 6, 2);
        Map<String, Tensor> grown = VitGrowth.grow(small, SMALL, to, rule, 1);
        try (Network network = Network.create(torch, NetworkSpec.of(to), grown)) {
            for (int step = 0; step < 20; step++) {
                System.gc();
                network.step(batch(), new Objective.CrossEntropy(0), new StepSettings(1e-3, 0.05, 0, 0, 0));
            }
            float[] hidden = network.weights().get("blocks.0.mlp.fc1.weight").toFloats();
            float[] own = Arrays.copyOfRange(hidden, 0, hidden.length / 2);
            float[] copies = Arrays.copyOfRange(hidden, hidden.length / 2, hidden.length);
            return apart(copies, own);
        }
    }

    private static int[] sources(Depth depth) {
        int[] sources = new int[8];
        Arrays.setAll(sources, layer -> depth.source(layer, 3, 8));
        return sources;
    }

    private static VitArchitecture vit(int dim, int heads, int depth) {
        return new VitArchitecture(32, 8, dim, heads, depth, 10, 4.0, 1e-6, Pooling.NORM_THEN_MEAN);
    }

    private static VitArchitecture exactEps(VitArchitecture to) {
        return new VitArchitecture(
                32,
                8,
                to.dim(),
                to.heads(),
                to.depth(),
                10,
                4.0,
                VitGrowth.exactNormEps(SMALL, to),
                Pooling.NORM_THEN_MEAN);
    }

    private static float[] logits(VitArchitecture shape, Map<String, Tensor> weights) {
        try (Network network = Network.create(torch, NetworkSpec.of(shape), weights)) {
            System.gc();
            return network.logits(batch()).toFloats();
        }
    }

    private static ImageBatch batch() {
        Tensor images = golden.get("images");
        ByteBuffer direct = ByteBuffer.allocateDirect(images.data().remaining()).order(ByteOrder.LITTLE_ENDIAN);
        direct.put(images.data().duplicate()).flip();
        return new ImageBatch(direct, longs("labels"), 6, 32);
    }

    /** The golden maps as ours: places that hold the mean are read with a share of zero there. */
    private static GrowthMaps maps(String name, int dim) {
        return new GrowthMaps(map(name, "e", 24, dim), map(name, "v", 24, dim), map(name, "f", 96, 4 * dim));
    }

    private static NeuronMap map(String name, String axis, int old, int wide) {
        int[] source = Arrays.stream(longs("map." + name + ".g_" + axis))
                .mapToInt(Math::toIntExact)
                .toArray();
        float[] share = golden.get("map." + name + ".a_" + axis).toFloats();
        return new NeuronMap(old, source.length, Arrays.copyOf(source, wide), Arrays.copyOf(share, wide));
    }

    private static long[] longs(String name) {
        LongBuffer longs = golden.get(name)
                .data()
                .duplicate()
                .order(ByteOrder.LITTLE_ENDIAN)
                .asLongBuffer();
        long[] values = new long[longs.remaining()];
        longs.get(values);
        return values;
    }

    private static Map<String, Tensor> under(String prefix) {
        Map<String, Tensor> some = new LinkedHashMap<>();
        golden.forEach((name, tensor) -> {
            if (name.startsWith(prefix)) {
                some.put(name.substring(prefix.length()), tensor);
            }
        });
        return some;
    }

    private static void assertWeights(Map<String, Tensor> grown, Map<String, Tensor> expected) {
        assertThat(grown.keySet()).isEqualTo(expected.keySet());
        expected.forEach((name, tensor) -> {
            float[] is = grown.get(name).toFloats();
            assertThat(apart(is, tensor.toFloats())).as(name).isLessThanOrEqualTo(1e-6);
        });
    }

    private static void assertClose(float[] actual, float[] expected, double tolerance) {
        assertThat(apart(actual, expected)).isLessThanOrEqualTo(tolerance);
    }

    /** The largest difference over the largest expected element. */
    private static double apart(float[] actual, float[] expected) {
        assertThat(actual).hasSameSizeAs(expected);
        double largest = 0;
        double difference = 0;
        for (int i = 0; i < expected.length; i++) {
            largest = Math.max(largest, Math.abs(expected[i]));
            difference = Math.max(difference, Math.abs((double) actual[i] - expected[i]));
        }
        return difference / Math.max(largest, Double.MIN_NORMAL);
    }
}
