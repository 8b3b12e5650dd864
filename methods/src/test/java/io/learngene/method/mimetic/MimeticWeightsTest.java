package io.learngene.method.mimetic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.learngene.contracts.architecture.Pooling;
import io.learngene.contracts.architecture.VitArchitecture;
import io.learngene.engine.safetensors.TensorSource;
import io.learngene.engine.shape.NetworkSpec;
import io.learngene.engine.shape.RandomInitialisation;
import io.learngene.engine.shape.StrictLoading;
import io.learngene.engine.tensor.Tensor;
import io.learngene.method.GoldenFile;
import io.learngene.method.MimeticRule;
import io.learngene.method.MimeticWeights;
import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What mimetic attention has to look like: diagonals as the reference's draw has them, and nothing else changed. */
class MimeticWeightsTest {

    private static final VitArchitecture SHAPE = GoldenFile.vit(48, 3, 2);
    private static final int DIM = 48;
    private static final int WIDTH = 16;

    /** The two roles are not exchanged: queries and keys lean to the identity, values and projection away from it. */
    @Test
    void diagonalsAreThoseOfTheReference() throws IOException {
        // Given
        GoldenFile golden = GoldenFile.read("closed");
        double vo = valueAndProjection(
                golden.tensors().get("mimetic.qkv"), golden.tensors().get("mimetic.proj"));
        double qk = queryAndKey(golden.tensors().get("mimetic.qkv"), 0);

        // When
        Map<String, Tensor> weights = weights(MimeticRule.DEFAULT, 1);

        // Then
        assertThat(vo).isCloseTo(-0.4, within(0.02));
        for (int layer = 0; layer < 2; layer++) {
            Tensor qkv = weights.get("blocks." + layer + ".attn.qkv.weight");
            Tensor proj = weights.get("blocks." + layer + ".attn.proj.weight");
            assertThat(valueAndProjection(qkv, proj)).isCloseTo(-0.4, within(0.03));
            for (int head = 0; head < 3; head++) {
                assertThat(queryAndKey(qkv, head)).isCloseTo(qk, within(0.06));
            }
        }
    }

    /** Of full rank the product is what was drawn: alpha times a normal of variance 1 / dim beside the identity. */
    @Test
    void noiseOfValuesAndProjectionHasItsDeviation() throws IOException {
        // Given
        Map<String, Tensor> weights = weights(MimeticRule.DEFAULT, 1);

        // When
        double[][] product = product(
                weights.get("blocks.0.attn.proj.weight").toFloats(),
                Arrays.copyOfRange(weights.get("blocks.0.attn.qkv.weight").toFloats(), 2 * DIM * DIM, 3 * DIM * DIM));

        // Then
        double squares = 0;
        for (int i = 0; i < DIM; i++) {
            for (int j = 0; j < DIM; j++) {
                double noise = product[i][j] + (i == j ? 0.4 : 0);
                squares += noise * noise;
            }
        }
        assertThat(Math.sqrt(squares / DIM)).isCloseTo(0.4, within(0.02));
    }

    @Test
    void headsAndLayersBeginDifferently() throws IOException {
        // When
        Map<String, Tensor> weights = weights(MimeticRule.DEFAULT, 1);

        // Then
        float[] qkv = weights.get("blocks.0.attn.qkv.weight").toFloats();
        assertThat(Arrays.copyOfRange(qkv, 0, WIDTH * DIM))
                .isNotEqualTo(Arrays.copyOfRange(qkv, WIDTH * DIM, 2 * WIDTH * DIM));
        assertThat(weights.get("blocks.1.attn.qkv.weight")).isNotEqualTo(weights.get("blocks.0.attn.qkv.weight"));
    }

    @Test
    void onlyAttentionAndPositionsDifferFromScratch() throws IOException {
        // When
        Map<String, Tensor> weights = weights(MimeticRule.DEFAULT, 1);

        // Then
        Map<String, Tensor> scratch = TensorSource.tensors(RandomInitialisation.sources(NetworkSpec.of(SHAPE), 1));
        StrictLoading.check(NetworkSpec.of(SHAPE), weights);
        assertThat(weights.keySet().stream().filter(name -> !weights.get(name).equals(scratch.get(name))))
                .containsExactlyInAnyOrder(
                        "pos_embed",
                        "blocks.0.attn.qkv.weight",
                        "blocks.0.attn.proj.weight",
                        "blocks.1.attn.qkv.weight",
                        "blocks.1.attn.proj.weight");
    }

