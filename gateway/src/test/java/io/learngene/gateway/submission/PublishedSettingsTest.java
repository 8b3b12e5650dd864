package io.learngene.gateway.submission;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.learngene.contracts.Json;
import io.learngene.contracts.recipe.Precision;
import io.learngene.contracts.recipe.ScheduleInterval;
import io.learngene.contracts.recipe.TrainingRecipe;
import io.learngene.method.sws.FamilyRequest;
import io.learngene.stack.Repository;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Stage-wise Weight Sharing on ImageNet as its code trains it; what is ours stands at the head of the file, and nothing else is. */
class PublishedSettingsTest {

    private static final Path EXAMPLES = Repository.root().resolve("examples");

    /** Arguments of the published scripts that no file changes: DeiT's defaults, on four devices of 128 images. */
    private static final String EVERYWHERE = """
            {"batch_size": 512, "learning_rate_batch": 512, "warmup_learning_rate": 0.000001,
             "weight_decay": 0.05, "clip_norm": 0, "drop_path": 0.1, "label_smoothing": 0.1,
             "augmentation": {"scale": [0.08, 1], "rand_augment": "rand-m9-mstd0.5-inc1", "random_erasing": 0.25,
                              "repeats": 3, "mixup": 0.8, "cutmix": 1.0, "mix_switch": 0.5}}
            """;

    /**
     * Something that is not as published.
     *
     * @param words how the head of the file tells it
     * @param ours whether the request does otherwise
     */
    private record Difference(String words, Predicate<FamilyRequest> ours) {}

    /** The engine has neither groups of Mixup within a batch nor a schedule that is a step late, so every request differs there. */
    private static final List<Difference> DIFFERENCES = List.of(
            new Difference(
                    "the ancestor is DeiT-B; there it is LeViT-384, which is read here as a TorchScript file",
                    request -> !request.ancestor().id().contains("levit")),
            new Difference(
                    "one device; there four of 128 images, each with a Mixup of its own, and an image's three copies on"
                            + " different devices",
                    request -> true),
            new Difference(
                    "the schedule begins at the first epoch; there warm-up's first rate is used twice and all after it"
                            + " comes an epoch late",
                    request -> true),
            new Difference(
                    "bf16; there fp16 with PyTorch's autocast",
                    request -> request.distillation().training().precision() != Precision.FP16),
            new Difference(
                    "no average of the weights: there one is kept (0.99996), and neither what is reported nor the"
                            + " learngene is taken from it",
                    request -> !request.distillation().training().averaging().on()
                            && !request.tuning().averaging().on()));

    @ParameterizedTest
    @CsvSource({
        "recipes/paper-aux-small.yaml, 150, 0.0005, 0.00001, 5",
        "recipes/paper-aux-base.yaml, 100, 0.0005, 0.00001, 5",
        "imagenet-small.yaml, 150, 0.0005, 0.00001, 5",
        "imagenet-base.yaml, 100, 0.0005, 0.00001, 5"
    })
    void learngeneIsDistilledAsPublished(String file, int epochs, double rate, double leastRate, int warmup)
            throws IOException {
        // When
        FamilyRequest request = request(file);

        // Then
        assertPublished(request.distillation().training(), epochs, rate, leastRate, warmup);
        JsonNode distillation = Json.mapper().valueToTree(request.distillation());
        assertThat(distillation.path("alpha").asDouble()).isEqualTo(1);
        assertThat(distillation.path("tau").asDouble()).isEqualTo(1);
        assertThat(distillation.path("kl_reduction").asText()).isEqualTo("elements");
    }

    @ParameterizedTest
    @CsvSource({
        "recipes/paper-des-small.yaml, 10, 0.00005, 0.000001, 0",
        "recipes/paper-des-base.yaml, 10, 0.00001, 0.000001, 0",
        "imagenet-small.yaml, 10, 0.00005, 0.000001, 0",
        "imagenet-base.yaml, 10, 0.00001, 0.000001, 0"
    })
    void descendantIsTunedAsPublished(String file, int epochs, double rate, double leastRate, int warmup)
            throws IOException {
        assertPublished(request(file).tuning(), epochs, rate, leastRate, warmup);
    }

