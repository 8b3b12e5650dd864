package io.learngene.engine.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.learngene.contracts.InvalidFieldException;
import io.learngene.contracts.Json;
import io.learngene.contracts.architecture.ModelArchitecture;
import io.learngene.contracts.architecture.Pooling;
import io.learngene.contracts.architecture.ResNetArchitecture;
import io.learngene.contracts.architecture.VitArchitecture;
import io.learngene.contracts.artefact.EpochResult;
import io.learngene.contracts.artefact.Provenance;
import io.learngene.contracts.artefact.Scores;
import io.learngene.contracts.evaluation.ModelEvaluation;
import io.learngene.contracts.evaluation.Tally;
import io.learngene.contracts.family.DatasetSelection;
import io.learngene.contracts.recipe.TrainingRecipe;
import io.learngene.engine.safetensors.SafetensorsException;
import io.learngene.engine.safetensors.SafetensorsFile;
import io.learngene.engine.safetensors.SafetensorsWriter;
import io.learngene.engine.safetensors.TensorSource;
import io.learngene.engine.shape.NetworkSpec;
import io.learngene.engine.shape.RandomInitialisation;
import io.learngene.engine.shape.WeightsException;
import io.learngene.engine.tensor.Tensor;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ModelFolderTest {

    private static final ModelEvaluation TESTED = tested();
    private static final List<String> CLASSES = List.of("cat", "dog | wolf", "eel");
    private static final List<EpochResult> HISTORY = List.of(
            new EpochResult(0, null, null, 1.0986, Scores.ofClassifier(0.3, 1.0), 0),
            new EpochResult(1, 1.05, 5e-4, 1.01, Scores.ofClassifier(0.5, 1.0), 2.5));

    @TempDir
    private Path folder;

    static Stream<ModelArchitecture> architectures() {
        return Stream.of(
                vit(Pooling.CLASS_TOKEN, 3),
                vit(Pooling.MEAN_THEN_NORM, 3),
                vit(Pooling.NORM_THEN_MEAN, 3),
                new ResNetArchitecture(32, 3, List.of(1, 1), ResNetArchitecture.Block.BASIC, null, 4),
                new ResNetArchitecture(
                        64,
                        3,
                        List.of(1, 1),
                        ResNetArchitecture.Block.BOTTLENECK,
                        ResNetArchitecture.Stem.IMAGENET,
                        4));
    }

    @ParameterizedTest
    @MethodSource("architectures")
    void aWrittenFolderIsReadBack(ModelArchitecture architecture) throws IOException {
        // Given
        Map<String, Tensor> weights = RandomInitialisation.draw(NetworkSpec.of(architecture), 1);

        // When
        ModelFolder.write(folder, architecture, CLASSES, false, 1, weights, HISTORY, "# Card\n");

        // Then
        JsonNode config = ModelFolder.parseConfig(Files.readAllBytes(folder.resolve(ModelFolder.CONFIG)));
        assertThat(TimmConfig.read(config)).isEqualTo(architecture);
        assertThat(TimmConfig.labelNames(config)).isEqualTo(CLASSES);
        assertThat(ModelFolder.readWeights(folder.resolve(ModelFolder.WEIGHTS), NetworkSpec.of(architecture)))
                .isEqualTo(weights);
    }

    @Test
    void theFolderHoldsWhatItsManifestLists() throws IOException {
        // Given
        VitArchitecture architecture = vit(Pooling.NORM_THEN_MEAN, 3);
        Map<String, Tensor> weights = RandomInitialisation.draw(NetworkSpec.of(architecture), 1);

        // When
        List<Path> files = ModelFolder.write(folder, architecture, CLASSES, false, 1, weights, HISTORY, "# Card\n");

        // Then
        assertThat(files)
                .extracting(file -> file.getFileName().toString())
                .containsExactlyInAnyOrder("config.json", "model.safetensors", "README.md", "metrics.jsonl");
        assertThat(Files.readAllLines(folder.resolve(ModelFolder.HISTORY)))
                .extracting(line -> Json.read(line.getBytes(StandardCharsets.UTF_8), EpochResult.class))
                .isEqualTo(HISTORY);
        assertThat(folder.resolve(ModelFolder.HISTORY))
                .content()
                .contains("\"top1\":0.5", "\"top5\":1.0")
                .doesNotContain("scores", "headline");
        try (SafetensorsFile opened = SafetensorsFile.open(folder.resolve(ModelFolder.WEIGHTS))) {
            assertThat(opened.metadata()).containsEntry("format", "pt");
        }
    }

    @Test
    void everyTensorThatDoesNotFitIsNamed() throws IOException {
        // Given
        VitArchitecture architecture = vit(Pooling.NORM_THEN_MEAN, 3);
        Map<String, Tensor> weights = new LinkedHashMap<>(RandomInitialisation.draw(NetworkSpec.of(architecture), 1));
        weights.remove("norm.bias");
        weights.put("blocks.7.norm1.bias", Tensor.ofFloats(List.of(12L), new float[12]));
        weights.put("pos_embed", Tensor.ofFloats(List.of(1L, 4L, 12L), new float[48]));
        Path file = folder.resolve("model.safetensors");
        SafetensorsWriter.write(file, weights, Map.of());

        // When
        // Then
        assertThatThrownBy(() -> ModelFolder.readWeights(file, NetworkSpec.of(architecture)))
                .isInstanceOf(WeightsException.class)
                .hasMessageContaining("(3 tensors)")
                .hasMessageContaining("missing: norm.bias [12]")
                .hasMessageContaining("unexpected: blocks.7.norm1.bias")
                .hasMessageContaining("misshapen: pos_embed is [1, 4, 12], should be [1, 16, 12]");
    }

    @Test
    void weightsThatAreNoSafetensorsFileAreRefused() throws IOException {
        // Given
        Path file = Files.writeString(folder.resolve("model.safetensors"), "PK\u0003\u0004 a pickled state dict");

        // When
        // Then
        assertThatThrownBy(() -> ModelFolder.readWeights(file, NetworkSpec.of(vit(Pooling.NORM_THEN_MEAN, 3))))
                .isInstanceOf(SafetensorsException.class)
                .hasMessageContaining("model.safetensors");
    }

    @Test
    void aConfigurationThatIsNoJsonIsRefused() {
        // Given
        byte[] config = "architecture: vit".getBytes(StandardCharsets.UTF_8);

        // When
        // Then
        assertThatThrownBy(() -> ModelFolder.parseConfig(config)).isInstanceOf(InvalidFieldException.class);
    }

    @Test
    void aNewHeadIsDrawnFromTheSeedAndNothingElseChanges() throws IOException {
        // Given
        Map<String, TensorSource> weights =
                RandomInitialisation.sources(NetworkSpec.of(vit(Pooling.NORM_THEN_MEAN, 3)), 1);
        VitArchitecture moved = vit(Pooling.NORM_THEN_MEAN, 5);

        // When
        Map<String, TensorSource> renewed = Head.renew(weights, moved, 2);

        // Then
        assertThat(renewed.get("head.weight").shape()).containsExactly(5L, 12L);
        assertThat(renewed.get("head.bias").shape()).containsExactly(5L);
        Tensor drawn = renewed.get("head.weight").tensor();
        assertThat(Head.renew(weights, moved, 2).get("head.weight").tensor()).isEqualTo(drawn);
        assertThat(Head.renew(weights, moved, 3).get("head.weight").tensor()).isNotEqualTo(drawn);
        assertThat(renewed).containsOnlyKeys(weights.keySet());
        weights.keySet().stream()
                .filter(name -> !name.startsWith("head."))
                .forEach(name -> assertThat(renewed.get(name)).isSameAs(weights.get(name)));
    }

    @Test
    void theCardTellsLineageSeedAndHistory() {
        // Given
        Provenance provenance = new Provenance(
                "a/tune/L02",
                0,
                4711,
                DatasetSelection.of("pets").pinnedTo("0f".repeat(32)),
                TrainingRecipe.TUNING,
                Map.of("pytorch", "2.7.1"),
                Instant.EPOCH);

        // When
        String card = ModelCard.of(
                "a L02",
                "Expanded from learngene a.",
                vit(Pooling.NORM_THEN_MEAN, 3),
                CLASSES,
                HISTORY,
                TESTED,
                provenance);

        // Then
        assertThat(card)
                .startsWith("---\nlibrary_name: timm\n")
                .contains("# a L02\n\nExpanded from learngene a.\n")
                .contains(
                        "| Test images | 4 of 8 right: 50.00 %, 95 % interval 21.52 to 78.48 %; expected calibration error 0.1250 |")
                .contains("| Seed | 4711 |")
                .contains("| Dataset | pets, SHA-256 " + "0f".repeat(32) + " |")
                .contains(
                        "| 0 |  |  | 1.0986 | 0.3000 | 1.0000 |\n| 1 | 5.00e-04 | 1.0500 | 1.0100 | 0.5000 | 1.0000 |\n")
                .contains("\"pytorch\" : \"2.7.1\"");
    }

    @Test
    void namesOfClassesCannotBreakTheCardsTable() {
        // Given
        List<String> hostile = List.of("a|b", "c\n# d", "e");
        Provenance provenance = new Provenance(
                "a/tune/L02", 0, 1, DatasetSelection.of("pets"), TrainingRecipe.TUNING, Map.of(), Instant.EPOCH);

        // When
        String card =
                ModelCard.of("a L02", "Lineage.", vit(Pooling.NORM_THEN_MEAN, 3), hostile, HISTORY, TESTED, provenance);

        // Then
        assertThat(card).contains("| Classes | 3: a\\|b, c # d, e |\n");
    }

    @Test
    void aCardWithManyClassesNamesTwenty() {
        // Given
        List<String> classes = IntStream.range(0, 30).mapToObj(i -> "k" + i).toList();
        Provenance provenance = new Provenance(
                "a/tune/L02", 0, 1, DatasetSelection.of("pets"), TrainingRecipe.TUNING, Map.of(), Instant.EPOCH);

        // When
        String card = ModelCard.of(
                "a L02", "Lineage.", vit(Pooling.NORM_THEN_MEAN, 30), classes, HISTORY, TESTED, provenance);

        // Then
        assertThat(card).contains("30: k0, ").contains("k19, ...").doesNotContain("k20");
    }

    @Test
    void cardSaysHowTimmIsGivenAnotherEpsilon() {
        // Given
        VitArchitecture usual = vit(Pooling.CLASS_TOKEN, 3);
        VitArchitecture other = new VitArchitecture(32, 8, 12, 3, 2, 3, 4.0, 1e-12, Pooling.CLASS_TOKEN);
        Provenance provenance = new Provenance(
                "a/tune/L02", 0, 1, DatasetSelection.of("pets"), TrainingRecipe.TUNING, Map.of(), Instant.EPOCH);

        // When
        String plain = ModelCard.of("a L02", "Lineage.", usual, List.of(), HISTORY, TESTED, provenance);
        String card = ModelCard.of("a L02", "Lineage.", other, List.of(), HISTORY, TESTED, provenance);

        // Then
        assertThat(plain)
                .contains("create_model('local-dir:FOLDER', pretrained=True)")
                .doesNotContain("eps=");
        assertThat(card).contains("norm_layer=partial(nn.LayerNorm, eps=1.0E-12)");
    }

    private static VitArchitecture vit(Pooling pooling, int classes) {
        return new VitArchitecture(32, 8, 12, 3, 2, classes, 4.0, 1e-6, pooling);
    }

    private static ModelEvaluation tested() {
        Tally tally = new Tally(3);
        for (int i = 0; i < 8; i++) {
            tally.add(0, i % 2, 0.625);
        }
        return tally.evaluation(List.of("cat", "dog", "eel"), "images");
    }
}
