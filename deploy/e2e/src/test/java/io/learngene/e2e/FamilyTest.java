package io.learngene.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.learngene.contracts.view.DescendantRow;
import io.learngene.contracts.view.FamilyView;
import io.learngene.engine.safetensors.SafetensorsFile;
import io.learngene.engine.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** From a request to models, through every service, by the command line. */
@ExtendWith(SharedStack.class)
class FamilyTest {

    @TempDir
    static Path folder;

    private static Stack stack;
    private static CommandLine foundry;
    private static String family;
    private static FamilyView view;

    @BeforeAll
    static void makeAFamily(Stack shared) throws IOException {
        stack = shared;
        foundry = new CommandLine(stack.settings().state());
        Path request = folder.resolve("tiny.yaml");
        Files.write(request, Stack.tiny(Map.of()));
        family = foundry.run("submit", request.toString(), "--json")
                .succeeded()
                .json()
                .get("family")
                .asText();
        view = stack.awaitEnd(family);
    }

    @Test
    void everyDescendantIsTunedAndComparedWithScratch() {
        // Then
        assertThat(view.state()).as(view.error()).isEqualTo(FamilyView.State.DONE);
        assertThat(view.descendants())
                .extracting(DescendantRow::depth)
                .startsWith(2, 4)
                .hasSize(3);
        assertThat(view.descendants()).allSatisfy(row -> {
            assertThat(row.tuned().accuracy0()).isBetween(0.0, 1.0);
            assertThat(row.tuned().accuracy1()).isBetween(0.0, 1.0);
            assertThat(row.tuned().accuracy()).isBetween(0.0, 1.0);
            assertThat(row.scratch().accuracy1()).isBetween(0.0, 1.0);
            assertThat(row.scratch().accuracy()).isBetween(0.0, 1.0);
            assertThat(row.tuned().seconds()).isPositive();
        });
        assertThat(view.savings().costRatio()).isPositive();
        assertThat(view.savings().storedParametersRatio()).isPositive();
    }

    @Test
    void budgetGivesTheDeepestModelWithinIt() {
        // When
        DescendantRow row = view.descendants().get(2);

        // Then
        long perLayer = (row.parameters() - view.descendants().get(1).parameters()) / (row.depth() - 4);
        assertThat(row.parameters()).isLessThanOrEqualTo(60_000);
        assertThat(row.parameters() + perLayer).isGreaterThan(60_000);
    }

    @Test
    void familyAsJsonHasTheFieldsThatScriptsReadAndNothingElseFollows() {
        // When
        JsonNode json = foundry.run("show", family, "--json").succeeded().json();

        // Then
        assertThat(json.fieldNames())
                .toIterable()
                .contains(
                        "family",
                        "state",
                        "descendants",
                        "learngene_seconds",
                        "cost_ratio",
                        "cost_ratio_is_lower_bound",
                        "stored_parameters_ratio");
        assertThat(json.get("state").asText()).isEqualTo("done");
        assertThat(json.get("descendants").get(0).fieldNames())
                .toIterable()
                .contains(
                        "depth",
                        "parameters",
                        "accuracy_0",
                        "accuracy_1",
                        "accuracy",
                        "seconds",
                        "scratch_accuracy_1",
                        "scratch_accuracy");
    }

    @Test
    void tunedModelGrowsIntoALargerOneThatBeginsWithWhatItKnows() {
        // Given
        double known = view.descendants().get(0).tuned().accuracy();

        // When
        JsonNode grown = foundry.run(
                        "grow", family + "/L02", "--to", "dim=36,heads=3,depth=3", "--epochs", "1", "--wait", "--json")
                .succeeded()
                .json();

        // Then
        JsonNode row = grown.get("descendants").get(0);
        assertThat(grown.get("state").asText()).isEqualTo("done");
        assertThat(row.get("name").asText()).isEqualTo("L03-d36");
        assertThat(row.get("accuracy_0").asDouble()).isEqualTo(known);
        assertThat(row.get("scratch_accuracy").asDouble()).isBetween(0.0, 1.0);
    }

