package io.learngene.local.command;

import static io.learngene.local.client.FakeGateway.of;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.learngene.contracts.Json;
import io.learngene.contracts.Sha256;
import io.learngene.contracts.architecture.Pooling;
import io.learngene.contracts.architecture.VitArchitecture;
import io.learngene.contracts.artefact.EpochResult;
import io.learngene.contracts.evaluation.ModelEvaluation;
import io.learngene.contracts.recipe.TrainingRecipe;
import io.learngene.engine.data.images.Dataset;
import io.learngene.engine.data.images.Preprocessing;
import io.learngene.engine.data.images.SyntheticShapes;
import io.learngene.engine.model.ModelFolder;
import io.learngene.engine.shape.NetworkSpec;
import io.learngene.engine.shape.RandomInitialisation;
import io.learngene.engine.torch.Torch;
import io.learngene.engine.training.Checkpoints;
import io.learngene.engine.training.Trainer;
import io.learngene.engine.training.TrainingListener;
import io.learngene.engine.training.TrainingResult;
import io.learngene.engine.training.TrainingTask;
import io.learngene.local.client.FakeGateway;
import io.learngene.local.client.FoundryException;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is asked of a model without a stack. */
class PredictCommandTest {

    private static final List<String> CLASSES = List.of("cat", "dog, big", "fish");

    @TempDir
    private Path folder;

    private Path model;
    private Path images;

    @BeforeEach
    void write() throws IOException {
        // Loaded from where tests find it, before a command names a place of its own.
        Torch.cpu();
        model = model("L02", Pooling.CLASS_TOKEN);
        images = Files.createDirectories(folder.resolve("images"));
        for (int i = 0; i < 5; i++) {
            draw(images.resolve("image-" + i + ".png"), 16 + i, 20, i);
        }
    }

    private Path model(String name, Pooling pooling) throws IOException {
        return model(name, pooling, false);
    }

    private Path model(String name, Pooling pooling, boolean multiLabel) throws IOException {
        VitArchitecture vit = new VitArchitecture(8, 4, 8, 2, 2, 3, null, null, pooling);
        Path made = Files.createDirectories(folder.resolve(name));
        ModelFolder.write(
                made,
                vit,
                CLASSES,
                multiLabel,
                1,
                RandomInitialisation.draw(NetworkSpec.of(vit), 4),
                List.<EpochResult>of(),
                "");
        return made;
    }

