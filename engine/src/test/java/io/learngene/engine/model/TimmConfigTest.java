package io.learngene.engine.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.learngene.contracts.InvalidFieldException;
import io.learngene.contracts.Json;
import io.learngene.contracts.architecture.ModelArchitecture;
import io.learngene.contracts.architecture.Pooling;
import io.learngene.contracts.architecture.ResNetArchitecture;
import io.learngene.contracts.architecture.TorchScriptArchitecture;
import io.learngene.contracts.architecture.VitArchitecture;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class TimmConfigTest {

    private static final double[] HALF = {0.5, 0.5, 0.5};

    static List<ModelArchitecture> architectures() {
        return List.of(
                new VitArchitecture(32, 4, 192, 3, 9, 3, null, null, null),
                new VitArchitecture(224, 16, 768, 12, 12, 3, null, null, Pooling.CLASS_TOKEN),
                new VitArchitecture(64, 8, 96, 3, 4, 3, 2.0, 1e-5, Pooling.MEAN_THEN_NORM),
                new ResNetArchitecture(32, 3, List.of(1, 1, 1), null, null, 16),
                new ResNetArchitecture(
                        224,
                        3,
                        List.of(3, 4, 6, 3),
                        ResNetArchitecture.Block.BOTTLENECK,
                        ResNetArchitecture.Stem.IMAGENET,
                        64),
                new TorchScriptArchitecture(224, 3, List.of(0.5, 0.5, 0.5), List.of(0.5, 0.5, 0.5)));
    }

    @ParameterizedTest
    @MethodSource("architectures")
    void whatIsWrittenIsReadBack(ModelArchitecture architecture) {
        // Given
        List<String> names = List.of("cat", "dog", "fish");

        // When
        JsonNode written = json(
                new String(Json.write(TimmConfig.write(architecture, names, HALF, HALF, 1)), StandardCharsets.UTF_8));

        // Then
        assertThat(TimmConfig.read(written)).isEqualTo(architecture);
        assertThat(TimmConfig.labelNames(written)).isEqualTo(names);
    }

    @ParameterizedTest
    @CsvSource({"64, 1, bilinear", "64, 0.875, bicubic", "224, 0.875, bicubic", "224, 1, bicubic"})
    void interpolationIsThatOfTheEvaluation(int imageSize, double cropPct, String interpolation) {
        // Given
        ModelArchitecture architecture = new TorchScriptArchitecture(imageSize, 3, null, null);

        // When
        JsonNode written = TimmConfig.write(architecture, List.of("cat", "dog", "fish"), HALF, HALF, cropPct);

        // Then
        assertThat(written.at("/pretrained_cfg/interpolation").asText()).isEqualTo(interpolation);
    }

    @Test
    void publishedNamesAreKnown() {
        // Given
        JsonNode config = json("{'architecture': 'deit_small_patch16_224', 'num_classes': 1000}");

        // When
        ModelArchitecture architecture = TimmConfig.read(config);

        // Then
        assertThat(architecture)
                .isEqualTo(new VitArchitecture(224, 16, 384, 6, 12, 1000, null, null, Pooling.CLASS_TOKEN));
        assertThat(architecture.parameters()).isEqualTo(22_050_664);
    }

    @Test
    void normalisationOfATorchScriptFileIsImageNetsUnlessItIsSaid() {
        // Given
        JsonNode config = json(
                "{'architecture': 'torchscript', 'num_classes': 10, 'pretrained_cfg': {'input_size': [3, 32, 32]}}");

        // When
        ModelArchitecture architecture = TimmConfig.read(config);

        // Then
        assertThat(architecture)
                .isEqualTo(new TorchScriptArchitecture(
                        32, 10, List.of(0.485, 0.456, 0.406), List.of(0.229, 0.224, 0.225)));
    }

    @Test
    void torchScriptFileStaysAtItsImageSize() {
        // Given
        ModelArchitecture architecture = new TorchScriptArchitecture(224, 10, null, null);

        // When / Then
        assertThatThrownBy(() -> architecture.forDataset(10, 32))
                .isInstanceOf(InvalidFieldException.class)
                .hasMessageContaining("image_size: 32")
                .hasMessageContaining("224");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "{} | architecture",
                "{'architecture': 7} | architecture",
                "{'architecture': 'convnext_tiny', 'num_classes': 10} | architecture",
                "{'architecture': 'deit_small_patch16_224'} | num_classes",
                "{'architecture': 'deit_small_patch16_224', 'num_classes': 1} | classes",
                "{'architecture': 'torchscript', 'num_classes': 10} | pretrained_cfg.input_size",
                "{'architecture': 'torchscript', 'pretrained_cfg': {'input_size': [3, 32, 32]}} | num_classes",
                "{'architecture': 'torchscript', 'num_classes': 10, 'pretrained_cfg': {'input_size': [1, 32, 32]}}"
                        + " | pretrained_cfg.input_size",
                "{'architecture': 'torchscript', 'num_classes': 10, 'pretrained_cfg': {'input_size': [3, 32, 64]}}"
                        + " | pretrained_cfg.input_size",
                "{'architecture': 'torchscript', 'num_classes': 10, 'pretrained_cfg': {'input_size': [3, 4, 4]}}"
                        + " | image_size",
                "{'architecture': 'torchscript', 'num_classes': 10, 'label_names': ['a'], 'pretrained_cfg':"
                        + " {'input_size': [3, 32, 32]}} | label_names",
                "{'architecture': 'torchscript', 'num_classes': 10, 'pretrained_cfg': {'input_size': [3, 32, 32],"
                        + " 'mean': [0.5, 'x', 0.5]}} | pretrained_cfg.mean",
                "{'architecture': 'torchscript', 'num_classes': 10, 'pretrained_cfg': {'input_size': [3, 32, 32],"
                        + " 'mean': [0.5]}} | mean",
                "{'architecture': 'torchscript', 'num_classes': 10, 'pretrained_cfg': {'input_size': [3, 32, 32],"
                        + " 'std': [0.5, 0, 0.5]}} | std"
            })
    void whatIsNotSupportedIsRefused(String config, String field) {
        // When
        // Then
        assertThatThrownBy(() -> TimmConfig.read(json(config)))
                .isInstanceOfSatisfying(
                        InvalidFieldException.class, e -> assertThat(e.field()).isEqualTo(field));
    }

    private static JsonNode json(String text) {
        return Json.read(text.replace('\'', '"').getBytes(StandardCharsets.UTF_8), JsonNode.class);
    }
}