    @Test
    void downloadedModelIsAFolderInTimmsLayout() throws IOException {
        // Given
        Path to = folder.resolve("models");

        // When
        foundry.run("download", family, "L04", "--to", to.toString()).succeeded();

        // Then
        JsonNode config = json(to.resolve("L04/config.json"));
        assertThat(config.get("architecture").asText()).startsWith("vit_");
        assertThat(config.get("num_classes").asInt()).isEqualTo(10);
        assertThat(config.get("model_args").get("depth").asInt()).isEqualTo(4);
        assertThat(tensors(to.resolve("L04/model.safetensors")))
                .containsKeys(
                        "patch_embed.proj.weight", "pos_embed", "blocks.3.mlp.fc2.bias", "norm.weight", "head.bias")
                .doesNotContainKey("blocks.4.norm1.weight");
        assertThat(to.resolve("L04/README.md")).content().contains(family);
        assertThat(to.resolve("L04/metrics.jsonl")).content().hasLineCount(3);
    }

    @Test
    void initialisationHoldsTheLearngenesBlocksLayerForLayer() throws IOException {
        // Given
        Path to = folder.resolve("initialisations");

        // When
        foundry.run("download", family, "L04", "--kind", "initialisations", "--to", to.toString())
                .succeeded();
        foundry.run("download", family, "--kind", "learngene", "--to", to.toString())
                .succeeded();

        // Then
        Map<String, Tensor> learngene = tensors(to.resolve(family + "/learngene.safetensors"));
        Map<String, Tensor> model = tensors(to.resolve("L04/model.safetensors"));
        int[] stages = {0, 0, 1, 1};
        for (int layer = 0; layer < 4; layer++) {
            String own = "blocks." + layer + ".";
            String stage = "blocks." + stages[layer] + ".";
            learngene.forEach((name, tensor) -> {
                if (name.startsWith(stage)) {
                    assertThat(model.get(own + name.substring(stage.length()))).isEqualTo(tensor);
                }
            });
        }
        assertThat(model.get("head.weight")).isEqualTo(learngene.get("head.weight"));
    }

    @Test
    void moreDepthsAreMadeFromTheSameLearngeneLater() {
        // When
        JsonNode json = foundry.run("expand", family, "--depth", "7", "--epochs", "1", "--wait", "--json")
                .succeeded()
                .json();

        // Then
        assertThat(json.get("descendants").findValues("depth"))
                .extracting(JsonNode::asInt)
                .contains(7);
        assertThat(json.get("state").asText()).isEqualTo("done");
    }

    @Test
    void modelIsTunedOnOtherClassesWithANewHead() throws IOException {
        // Given
        Path pictures = folder.resolve("colours.zip");
        Pictures.zip(pictures, List.of("red", "green", "blue"), 20);
        foundry.run("dataset", "add", "colours", pictures.toString()).succeeded();

        // When
        String job = foundry.run(
                        "tune", family, "L02", "--dataset", "colours", "--from", "model", "--epochs", "1", "--json")
                .succeeded()
                .json()
                .get("job")
                .asText();

        // Then
        Stack.await().until(() -> stack.job(family, job.substring(family.length() + 1))
                .state()
                .terminal());
        JsonNode models = stack.client().get("/families/" + family + "/models").get("models");
        Map<String, Integer> classes = new HashMap<>();
        models.forEach(m -> classes.put(
                m.get("name").asText(), m.get("architecture").get("classes").asInt()));
        assertThat(classes).containsEntry("L02", 10).containsValue(3);
    }

    @Test
    void trainedAncestorServesAnotherFamily() {
        // When
        String other = stack.submit(Map.of(
                "  train:\n    model: {type: resnet, layers: [1, 1], width: 8}\n    training: {epochs: 1, batch_size: 40}",
                "  id: " + family,
                "baselines: {scratch: {epochs: 2}}",
                "baselines: {}"));

        // Then
        FamilyView end = stack.awaitEnd(other);
        assertThat(end.state()).as(end.error()).isEqualTo(FamilyView.State.DONE);
        assertThat(end.learngene().predecessors().get(0).score())
                .isEqualTo(view.learngene().predecessors().get(0).score());
        assertThat(end.descendants())
                .allSatisfy(row -> assertThat(row.scratch().accuracy()).isNull());
    }