    private static void draw(Path file, int width, int height, int seed) throws IOException {
        SplittableRandom random = new SplittableRandom(seed);
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < width * height; i++) {
            image.setRGB(i % width, i / width, random.nextInt(1 << 24));
        }
        Files.createDirectories(file.getParent());
        ImageIO.write(image, "png", file.toFile());
    }

    @Test
    void everyImageIsALineOfCsvInTheOrderOfTheFiles() {
        // When
        Typed outcome = predict("--batch", "2");

        // Then
        List<String> lines = outcome.succeeded().out().lines().toList();
        assertThat(lines.get(0)).isEqualTo("image,rank,class,probability");
        assertThat(lines).hasSize(6);
        for (int i = 0; i < 5; i++) {
            assertThat(lines.get(i + 1)).startsWith(images.resolve("image-" + i + ".png") + ",1,");
        }
    }

    @Test
    void likeliestClassesAreALineOfJsonForEachImage() throws IOException {
        // When
        Typed outcome = predict("--format", "json", "--top", "9");

        // Then
        JsonNode first = Json.mapper()
                .readTree(outcome.succeeded().out().lines().findFirst().orElseThrow());
        JsonNode predictions = first.path("predictions");
        assertThat(predictions).hasSize(3);
        double sum = 0;
        double before = 1;
        for (JsonNode each : predictions) {
            sum += each.path("probability").asDouble();
            assertThat(each.path("probability").asDouble()).isLessThanOrEqualTo(before);
            before = each.path("probability").asDouble();
        }
        assertThat(sum).isCloseTo(1, within(1e-9));
    }

    @Test
    void namesThatWouldBreakALineAreQuoted() {
        // When, Then
        assertThat(predict("--top", "3").succeeded().out()).contains(",\"dog, big\",");
    }

    @Test
    void imagesThatCannotBeReadAreNamedAndCounted() throws IOException {
        // Given
        Files.writeString(images.resolve("broken.jpg"), "no image");
        Files.writeString(images.resolve("phone.heic"), "of a kind that is not read");

        // When
        Typed outcome = predict();

        // Then
        assertThat(outcome.code()).isEqualTo(FoundryException.FAILED);
        assertThat(outcome.out().lines()).hasSize(6);
        assertThat(outcome.err())
                .contains("cannot read " + images.resolve("broken.jpg"), "cannot read " + images.resolve("phone.heic"))
                .contains("2 of 7 images could not be read");
    }

    @Test
    void predictionsGoIntoAFile() throws IOException {
        // Given
        Path file = folder.resolve("predictions.csv");

        // When
        Typed outcome = predict("--output", file.toString());

        // Then
        assertThat(outcome.succeeded().out()).isEmpty();
        assertThat(Files.readAllLines(file)).hasSize(6);
    }

    @Test
    void modelInHuggingFacesFormAnswersTheSame() {
        // Given
        Path exported = folder.resolve("exported");
        Typed.run("export", model.toString(), "--format", "huggingface", "--to", exported.toString())
                .succeeded();

        // When
        String theirs = Typed.run("predict", exported.toString(), images.toString())
                .succeeded()
                .out();

        // Then
        assertThat(classes(theirs)).isEqualTo(classes(predict().succeeded().out()));
    }

    private static List<String> classes(String csv) {
        return csv.lines().map(line -> line.substring(0, line.lastIndexOf(','))).toList();
    }

    @Test
    void fileOfWeightsStandsForItsFolder() {
        // When, Then
        assertThat(Typed.run("predict", model.resolve("model.safetensors").toString(), images.toString())
                        .succeeded()
                        .out())
                .isEqualTo(predict().succeeded().out());
    }

    @Test
    void modelOfAStackIsFetchedFirst() throws IOException {
        // Given
        byte[] config = Files.readAllBytes(model.resolve("config.json"));
        byte[] weights = Files.readAllBytes(model.resolve("model.safetensors"));
        String files =
                "{\"files\": [{\"name\": \"README.md\", \"sha256\": \"no\"}, {\"name\": \"config.json\", \"sha256\": \""
                        + Sha256.of(config) + "\"}, {\"name\": \"model.safetensors\", \"sha256\": \""
                        + Sha256.of(weights)
                        + "\"}]}";
        try (FakeGateway gateway = new FakeGateway(of(200, files), sending(config), sending(weights))) {
            // When
            Typed outcome = Typed.run(gateway, "predict", "f-1/L02", images.toString());

            // Then
            assertThat(outcome.succeeded().out())
                    .isEqualTo(predict().succeeded().out());
            assertThat(gateway.requests())
                    .extracting(FakeGateway.Request::target)
                    .containsExactly(
                            "/families/f-1/models/L02",
                            "/families/f-1/models/L02/files/config.json",
                            "/families/f-1/models/L02/files/model.safetensors");
        }
    }

    private static FakeGateway.Answer sending(byte[] content) {
        return exchange -> {
            exchange.sendResponseHeaders(200, content.length);
            exchange.getResponseBody().write(content);
            exchange.close();
        };
    }

    @Test
    void imagesAreScaledByTheFilterThatTheModelNames() throws IOException {
        // Given
        Path other = model("bilinear", Pooling.CLASS_TOKEN);
        Path config = other.resolve("config.json");
        JsonNode written = Json.mapper().readTree(Files.readAllBytes(config));
        ((ObjectNode) written.get("pretrained_cfg")).put("interpolation", "bilinear");
        Files.write(config, Json.write(written));

        // When
        String bilinear = Typed.run("predict", other.toString(), images.toString())
                .succeeded()
                .out();

        // Then
        assertThat(bilinear).isNotEqualTo(predict().succeeded().out());
    }

    /** Of a tall picture a model sees the middle, or all of it made square, as its processor says. */
    @ParameterizedTest
    @CsvSource({"'{\"shortest_edge\": 8}', true", "'{\"height\": 8, \"width\": 8}', false"})
    void picturesAreCutOrSquashedAsTheModelsProcessorDoes(String size, boolean cut) throws IOException {
        // Given
        Path exported = folder.resolve("exported");
        Typed.run("export", model.toString(), "--format", "huggingface", "--to", exported.toString())
                .succeeded();
        Path processor = exported.resolve("preprocessor_config.json");
        ObjectNode written = (ObjectNode) Json.mapper().readTree(Files.readAllBytes(processor));
        written.set("size", Json.mapper().readTree(size));
        written.put("do_center_crop", cut);
        Files.write(processor, Json.write(written));
        Path tall = Files.createDirectories(folder.resolve("tall"));
        bordered(tall.resolve("a.png"), 0x102030);
        bordered(tall.resolve("b.png"), 0xf0e0d0);

        // When
        List<String> lines = Typed.run("predict", exported.toString(), tall.toString())
                .succeeded()
                .out()
                .lines()
                .map(line -> line.substring(line.indexOf(".png,") + 1))
                .toList();

        // Then
        assertThat(lines.get(1).equals(lines.get(2))).isEqualTo(cut);
    }

    /** Three squares above one another, of which the middle one is always the same; a resampled pixel at its edge sees its neighbours. */
    private static void bordered(Path file, int border) throws IOException {
        BufferedImage image = new BufferedImage(8, 24, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < 8 * 24; i++) {
            boolean middle = i / 8 >= 8 && i / 8 < 16;
            image.setRGB(i % 8, i / 8, middle ? 0x010101 * (i % 200) : border);
        }
        ImageIO.write(image, "png", file.toFile());
    }

    @Test
    void modelThatIsNotThereIsSaid() {
        // When, Then
        assertThat(Typed.run("predict", "gone", images.toString())
                        .failedWith(FoundryException.USAGE)
                        .err())
                .contains("'gone' is neither there nor FAMILY/NAME");
    }

    @Test
    void onlyTestImagesAreEvaluated() throws IOException {
        // Given
        for (int i = 0; i < 6; i++) {
            draw(folder.resolve("pets/train/" + CLASSES.get(i % 3) + "/" + i + ".png"), 8, 8, i);
            draw(folder.resolve("pets/test/" + CLASSES.get(i % 3) + "/" + i + ".png"), 20, 16, i);
        }
        Files.writeString(folder.resolve("pets/train/cat/broken.png"), "no image, and of no interest");

        // When
        Typed outcome =
                Typed.run("evaluate", model.toString(), folder.resolve("pets").toString(), "--json");

        // Then
        JsonNode found = Json.mapper().readTree(outcome.succeeded().out());
        assertThat(found.path("judged").path("images").asInt()).isEqualTo(6);
        assertThat(found.path("evaluation")
                        .path("classes")
                        .path(1)
                        .path("images")
                        .asInt())
                .isEqualTo(2);
        assertThat(outcome.err()).doesNotContain("broken");
    }

    @Test
    void otherClassesThanTheModelsAreRefused() throws IOException {
        // Given
        for (String name : List.of("cat", "dog, big", "horse")) {
            draw(folder.resolve("pets/train/" + name + "/1.png"), 8, 8, 1);
            draw(folder.resolve("pets/test/" + name + "/2.png"), 8, 8, 2);
        }

        // When, Then
        assertThat(Typed.run(
                                "evaluate",
                                model.toString(),
                                folder.resolve("pets").toString())
                        .failedWith(FoundryException.USAGE)
                        .err())
                .contains("'horse'", "'fish'");
    }

    @Test
    void multiLabelModelSaysEveryClassThatReachesTheThreshold() throws IOException {
        // Given
        Path several = model("L02-several", Pooling.CLASS_TOKEN, true);

        // When
        Typed all = Typed.run("predict", several.toString(), images.toString(), "--threshold", "0", "--format", "json");
        Typed none = Typed.run("predict", several.toString(), images.toString(), "--threshold", "1");

        // Then probabilities of classes by themselves, the likeliest first
        for (String line : all.succeeded().out().lines().toList()) {
            JsonNode predictions = Json.mapper().readTree(line).path("predictions");
            assertThat(predictions).hasSize(3);
            assertThat(predictions.get(0).path("probability").asDouble())
                    .isBetween(predictions.get(1).path("probability").asDouble(), 1.0);
        }
        assertThat(none.succeeded().out().lines().toList()).hasSize(6).contains(images.resolve("image-0.png") + ",0,,");
        assertThat(Typed.run("predict", model.toString(), images.toString(), "--threshold", "0.5")
                        .failedWith(FoundryException.USAGE)
                        .err())
                .contains("--threshold", "problem_type");
    }

    @Test
    void multiLabelModelIsJudgedByItsRankings() throws IOException {
        // Given
        Path several = model("L02-several", Pooling.CLASS_TOKEN, true);
        for (String split : List.of("train", "test")) {
            draw(folder.resolve("pets/" + split + "/1.png"), 8, 8, 1);
            draw(folder.resolve("pets/" + split + "/2.png"), 8, 8, 2);
            Files.writeString(
                    folder.resolve("pets/" + split + "/metadata.csv"),
                    "file_name,labels\n1.png,\"cat|dog, big\"\n2.png,fish\n");
        }
        String pets = folder.resolve("pets").toString();

        // When
        Typed told = Typed.run("evaluate", several.toString(), pets);
        Typed json = Typed.run("evaluate", several.toString(), pets, "--json");

        // Then
        assertThat(told.succeeded().out())
                .containsPattern("mean average precision +[0-9.]+%, 95 % [0-9.]+ to [0-9.]+")
                .contains("micro F1")
                .contains("which are of images of one class each");
        JsonNode evaluation = Json.mapper().readTree(json.succeeded().out()).path("evaluation");
        assertThat(evaluation.path("images").asInt()).isEqualTo(2);
        assertThat(evaluation.path("classes")).hasSize(3);
        assertThat(Typed.run("evaluate", model.toString(), pets)
                        .failedWith(FoundryException.USAGE)
                        .err())
                .contains("it is multi-label, and the model says one class of an image");
    }

    @Test
    void modelHasTheSameImagesRightAsWhenItWasPublished() throws IOException {
        // Given
        VitArchitecture vit = new VitArchitecture(32, 8, 16, 2, 1, 10, null, null, null);
        Dataset data = SyntheticShapes.builtIn(60, 40, Preprocessing.whole(32));
        TrainingRecipe recipe = Json.read(
                        "{\"epochs\": 1, \"batch_size\": 20}".getBytes(StandardCharsets.UTF_8), TrainingRecipe.class)
                .withDefaults(TrainingRecipe.TUNING);
        TrainingResult trained = Trainer.train(
                Torch.cpu(),
                new TrainingTask(NetworkSpec.of(vit), null, recipe, null, data.train(), data.test(), 7),
                Checkpoints.inDirectory(folder.resolve("checkpoints")),
                TrainingListener.SILENT,
                () -> false);
        Path published = Files.createDirectories(folder.resolve("published"));
        ModelFolder.write(published, vit, data.classNames(), false, 1, trained.weights(), trained.history(), "");
        ModelEvaluation evaluation =
                (ModelEvaluation) trained.tested().evaluation(data.classNames(), "synthetic-shapes");
        Files.write(published.resolve(ModelEvaluation.FILE), Json.write(evaluation));

        // When
        Typed outcome = Typed.run("evaluate", published.toString(), "synthetic-shapes", "--test-images", "40");

        // Then
        assertThat(outcome.succeeded().out())
                .contains(evaluation.right() + " of 40 images")
                .contains("calibration error");
        assertThat(outcome.err()).contains("as published, image by image");
    }

    private Typed predict(String... more) {
        return Typed.run(Stream.concat(Stream.of("predict", model.toString(), images.toString()), Arrays.stream(more))
                .toArray(String[]::new));
    }
}
