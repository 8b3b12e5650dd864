package io.learngene.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.learngene.contracts.InvalidFieldException;
import io.learngene.contracts.Json;
import io.learngene.contracts.architecture.ResNetArchitecture;
import io.learngene.contracts.architecture.VitArchitecture;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AncestorModelTest {

    @Test
    void ancestorThatNobodyDescribesIsASmallResNet() {
        // When
        ResNetArchitecture network = (ResNetArchitecture) read("{}").architecture(10, 32);

        // Then
        assertThat(read("{}")).isEqualTo(AncestorModel.DEFAULT);
        assertThat(network.layers()).containsExactly(1, 1, 1);
        assertThat(network.width()).isEqualTo(32);
        assertThat(network.stem()).isEqualTo(ResNetArchitecture.Stem.CIFAR);
    }

    @ParameterizedTest
    @CsvSource({"8, 1", "63, 1", "64, 1", "192, 3", "384, 6", "768, 12"})
    void headsOfAViTFollowFromItsWidth(int dim, int heads) {
        // When
        VitArchitecture network =
                (VitArchitecture) read("{'type': 'vit', 'dim': " + dim + "}").architecture(7, 48);

        // Then
        assertThat(network).isEqualTo(new VitArchitecture(48, 4, dim, heads, 12, 7, null, null, null));
    }

    @ParameterizedTest
    @CsvSource({"32, CIFAR", "64, CIFAR", "65, IMAGENET", "224, IMAGENET"})
    void stemFollowsFromTheImagesOfTheDataset(int imageSize, ResNetArchitecture.Stem stem) {
        // When
        ResNetArchitecture network =
                (ResNetArchitecture) read("{'layers': [2, 2]}").architecture(2, imageSize);

        // Then
        assertThat(network.stem()).isEqualTo(stem);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'type': 'vit'} | dim | required",
                "{'type': 'resnet', 'dim': 64} | type | belong to type vit",
                "{'depth': 3} | type | belong to type vit",
                "{'type': 'vit', 'dim': 64, 'width': 16} | type | belong to type resnet",
                "{'type': 'vit', 'dim': 64, 'stem': 'cifar'} | type | belong to type resnet",
                "{'type': 'vit', 'dim': 7} | dim | 8 to 4096",
                "{'type': 'vit', 'dim': 0} | dim | 8 to 4096",
                "{'type': 'vit', 'dim': 64, 'heads': 0} | heads | 1 to 64",
                "{'type': 'vit', 'dim': 64, 'heads': 5} | heads | 64",
                "{'type': 'vit', 'dim': 64, 'depth': 257} | depth | 1 to 256",
                "{'type': 'vit', 'dim': 64, 'patch_size': 0} | patch_size | 1 to 64",
                "{'type': 'vit', 'dim': 64, 'patch_size': -4} | patch_size | 1 to 64",
                "{'type': 'vit', 'dim': 64, 'patch_size': 65} | patch_size | 1 to 64",
                "{'type': 'vit', 'dim': 64, 'patch_size': 536870912} | patch_size | 1 to 64",
                "{'layers': []} | layers | 1 to 8 groups",
                "{'layers': [1, null]} | layers[1] | null",
                "{'layers': [1, 0]} | layers | 1 to 8 groups",
                "{'width': 3} | width | 4 to 1024",
                "{'type': 'convnext'} | type | resnet"
            })
    void shapeThatCannotBeIsRefusedByItsOwnField(String json, String field, String remedy) {
        // When
        InvalidFieldException refusal = catchThrowableOfType(InvalidFieldException.class, () -> read(json));

        // Then
        assertThat(refusal).as(json).isNotNull();
        assertThat(refusal.field()).isEqualTo(field);
        assertThat(refusal).hasMessageContaining(remedy);
    }

    @Test
    void largestPatchesFitSomeImages() {
        // When
        AncestorModel model = read("{'type': 'vit', 'dim': 64, 'patch_size': 64}");

        // Then
        assertThat(model.architecture(2, 512).imageSize()).isEqualTo(512);
        assertThat(List.of(model.patchSize(), model.heads())).containsExactly(64, 1);
    }

    private static AncestorModel read(String json) {
        return Json.read(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8), AncestorModel.class);
    }
}