    @Test
    void sameSeedGivesTheSameBitsAndAnotherSeedOthers() throws IOException {
        // When
        Map<String, Tensor> one = weights(MimeticRule.DEFAULT, 1);

        // Then
        assertThat(weights(MimeticRule.DEFAULT, 1)).isEqualTo(one);
        assertThat(weights(MimeticRule.DEFAULT, 2).get("blocks.0.attn.proj.weight"))
                .isNotEqualTo(one.get("blocks.0.attn.proj.weight"));
    }

    @Test
    void positionsAreSinesAndCosinesOfRowAndColumn() throws IOException {
        // When: 4 x 4 patches behind a class token
        VitArchitecture shape = new VitArchitecture(32, 8, 16, 2, 1, 10, 4.0, 1e-6, Pooling.CLASS_TOKEN);
        float[] positions = TensorSource.tensors(MimeticWeights.of(shape, MimeticRule.DEFAULT, 1))
                .get("pos_embed")
                .toFloats();

        // Then: the patch in row 2, column 3
        int at = (1 + 2 * 4 + 3) * 16;
        assertThat(Arrays.copyOf(positions, 16)).containsOnly(0);
        assertThat(positions[at]).isEqualTo((float) Math.sin(3));
        assertThat(positions[at + 4]).isEqualTo((float) Math.cos(3));
        assertThat(positions[at + 8]).isEqualTo((float) Math.sin(2));
        assertThat(positions[at + 12]).isEqualTo((float) Math.cos(2));
        assertThat(positions[at + 1]).isEqualTo((float) Math.sin(3 / 10.0), within(1e-7f));
    }

    @Test
    void drawnPositionsAreThoseOfScratch() throws IOException {
        // Given
        MimeticRule drawn = new MimeticRule(null, null, null, null, MimeticRule.Positions.DRAWN);

        // When
        Map<String, Tensor> weights = weights(drawn, 1);

        // Then
        assertThat(weights.get("pos_embed"))
                .isEqualTo(TensorSource.tensors(RandomInitialisation.sources(NetworkSpec.of(SHAPE), 1))
                        .get("pos_embed"));
    }

    @Test
    void weightsAreComputedWhenAskedFor() {
        // When
        Map<String, TensorSource> sources = MimeticWeights.of(SHAPE.withDepth(200), MimeticRule.DEFAULT, 1);

        // Then
        assertThat(sources).hasSize(200 * 12 + 7);
        assertThat(Set.copyOf(sources.values())).allMatch(TensorSource.Computed.class::isInstance);
    }

    private static Map<String, Tensor> weights(MimeticRule rule, long seed) throws IOException {
        return TensorSource.tensors(MimeticWeights.of(SHAPE, rule, seed));
    }

    /** The mean diagonal of Wproj Wv. */
    private static double valueAndProjection(Tensor qkv, Tensor proj) {
        float[] values = Arrays.copyOfRange(qkv.toFloats(), 2 * DIM * DIM, 3 * DIM * DIM);
        return meanDiagonal(product(proj.toFloats(), values));
    }

    /** The mean diagonal of Wq' Wk of a head. */
    private static double queryAndKey(Tensor qkv, int head) {
        float[] all = qkv.toFloats();
        double sum = 0;
        for (int row = 0; row < WIDTH; row++) {
            for (int i = 0; i < DIM; i++) {
                int at = (head * WIDTH + row) * DIM + i;
                sum += (double) all[at] * all[DIM * DIM + at];
            }
        }
        return sum / DIM;
    }

    private static double meanDiagonal(double[][] matrix) {
        double sum = 0;
        for (int i = 0; i < matrix.length; i++) {
            sum += matrix[i][i];
        }
        return sum / matrix.length;
    }

    private static double[][] product(float[] a, float[] b) {
        double[][] product = new double[DIM][DIM];
        for (int i = 0; i < DIM; i++) {
            for (int k = 0; k < DIM; k++) {
                for (int j = 0; j < DIM; j++) {
                    product[i][j] += (double) a[i * DIM + k] * b[k * DIM + j];
                }
            }
        }
        return product;
    }
}