    @ParameterizedTest
    @ValueSource(strings = {"imagenet-small.yaml", "imagenet-base.yaml"})
    void whatIsOursStandsAtTheHeadOfTheRequest(String file) throws IOException {
        // Given
        FamilyRequest request = request(file);

        // When
        List<String> told = comments(file).stream()
                .filter(line -> line.startsWith("# - "))
                .map(line -> line.substring(4))
                .toList();

        // Then
        assertThat(told)
                .isEqualTo(DIFFERENCES.stream()
                        .filter(difference -> difference.ours().test(request))
                        .map(Difference::words)
                        .toList());
    }

    @ParameterizedTest
    @CsvSource({"paper-aux-small, small", "paper-des-small, small", "paper-aux-base, base", "paper-des-base, base"})
    void recipeSaysWhereThatIsTold(String recipe, String size) throws IOException {
        // When
        String head = comments("recipes/" + recipe + ".yaml").stream().collect(Collectors.joining("\n"));

        // Then
        assertThat(head)
                .contains("left out: an average of the weights (0.99996)")
                .contains("stands at the head of examples/imagenet-" + size + ".yaml");
    }

    /** Or a baseline that inherits it would be measured as a third of its random beginning. */
    @Test
    void noExampleAveragesWeights() throws IOException {
        try (var files = Files.walk(EXAMPLES)) {
            assertThat(files.filter(Files::isRegularFile))
                    .hasSizeGreaterThan(10)
                    .allSatisfy(file -> assertThat(file).content().doesNotContain("ema_decay"));
        }
    }

    private static void assertPublished(TrainingRecipe recipe, int epochs, double rate, double leastRate, int warmup)
            throws IOException {
        JsonNode trained = Json.mapper().valueToTree(recipe);
        ObjectNode published = (ObjectNode) Json.mapper().readTree(EVERYWHERE);
        published.put("epochs", epochs).put("learning_rate", rate).put("min_learning_rate", leastRate);
        published.put("warmup_epochs", warmup);
        published.properties().forEach(field -> {
            if (field.getValue().isObject()) {
                field.getValue()
                        .properties()
                        .forEach(part -> assertSame(
                                field.getKey() + "." + part.getKey(),
                                trained.path(field.getKey()).path(part.getKey()),
                                part.getValue()));
            } else {
                assertSame(field.getKey(), trained.path(field.getKey()), field.getValue());
            }
        });
        assertThat(recipe.interval()).isEqualTo(ScheduleInterval.EPOCH);
    }

    /** 1 and 1.0 are the same number. */
    private static void assertSame(String field, JsonNode ours, JsonNode published) {
        assertThat(ours.equals(
                        (one, other) -> one.isNumber() && other.isNumber() && one.asDouble() == other.asDouble()
                                ? 0
                                : one.equals(other) ? 0 : 1,
                        published))
                .as("%s: %s, published %s", field, ours, published)
                .isTrue();
    }

    private static List<String> comments(String file) throws IOException {
        try (var lines = Files.lines(EXAMPLES.resolve(file))) {
            return lines.takeWhile(line -> line.startsWith("#")).toList();
        }
    }

    private static FamilyRequest request(String file) throws IOException {
        ObjectNode tree =
                (ObjectNode) new YAMLMapper().readTree(EXAMPLES.resolve(file).toFile());
        if (!tree.has("dataset")) {
            tree.putObject("dataset").put("name", "imagenet-1k").put("image_size", 224);
            tree.putObject("auxiliary").put("patch_size", 16);
        }
        return Json.readStrict(tree, FamilyRequest.class);
    }
}
