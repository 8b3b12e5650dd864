package io.learngene.contracts.architecture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.learngene.contracts.InvalidFieldException;
import io.learngene.contracts.architecture.ResNetArchitecture.Block;
import io.learngene.contracts.architecture.ResNetArchitecture.Stem;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Sizes against timm's own models, and what no network could be. */
class ResNetArchitectureTest {

    static Stream<Arguments> timm() {
        return Stream.of(
                Arguments.of(List.of(2, 2, 2, 2), Block.BASIC, 11_689_512L, 1.82),
                Arguments.of(List.of(3, 4, 6, 3), Block.BASIC, 21_797_672L, 3.67),
                Arguments.of(List.of(3, 4, 6, 3), Block.BOTTLENECK, 25_557_032L, 4.11),
                Arguments.of(List.of(3, 4, 23, 3), Block.BOTTLENECK, 44_549_160L, 7.83));
    }

    @ParameterizedTest
    @MethodSource("timm")
    void parametersAndOperationsAreThoseOfTimmsModel(
            List<Integer> layers, Block block, long parameters, double billions) {
        // Given
        ResNetArchitecture resnet = new ResNetArchitecture(224, 1000, layers, block, null, null);

        // When, then
        assertThat(resnet.parameters()).isEqualTo(parameters);
        assertThat(resnet.flops() / 2e9).isCloseTo(billions, within(0.01 * billions));
    }

    @ParameterizedTest
    @CsvSource({"32, CIFAR", "64, CIFAR", "65, IMAGENET", "224, IMAGENET"})
    void stemFollowsTheSizeOfTheImages(int size, Stem stem) {
        // When, then
        assertThat(new ResNetArchitecture(size, 10, List.of(1), null, null, null).stem())
                .isEqualTo(stem);
    }

    @Test
    void otherImagesKeepTheStem() {
        // Given
        ResNetArchitecture trained = new ResNetArchitecture(224, 1000, List.of(2, 2), null, null, 32);

        // When
        ResNetArchitecture other = trained.forDataset(10, 32);

        // Then
        assertThat(other.stem()).isEqualTo(Stem.IMAGENET);
        assertThat(other.width()).isEqualTo(32);
        assertThat(trained.parameters() - other.parameters()).isEqualTo(990 * (64 + 1));
    }

    static Stream<Arguments> refused() {
        return Stream.of(
                Arguments.of(7, 10, List.of(1), null, "image_size"),
                Arguments.of(32, 1, List.of(1), null, "classes"),
                Arguments.of(32, 10, null, null, "layers"),
                Arguments.of(32, 10, List.of(), null, "layers"),
                Arguments.of(32, 10, List.of(1, 0), null, "layers"),
                Arguments.of(32, 10, List.of(65), null, "layers"),
                Arguments.of(32, 10, Arrays.asList(1, null), null, "layers"),
                Arguments.of(32, 10, List.of(1, 1, 1, 1, 1, 1, 1, 1, 1), null, "layers"),
                Arguments.of(32, 10, List.of(1), 3, "width"),
                Arguments.of(32, 10, List.of(1), 1025, "width"));
    }

    @ParameterizedTest
    @MethodSource("refused")
    void whatNoNetworkCouldBeIsRefusedByItsField(
            int size, int classes, List<Integer> layers, Integer width, String field) {
        // When, then
        assertThatThrownBy(() -> new ResNetArchitecture(size, classes, layers, null, null, width))
                .isInstanceOf(InvalidFieldException.class)
                .hasMessageStartingWith(field + ": ");
    }
}
