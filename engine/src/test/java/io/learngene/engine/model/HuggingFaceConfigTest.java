package io.learngene.engine.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.learngene.contracts.InvalidFieldException;
import io.learngene.contracts.Json;
import io.learngene.contracts.architecture.ModelArchitecture;
import io.learngene.contracts.architecture.ModernVitArchitecture;
import io.learngene.contracts.architecture.ModernVitArchitecture.Answer;
import io.learngene.contracts.architecture.ModernVitArchitecture.FinalNorm;
import io.learngene.contracts.architecture.ModernVitArchitecture.Pool;
import io.learngene.contracts.architecture.ModernVitArchitecture.Tokens;
import io.learngene.contracts.architecture.Pooling;
import io.learngene.contracts.architecture.VitArchitecture;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HuggingFaceConfigTest {

    private static final String VIT = "{'model_type': 'vit', 'architectures': ['ViTForImageClassification'],"
            + " 'hidden_size': 384, 'num_hidden_layers': 12, 'num_attention_heads': 6, 'intermediate_size': 1536,"
            + " 'image_size': 224, 'patch_size': 16, 'layer_norm_eps': 1e-12, 'hidden_act': 'gelu',"
            + " 'id2label': {'0': 'cat', '1': 'dog', '2': 'fish'}}";

    @Test
    void readsAVit() {
        // When
        JsonNode config = json(VIT);

        // Then
        assertThat(HuggingFaceConfig.isOne(config)).isTrue();
        assertThat(HuggingFaceConfig.read(config))
                .isEqualTo(new VitArchitecture(224, 16, 384, 6, 12, 3, 4.0, 1e-12, Pooling.CLASS_TOKEN));
        assertThat(HuggingFaceConfig.labelNames(config)).containsExactly("cat", "dog", "fish");
        assertThat(HuggingFaceConfig.normalisation(config, null)).containsExactly(0.5, 0.5, 0.5, 0.5, 0.5, 0.5);
    }

    @Test
    void readsADistilledDeit() {
        // When
        JsonNode config = json("{'model_type': 'deit', 'architectures': ['DeiTForImageClassificationWithTeacher']}");

        // Then
        assertThat(HuggingFaceConfig.read(config))
                .isEqualTo(new VitArchitecture(224, 16, 768, 12, 12, 2, 4.0, 1e-12, Pooling.DISTILLED));
        assertThat(HuggingFaceConfig.normalisation(config, null)).startsWith(0.485);
    }

    @Test
    void readsDinov2() {
        // Given: as it is published, with a head
        JsonNode config = json("{'model_type': 'dinov2', 'architectures': ['Dinov2ForImageClassification'],"
                + " 'hidden_size': 768, 'image_size': 518, 'mlp_ratio': 4, 'patch_size': 14, 'num_labels': 1000}");

        // When
        ModernVitArchitecture tower = (ModernVitArchitecture) HuggingFaceConfig.read(config);

        // Then
        assertThat(tower.tokens()).isEqualTo(new Tokens(true, 0, 1, false));
        assertThat(tower.answer()).isEqualTo(new Answer(Pool.CLASS_AND_MEAN, FinalNorm.BEFORE_POOLING));
        assertThat(tower.parameters()).isEqualTo(86_579_712 + 2 * 768 * 1000 + 1000);
    }

    @Test
    void towerIsAskedAtTheSizeThatItsProcessorCutsOut() {
        // Given
        JsonNode config = json("{'model_type': 'dinov2', 'image_size': 518, 'num_labels': 3}");
        JsonNode processor = json("{'do_center_crop': true, 'crop_size': {'height': 224, 'width': 224}}");

        // When
        ModelArchitecture asked = HuggingFaceConfig.asked(HuggingFaceConfig.read(config), processor);

        // Then
        assertThat(asked.imageSize()).isEqualTo(224);
    }

    @Test
    void towerWhoseLibraryInterpolatesOtherwiseIsRefusedAtAnotherSize() {
        // Given
        JsonNode config =
                json("{'model_type': 'dinov2_with_registers', 'patch_size': 14, 'image_size': 518, 'num_labels': 3}");
        JsonNode processor = json("{'do_center_crop': true, 'crop_size': 224}");

        // When / Then
        assertThatThrownBy(() -> HuggingFaceConfig.asked(HuggingFaceConfig.read(config), processor))
                .isInstanceOf(InvalidFieldException.class)
                .hasMessageContaining("crop_size: 224")
                .hasMessageContaining("518");
    }

    /** Beside the class that is meant, a bare number is the shorter side in one and both sides in another. */
    @ParameterizedTest
    @CsvSource({"CLIPFeatureExtractor, false", "BitImageProcessor, false", "ViTFeatureExtractor, true"})
    void bareSizeIsWhatItsProcessorTakesItFor(String kind, boolean squash) {
        // Given
        JsonNode processor = json("{'feature_extractor_type': '" + kind + "', 'size': 224}");

        // When / Then
        assertThat(HuggingFaceConfig.preprocessing(processor, 224).squash()).isEqualTo(squash);
    }

    @ParameterizedTest
    @CsvSource({"vit, ViTModel", "dinov2, Dinov2Model", "clip, CLIPModel"})
    void towerWithoutAHeadIsRefusedWithTheRemedy(String type, String name) {
        // Given
        JsonNode config =
                json("{'model_type': '" + type + "', 'architectures': ['" + name + "'], 'vision_config': {}}");

        // When / Then
        assertThatThrownBy(() -> HuggingFaceConfig.read(config))
                .isInstanceOf(InvalidFieldException.class)
                .hasMessageContaining(name)
                .hasMessageContaining("train one for these classes on its features");
    }

    @Test
    void preprocessorDecidesTheNormalisation() {
        // When
        double[] normalisation = HuggingFaceConfig.normalisation(
                json(VIT), json("{'image_mean': [0.1, 0.2, 0.3], 'image_std': [0.4, 0.5, 0.6]}"));

        // Then
        assertThat(normalisation).containsExactly(new double[] {0.1, 0.2, 0.3, 0.4, 0.5, 0.6}, within(1e-12));
    }

    /** (255 r x - m) / s, with r the factor, is (x - a) / b. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "{'do_normalize': false, 'image_mean': [0.1, 0.2, 0.3], 'image_std': [0.4, 0.5, 0.6]} | 0 | 1",
                "{'do_normalize': false, 'rescale_factor': 0.00784313725490196} | 0 | 0.5",
                "{'do_rescale': false, 'image_mean': 127.5, 'image_std': 127.5} | 0.5 | 0.5",
                "{'rescale_factor': 0.00784313725490196, 'image_mean': [1, 1, 1], 'image_std': [1, 1, 1]} | 0.5 | 0.5",
                "{'do_normalize': false, 'do_rescale': false} | 0 | 0.00392156862745098",
                "{'image_mean': 0.25, 'image_std': 0.5} | 0.25 | 0.5",
                "{} | 0.5 | 0.5"
            })
    void whateverThePreprocessorDoesToPixelsIsANormalisation(String preprocessor, double mean, double deviation) {
        // When
        double[] normalisation = HuggingFaceConfig.normalisation(json(VIT), json(preprocessor));

        // Then
        assertThat(normalisation)
                .containsExactly(new double[] {mean, mean, mean, deviation, deviation, deviation}, within(1e-9));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "{'image_mean': [0.5], 'image_std': [0.5]} | image_mean",
                "{'image_mean': [0.5, 0.5, 0.5], 'image_std': [0, 0, 0]} | image_std",
                "{'image_mean': [0.5, 0.5, 0.5]} | image_std",
                "{'do_normalize': 'no'} | do_normalize",
                "{'rescale_factor': 0} | rescale_factor"
            })
    void preprocessorThatIsNotUnderstoodIsRefused(String preprocessor, String field) {
        // When / Then
        assertThatThrownBy(() -> HuggingFaceConfig.normalisation(json(VIT), json(preprocessor)))
                .isInstanceOfSatisfying(
                        InvalidFieldException.class, e -> assertThat(e.field()).isEqualTo(field));
    }

    @Test
    void numberedLabelsAreNoNames() {
        // When / Then
        assertThat(HuggingFaceConfig.labelNames(json("{'id2label': {'0': 'LABEL_0', '1': 'LABEL_1'}}")))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "{'model_type': 'swin'} | model_type",
                "{'model_type': 'vit', 'hidden_act': 'relu'} | hidden_act",
                "{'model_type': 'vit', 'qkv_bias': false} | qkv_bias",
                "{'model_type': 'vit', 'num_channels': 1} | num_channels",
                "{'model_type': 'vit', 'hidden_size': 'x'} | hidden_size",
                "{'model_type': 'vit', 'num_attention_heads': 7} | heads",
                "{'model_type': 'deit', 'architectures': ['DeiTForImageClassification']} | architectures"
            })
    void whatIsNotSupportedIsNamed(String config, String field) {
        // When / Then
        assertThatThrownBy(() -> HuggingFaceConfig.read(json(config)))
                .isInstanceOf(InvalidFieldException.class)
                .hasMessageContaining(field);
    }

    private static JsonNode json(String text) {
        return Json.read(text.replace('\'', '"').getBytes(StandardCharsets.UTF_8), JsonNode.class);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{}|1",
                "{'do_center_crop': false, 'crop_size': 224, 'size': 256}|1",
                "{'do_center_crop': true, 'crop_size': 224, 'size': 256}|0.875",
                "{'do_center_crop': true, 'crop_size': {'height': 224, 'width': 224}, 'size': {'shortest_edge': 256}}|0.875",
                "{'do_center_crop': true, 'crop_size': {'height': 224, 'width': 224}, 'size': {'height': 256, 'width': 256}}|0.875",
                "{'do_center_crop': true}|1",
                "{'do_center_crop': true, 'crop_size': 224, 'size': 0}|1"
            })
    void preprocessorSaysHowMuchIsCutOut(String preprocessor, double share) {
        // When, Then
        assertThat(HuggingFaceConfig.cropPct(json(preprocessor))).isEqualTo(share);
    }
}