    @Test
    void watchingAnEndedFamilyShowsItsTable() {
        // When
        CommandLine.Outcome outcome = foundry.run("watch", family).succeeded();

        // Then
        assertThat(outcome.out()).contains("family " + family, "L02", "L04", "stored parameters");
    }

    @Test
    void listShowsFamiliesAndTheirStates() {
        // When
        CommandLine.Outcome text = foundry.run("list").succeeded();
        CommandLine.Outcome json = foundry.run("list", "--json").succeeded();

        // Then
        assertThat(text.out()).contains(family);
        assertThat(json.json().get("families").findValuesAsText("family")).contains(family);
    }

    @Test
    void cancelledFamilyEndsAndWatchingItTellsSoByItsExitCode() {
        // Given
        String other = stack.submit(Map.of("tuning: {epochs: 2, batch_size: 40}", "tuning: {epochs: 5000}"));

        // When
        foundry.run("cancel", other).succeeded();

        // Then
        CommandLine.Outcome outcome = foundry.run("watch", other);
        assertThat(outcome.code()).isEqualTo(1);
        assertThat(outcome.out()).contains("cancelled");
    }

    @Test
    void richRecipeIsTrainedToo() {
        // When
        String other = stack.submit(Map.of(
                "tuning: {epochs: 2, batch_size: 40}",
                "tuning: {epochs: 1, batch_size: 40, augmentation: {scale: [0.3, 1], rand_augment: rand-m9-mstd0.5-inc1,"
                        + " random_erasing: 0.25, mixup: 0.8, cutmix: 1.0, repeats: 2}}",
                "distillation: {training: {epochs: 1, batch_size: 40}}",
                "distillation: {training: {epochs: 2, batch_size: 40}, elastic: {from: 0.5, repeats: [1, 3]}}",
                "baselines: {scratch: {epochs: 2}}",
                "baselines: {}"));

        // Then
        FamilyView end = stack.awaitEnd(other);
        assertThat(end.state()).as(end.error()).isEqualTo(FamilyView.State.DONE);
    }

    @Test
    void descendantsAreComparedWithTheirRivals() {
        // When
        String other = stack.submit(Map.of(
                "tuning: {epochs: 2, batch_size: 40}",
                "tuning: {epochs: 1, batch_size: 40, ema_decay: 0.9, precision: bf16}\ntuning_distillation: {alpha: 0.3}",
                "baselines: {scratch: {epochs: 2}}",
                "baselines: {scratch_distilled: {}, selected_layers: {epochs: 2}}"));

        // Then
        FamilyView end = stack.awaitEnd(other);
        assertThat(end.state()).as(end.error()).isEqualTo(FamilyView.State.DONE);
        int deepest =
                end.descendants().stream().mapToInt(DescendantRow::depth).max().orElseThrow();
        assertThat(end.descendants()).allSatisfy(row -> {
            assertThat(row.baselines().get("scratch-distilled").epochs()).isEqualTo(1);
            if (row.depth() < deepest) {
                assertThat(row.baselines().get("selected-layers").epochs()).isEqualTo(2);
            }
        });
        assertThat(foundry.run("show", other).succeeded().out()).contains("scratch distilled", "selected layers");
        foundry.run(
                        "download",
                        other,
                        "L02",
                        "--kind",
                        "SELECTED_LAYERS",
                        "--to",
                        folder.resolve("rivals").toString())
                .succeeded();
        assertThat(folder.resolve("rivals/L02/README.md")).content().contains("tuned from the layers");
    }

