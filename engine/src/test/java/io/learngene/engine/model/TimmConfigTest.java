package io.learngene.engine.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.learngene.contracts.InvalidFieldException;
import io.learngene.contracts.Json;
import io.learngene.contracts.architecture.ModelArchitecture;
import io.learngene.contracts.architecture.ModernVitArchitecture;
import io.learngene.contracts.architecture.Pooling;
import io.learngene.contracts.architecture.ResNetArchitecture;
import io.learngene.contracts.architecture.TorchScriptArchitecture;
import io.learngene.contracts.architecture.VitArchitecture;
import io.learngene.engine.shape.ModernVits;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
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
                ModernVits.all(3),
                ModernVits.bare(3),
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
    @CsvSource({"64, 1", "64, 0.875", "224, 0.875", "224, 1"})
    void interpolationIsThatOfTheEvaluation(int imageSize, double cropPct) {
        // Given
        ModelArchitecture architecture = new TorchScriptArchitecture(imageSize, 3, null, null);

        // When
        JsonNode written = TimmConfig.write(architecture, List.of("cat", "dog", "fish"), HALF, HALF, cropPct);

        // Then
        assertThat(written.at("/pretrained_cfg/interpolation").asText()).isEqualTo("bicubic");
    }

    /** Parameters as timm counts them. */
    @ParameterizedTest
    @CsvSource({
        "deit3_small_patch16_224.fb_in22k_ft_in1k, 22059496",
        "deit3_base_patch16_224, 86585320",
        "vit_small_patch14_dinov2.lvd142m, 22441192",
        "vit_base_patch14_reg4_dinov2, 87351016",
        "vit_base_patch32_clip_224, 88225000",
        "vit_medium_patch16_reg4_gap_256, 38881768"
    })
    void publishedTowersAreKnown(String name, long parameters) {
        // When
        ModelArchitecture architecture = TimmConfig.read(json("{'architecture': '" + name + "', 'num_classes': 1000}"));

        // Then
        assertThat(architecture).isInstanceOf(ModernVitArchitecture.class);
        assertThat(architecture.parameters()).isEqualTo(parameters);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'init_values': 1e-5 | layer scale",
                "'reg_tokens': 2 | 2 register tokens",
                "'no_embed_class': true | tokens without a position",
                "'pre_norm': true | a norm before the blocks",
                "'qk_norm': true | normed queries and keys",
                "'qkv_bias': false | queries, keys and values without bias",
                "'mlp_layer': 'swiglu' | a gated MLP",
                "'act_layer': 'quick_gelu' | another activation than gelu",
                "'global_pool': 'avg' | a mean of patches beside a class token",
                "'fc_norm': true | its final norm elsewhere",
                "'final_norm': false | its final norm elsewhere"
            })
    void whatNoTrainedNetworkHasIsNamed(String argument, String particular) {
        // When
        ModelArchitecture architecture = TimmConfig.read(
                json("{'architecture': 'vit_tiny_patch16_224', 'num_classes': 3, 'model_args': {" + argument + "}}"));

        // Then
        assertThat(((ModernVitArchitecture) architecture).particulars()).containsExactly(particular);
    }

    @Test
    void argumentThatIsNullTakesBackThatOfTheName() {
        // Given
        JsonNode config = json("{'architecture': 'deit3_small_patch16_224', 'num_classes': 3, 'model_args':"
                + " {'init_values': null, 'no_embed_class': false}}");

        // When
        ModelArchitecture architecture = TimmConfig.read(config);

        // Then
        assertThat(architecture)
                .isEqualTo(new VitArchitecture(224, 16, 384, 6, 12, 3, null, null, Pooling.CLASS_TOKEN));
    }

    @Test
    void towerWithoutAHeadIsRefusedWithTheRemedy() {
        // Given
        JsonNode config = json("{'architecture': 'vit_small_patch14_dinov2', 'num_classes': 0}");

        // When / Then
        assertThatThrownBy(() -> TimmConfig.read(config))
                .isInstanceOf(InvalidFieldException.class)
                .hasMessageContaining("num_classes: 0")
                .hasMessageContaining("train one for these classes on its features");
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

    /** Parameters as timm counts them. */
    @ParameterizedTest
    @CsvSource({
        "resnet18, 11689512",
        "resnet26, 15995176",
        "resnet34, 21797672",
        "resnet50, 25557032",
        "resnet101, 44549160",
        "resnet152, 60192808",
        "resnet200, 64673832"
    })
    void publishedResidualNetworksAreKnown(String name, long parameters) {
        // When
        ModelArchitecture architecture = TimmConfig.read(json("{'architecture': '" + name + "', 'num_classes': 1000}"));

        // Then
        assertThat(architecture.parameters()).isEqualTo(parameters);
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
                "{'architecture': 'deit_small_patch16_224', 'num_classes': 2.5, 'pretrained_cfg': {'num_classes': 2}}"
                        + " | num_classes",
                "{'architecture': 'deit_small_patch99999999999_224', 'num_classes': 10} | architecture",
                "{'architecture': 'deit_small_patch16_224', 'num_classes': 10, 'label_names': ['a']} | label_names",
                "{'architecture': 'resnet18', 'num_classes': 10, 'label_names': ['a']} | label_names",
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

    /** Arguments that leave every tensor as it is, and make another function of them. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "vit_base_patch16_224 | act_layer | 'relu'",
                "vit_base_patch16_224 | mlp_layer | 'gluMlp'",
                "vit_base_patch16_224 | scale_attn_norm | true",
                "vit_base_patch16_224 | pos_embed | 'none'",
                "vit_base_patch16_224 | norm_layer | 'rmsnorm'",
                "vit_base_patch16_224 | pre_norm | 'yes'",
                "vit_base_patch14_dinov2 | proj_bias | false",
                "vit_base_patch16_224 | in_chans | 1",
                "vit_base_patch16_224 | global_pool | 'max'",
                "vit_base_patch16_224 | mlp_ratio | 'four'",
                "vit_base_patch16_224 | no_such_argument | 0",
                "vit_base_patch16_224 | reg_tokens | 'four'",
                "vit_base_patch16_224 | init_values | 'some'",
                "vit_base_patch16_224 | img_size | [32, 64]",
                "resnet18 | act_layer | 'silu'",
                "resnet18 | output_stride | 16",
                "resnet18 | aa_layer | 'avg'",
                "resnet18 | norm_layer | 'groupnorm'",
                "resnet18 | global_pool | 'max'",
                "resnet18 | stem_type | 'deep'",
                "resnet18 | block_args | {'attn_layer': 'se'}",
                "resnet18 | channels | [64, 128, 256, 500]"
            })
    void argumentThatMakesAnotherFunctionIsRefused(String name, String argument, String value) {
        // Given
        String config =
                "{'architecture': '" + name + "', 'num_classes': 3, 'model_args': {'" + argument + "': " + value + "}}";

        // When / Then
        assertThatThrownBy(() -> TimmConfig.read(json(config)))
                .isInstanceOfSatisfying(
                        InvalidFieldException.class, e -> assertThat(e.field()).endsWith(argument));
    }

    @Test
    void argumentsThatChangeNothingPass() {
        // Given
        JsonNode config =
                json("{'architecture': 'vit_small_patch16_224', 'num_classes': 9, 'model_args': {'drop_rate': 0.1,"
                        + " 'drop_path_rate': 0.1, 'dynamic_img_size': true, 'act_layer': 'gelu', 'norm_layer': null,"
                        + " 'reg_tokens': 0, 'qkv_bias': true, 'img_size': [32, 32], 'num_classes': 3}}");

        // When
        ModelArchitecture architecture = TimmConfig.read(config);

        // Then
        assertThat(architecture).isEqualTo(new VitArchitecture(32, 16, 384, 6, 12, 3, null, null, Pooling.CLASS_TOKEN));
    }

    @Test
    void configOfOneLevelIsReadToo() {
        // Given
        JsonNode config = json("{'architecture': 'vit_small_patch16_224', 'num_classes': 2, 'input_size': [3, 64, 64],"
                + " 'mean': [0.5, 0.5, 0.5], 'std': [0.25, 0.25, 0.25], 'labels': ['a', 'b']}");

        // When
        double[] normalisation = TimmConfig.normalisation(config);

        // Then
        assertThat(normalisation).containsExactly(0.5, 0.5, 0.5, 0.25, 0.25, 0.25);
        assertThat(TimmConfig.read(config).imageSize()).isEqualTo(64);
        assertThat(TimmConfig.labelNames(config)).containsExactly("a", "b");
    }

    @Test
    void numberedNamesAreReadInTheOrderOfTheirNumbers() {
        // Given
        JsonNode config = json("{'label_names': {'2': 'fish', '0': 'cat', '1': 'dog'}}");

        // When
        List<String> names = TimmConfig.labelNames(config);

        // Then
        assertThat(names).containsExactly("cat", "dog", "fish");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {"CLASS_TOKEN | 'head'", "NORM_THEN_MEAN | 'head'", "DISTILLED | ['head', 'head_dist']"})
    void whatTimmExchangesForOtherClassesAndChannelsIsNamed(Pooling pooling, String classifier) {
        // Given
        VitArchitecture vit = new VitArchitecture(32, 4, 192, 3, 9, 3, null, null, pooling);

        // When
        JsonNode pretrained = TimmConfig.write(vit, List.of(), HALF, HALF, 1).path("pretrained_cfg");

        // Then
        assertThat(pretrained.path("first_conv").asText()).isEqualTo("patch_embed.proj");
        assertThat(pretrained.path("classifier")).isEqualTo(json(classifier));
        assertThat(pretrained.path("fixed_input_size").asBoolean()).isTrue();
        assertThat(pretrained.path("license").asText()).isEqualTo("unknown");
    }

    @Test
    void whatTimmExchangesOfAResidualNetworkIsNamed() {
        // Given
        ResNetArchitecture resnet =
                new ResNetArchitecture(224, 3, List.of(2, 2, 2, 2), null, ResNetArchitecture.Stem.IMAGENET, 64);

        // When
        JsonNode pretrained = TimmConfig.write(resnet, List.of(), HALF, HALF, 1).path("pretrained_cfg");

        // Then
        assertThat(pretrained.path("first_conv").asText()).isEqualTo("conv1");
        assertThat(pretrained.path("classifier").asText()).isEqualTo("fc");
    }

    @Test
    void epsilonThatTimmTakesNoArgumentForStandsBesideTheArguments() {
        // Given
        VitArchitecture vit = new VitArchitecture(32, 4, 192, 3, 9, 3, null, 1e-12, null);

        // When
        JsonNode written = TimmConfig.write(vit, List.of(), HALF, HALF, 1);

        // Then
        assertThat(written.path("model_args").has("norm_eps")).isFalse();
        assertThat(TimmConfig.read(written)).isEqualTo(vit);
    }

    @ParameterizedTest
    @CsvSource({"imagenet, 64, resnet18", "imagenet, 16, learngene_resnet", "cifar, 64, learngene_resnet"})
    void residualNetworkThatTimmCannotBuildHasAnotherName(String stem, int width, String name) {
        // Given
        ResNetArchitecture resnet = new ResNetArchitecture(
                32,
                3,
                List.of(1, 1, 1, 1),
                null,
                ResNetArchitecture.Stem.valueOf(stem.toUpperCase(Locale.ROOT)),
                width);

        // When
        JsonNode written = TimmConfig.write(resnet, List.of(), HALF, HALF, 1);

        // Then
        assertThat(written.path("architecture").asText()).isEqualTo(name);
        assertThat(written.path("model_args").has("width")).isEqualTo(name.startsWith("learngene"));
        assertThat(TimmConfig.read(written)).isEqualTo(resnet);
    }

    /** As the platform wrote it before. */
    @Test
    void residualNetworkWithOwnArgumentsUnderTimmsNameIsStillRead() {
        // Given
        JsonNode config =
                json("{'architecture': 'resnet18', 'num_classes': 3, 'model_args': {'layers': [1, 1], 'block':"
                        + " 'basic', 'width': 16, 'stem': 'cifar'}, 'pretrained_cfg': {'input_size': [3, 32, 32]}}");

        // When
        ModelArchitecture architecture = TimmConfig.read(config);

        // Then
        assertThat(architecture)
                .isEqualTo(new ResNetArchitecture(32, 3, List.of(1, 1), null, ResNetArchitecture.Stem.CIFAR, 16));
    }

    private static JsonNode json(String text) {
        return Json.read(text.replace('\'', '"').getBytes(StandardCharsets.UTF_8), JsonNode.class);
    }
}
