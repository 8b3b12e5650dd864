package io.learngene.contracts.architecture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.learngene.contracts.InvalidFieldException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Sizes against timm's own models, and what no network could be. */
class VitArchitectureTest {

    @ParameterizedTest
    @CsvSource({
        // dim, heads, patch, size, classes, pooling, parameters of timm's model
        "192, 3, 16, 224, 1000, CLASS_TOKEN, 5717416", // vit_tiny_patch16_224
        "384, 6, 16, 224, 1000, CLASS_TOKEN, 22050664", // vit_small_patch16_224
        "384, 6, 32, 224, 1000, CLASS_TOKEN, 22878952", // vit_small_patch32_224
        "768, 12, 16, 224, 1000, CLASS_TOKEN, 86567656", // vit_base_patch16_224
        "768, 12, 16, 384, 1000, CLASS_TOKEN, 86859496", // vit_base_patch16_384
        "192, 3, 16, 224, 1000, DISTILLED, 5910800", // deit_tiny_distilled_patch16_224
        "768, 12, 16, 224, 1000, DISTILLED, 87338192" // deit_base_distilled_patch16_224
    })
    void parametersAreThoseOfTimmsModel(
            int dim, int heads, int patch, int size, int classes, Pooling pooling, long parameters) {
        // Given
        VitArchitecture vit = new VitArchitecture(size, patch, dim, heads, 12, classes, null, null, pooling);

        // When, then
        assertThat(vit.parameters()).isEqualTo(parameters);
    }

    @ParameterizedTest
    @CsvSource({"192, 3, 1.26", "384, 6, 4.61", "768, 12, 17.58"})
    void operationsAreTwiceTheMultiplyAddsThatPapersGive(int dim, int heads, double billions) {
        // Given
        VitArchitecture vit = new VitArchitecture(224, 16, dim, heads, 12, 1000, null, null, Pooling.CLASS_TOKEN);

        // When, then
        assertThat(vit.flops() / 2e9).isCloseTo(billions, within(0.01 * billions));
    }

    @Test
    void sizesGrowByABlockWithEachLayer() {
        // Given
        VitArchitecture shallow = new VitArchitecture(32, 8, 96, 3, 4, 10, null, null, null);

        // When
        VitArchitecture deep = shallow.withDepth(9);

        // Then
        assertThat(deep.parameters() - shallow.parameters()).isEqualTo(5 * shallow.blockParameters());
        assertThat(deep.flops() - shallow.flops()).isEqualTo(5 * shallow.blockFlops());
        assertThat(deep.withDepth(4)).isEqualTo(shallow);
    }

    @ParameterizedTest
    @CsvSource({"NORM_THEN_MEAN, 16", "MEAN_THEN_NORM, 16", "CLASS_TOKEN, 17", "DISTILLED, 18"})
    void tokensAreThePatchesAndThoseInFront(Pooling pooling, int tokens) {
        // When, then
        assertThat(new VitArchitecture(32, 8, 96, 3, 1, 10, null, null, pooling).tokens())
                .isEqualTo(tokens);
    }

    @Test
    void whatIsLeftOutIsTheUsual() {
        // When
        VitArchitecture vit = new VitArchitecture(32, 8, 96, 3, 1, 10, null, null, null);

        // Then
        assertThat(vit.mlpRatio()).isEqualTo(4);
        assertThat(vit.normEps()).isEqualTo(1e-6);
        assertThat(vit.pooling()).isEqualTo(Pooling.NORM_THEN_MEAN);
        assertThat(vit.hidden()).isEqualTo(384);
    }

    @Test
    void otherImagesChangeHeadAndPositionsOnly() {
        // Given
        VitArchitecture vit = new VitArchitecture(224, 16, 192, 3, 12, 1000, null, null, Pooling.CLASS_TOKEN);

        // When
        VitArchitecture other = vit.forDataset(10, 96);

        // Then
        assertThat(other.blockParameters()).isEqualTo(vit.blockParameters());
        assertThat(other.classes()).isEqualTo(10);
        assertThat(other.tokens()).isEqualTo(37);
    }

    @ParameterizedTest
    @CsvSource({
        // size, patch, dim, heads, depth, classes, ratio, eps
        "7, 7, 96, 3, 1, 10, 4, 1e-6, image_size",
        "1025, 1, 96, 3, 1, 10, 4, 1e-6, image_size",
        "32, 5, 96, 3, 1, 10, 4, 1e-6, patch_size",
        "32, 0, 96, 3, 1, 10, 4, 1e-6, patch_size",
        "32, 8, 97, 3, 1, 10, 4, 1e-6, heads",
        "32, 8, 96, 0, 1, 10, 4, 1e-6, heads",
        "32, 8, 4, 1, 1, 10, 4, 1e-6, dim",
        "32, 8, 4104, 8, 1, 10, 4, 1e-6, dim",
        "32, 8, 96, 3, 0, 10, 4, 1e-6, depth",
        "32, 8, 96, 3, 257, 10, 4, 1e-6, depth",
        "32, 8, 96, 3, 1, 1, 4, 1e-6, classes",
        "32, 8, 96, 3, 1, 10, 17, 1e-6, mlp_ratio",
        "32, 8, 96, 3, 1, 10, NaN, 1e-6, mlp_ratio",
        "32, 8, 96, 3, 1, 10, 4, 0, norm_eps"
    })
    void whatNoNetworkCouldBeIsRefusedByItsField(
            int size, int patch, int dim, int heads, int depth, int classes, double ratio, double eps, String field) {
        // When, then
        assertThatThrownBy(() -> new VitArchitecture(size, patch, dim, heads, depth, classes, ratio, eps, null))
                .isInstanceOf(InvalidFieldException.class)
                .hasMessageStartingWith(field + ": ");
    }

    @Test
    void largestNetworkIsCountedWithoutOverflow() {
        // Given
        VitArchitecture vit = new VitArchitecture(1024, 1, 4096, 64, 256, 100_000, 16.0, null, Pooling.DISTILLED);

        // When, then
        assertThat(vit.parameters()).isPositive();
        assertThat(vit.flops()).isPositive();
    }
}