    @Test
    void reportHoldsResultsCostsAndPlots() throws IOException {
        // Given
        Path page = folder.resolve("report.html");

        // When
        foundry.run("report", family, "--to", page.toString()).succeeded();
        JsonNode json = stack.client().get("/families/" + family + "/report.json");
        foundry.run(
                        "report",
                        family,
                        "--format",
                        "csv",
                        "--to",
                        folder.resolve("r.csv").toString())
                .succeeded();

        // Then
        assertThat(page)
                .content()
                .contains(
                        "<svg",
                        "Top-1 accuracy over depth",
                        "Training loss",
                        "foundry rerun " + family,
                        "scratch over ours")
                .doesNotContain("http://", "https://", "<script");
        assertThat(json.at("/ledger/ours/flops").asDouble()).isPositive();
        assertThat(json.at("/ledger/ratio/flops").asDouble())
                .isCloseTo(stack.client().family(family).savings().costRatio(), within(1e-9));
        assertThat(json.at("/learngene/provenance/seed").asInt()).isEqualTo(5);
        assertThat(json.at("/models/models")).hasSizeGreaterThanOrEqualTo(3);
        assertThat(json.at("/request/seed").asInt()).isEqualTo(5);
        assertThat(folder.resolve("r.csv")).content().contains("top1", ",models,L04,4,");
    }

    @Test
    void downloadedModelIsExportedAsTorchScript() {
        // Given
        Path models = folder.resolve("exported");
        foundry.run("download", family, "L04", "--to", models.toString()).succeeded();

        // When
        foundry.run(
                        "export",
                        models.resolve("L04").toString(),
                        "--format",
                        "torchscript",
                        "--to",
                        models.resolve("L04.pt").toString())
                .succeeded();
        CommandLine.Outcome refused = foundry.run(
                "export", models.resolve("L04").toString(), "--format", "huggingface", "--to", folder + "/hf");

        // Then
        assertThat(models.resolve("L04.pt")).isNotEmptyFile();
        assertThat(refused.code()).isEqualTo(2);
        assertThat(refused.err()).contains("class_token");
    }

    @Test
    void rerunMakesTheSameFamilyAgain() {
        // When
        String again = foundry.run("rerun", family, "--json")
                .succeeded()
                .json()
                .get("family")
                .asText();

        // Then
        assertThat(again).isNotEqualTo(family);
        assertThat(stack.awaitEnd(again).state()).isEqualTo(FamilyView.State.DONE);
        assertThat(weights(again, "L02")).isEqualTo(weights(family, "L02")).isNotBlank();
    }

    @Test
    void familiesOfOneAncestorShareItsAnswers() {
        // Given
        Map<String, String> changes = new HashMap<>(Map.of(
                "  train:\n",
                "",
                "    model: {type: resnet, layers: [1, 1], width: 8}\n",
                "",
                "    training: {epochs: 1, batch_size: 40}\n",
                "  id: " + family + "\n",
                "distillation: {training: {epochs: 1, batch_size: 40}}",
                "distillation: {training: {epochs: 2, batch_size: 40}, stored_answers: {}}",
                "baselines: {scratch: {epochs: 2}}",
                "baselines: {}",
                "tuning: {epochs: 2, batch_size: 40}",
                "tuning: {epochs: 0}"));

        // When
        String first = stack.submit(changes);
        assertThat(stack.awaitEnd(first).state()).isEqualTo(FamilyView.State.DONE);
        changes.put("seed: 5", "seed: 6");
        String second = stack.submit(changes);
        assertThat(stack.awaitEnd(second).state()).isEqualTo(FamilyView.State.DONE);

        // Then
        assertThat(learngene(first).get("ancestor_epochs").asInt()).isEqualTo(2);
        assertThat(learngene(second).get("ancestor_epochs").asInt()).isZero();
    }

    private static JsonNode learngene(String family) {
        return stack.client().get("/learngenes/" + family);
    }

    private static String weights(String family, String model) {
        for (JsonNode file :
                stack.client().get("/families/" + family + "/models/" + model).get("files")) {
            if (file.get("name").asText().equals("model.safetensors")) {
                return file.get("sha256").asText();
            }
        }
        return null;
    }

    private static Map<String, Tensor> tensors(Path file) throws IOException {
        try (SafetensorsFile opened = SafetensorsFile.open(file)) {
            return opened.tensors();
        }
    }

    private static JsonNode json(Path file) throws IOException {
        return io.learngene.contracts.Json.read(Files.readAllBytes(file), JsonNode.class);
    }
}
