package io.learngene.local.command;

import static io.learngene.local.client.FakeGateway.of;
import static org.assertj.core.api.Assertions.assertThat;

import io.learngene.contracts.Json;
import io.learngene.local.client.FakeGateway;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Lists are tables, and JSON for programs. */
class ListsTest {

    private static final String SHA = "ab".repeat(32);
    private static final String LEARNGENE = """
            {"id": "pets-1", "architecture": {"image_size": 32, "patch_size": 4, "dim": 96, "heads": 3}, "repeats": [2, 2],
             "parameters": 1234567, "weights": {"name": "learngene.safetensors", "size": 3, "sha256": "%s"},
             "ancestor_id": "resnet", "created_at": "2026-01-01T00:00:00Z"%s}
            """;

    private final Locale locale = Locale.getDefault();

    @TempDir
    private Path folder;

    @AfterEach
    void restore() {
        Locale.setDefault(locale);
    }

    @Test
    void familiesHaveTheirStateAndTheWayToTheNextPage() {
        // Given
        String answer = """
                {"families": [{"family": "f-2", "state": "running", "created_at": "2026-01-01T00:00:00Z", "descendants": 5}],
                 "total": 3}
                """;
        try (FakeGateway gateway = new FakeGateway(of(200, answer))) {
            // When
            Typed outcome =
                    Typed.run(gateway, "list", "--page", "2", "--limit", "1").succeeded();

            // Then
            assertThat(outcome.out())
                    .containsPattern("f-2 +running +2026-01-01T00:00:00Z +5\n")
                    .contains("1 of 3; more with --page 3");
            assertThat(gateway.requests().get(0).target()).isEqualTo("/families?page=2&size=1");
        }
    }

    @Test
    void datasetsHaveTheirSizeAndChecksum() {
        // Given
        String answer =
                "{\"datasets\": [{\"name\": \"pets\", \"format\": \"zip\", \"source\": {\"size\": 12}, \"sha256\": \""
                        + SHA + "\"}]}";
        try (FakeGateway gateway = new FakeGateway(of(200, answer))) {
            // When
            Typed outcome = Typed.run(gateway, "dataset", "list").succeeded();

            // Then
            assertThat(outcome.out())
                    .containsPattern("dataset +format +bytes +sha256\n-+\npets +zip +12 +" + SHA + "\n");
        }
    }

    @Test
    void datasetsHaveTheirCountsWhereDetailsAreAskedFor() {
        // Given
        String answer = """
                {"datasets": [
                 {"name": "pets", "sha256": "%s", "train_images": {"cat": 1234, "dog": 2}, "test_images": {"cat": 3},
                  "files": {"used": {"jpg": 1200, "png": 39}, "other_unused": 7, "unused": [
                   {"split": "train", "class_name": "cat", "extension": "avif", "reason": "format", "files": 5,
                    "example": "train/cat/\\u001b[2Ja.avif"}]}},
                 {"name": "old", "sha256": "%s", "train_images": {"a": 1}, "test_images": {"a": 1}}]}
                """.formatted(SHA, SHA);
        try (FakeGateway gateway = new FakeGateway(of(200, answer))) {
            // When
            Typed outcome = Typed.run(gateway, "dataset", "list", "--details").succeeded();

            // Then
            assertThat(outcome.out())
                    .containsPattern("dataset pets, SHA-256 " + SHA + "\nclass +train +test\n-+\n")
                    .containsPattern("cat +1,234 +3\ndog +2 +0\n\\(all\\) +1,236 +3\n")
                    .contains("used: 1,200 .jpg, 39 .png\n")
                    .contains("not used: 5 .avif files of class 'cat' in train are of a format that is not read;")
                    .contains("(train/cat/ [2Ja.avif)")
                    .contains("not used: 7 files of other kinds\n")
                    .contains("files were not counted when this was uploaded");
        }
    }

    @Test
    void datasetThatIsAddedIsToldWithItsCounts() throws IOException {
        // Given
        for (String name : new String[] {"train/cat/1.png", "train/dog/1.png", "test/cat/1.png", "train/cat/2.avif"}) {
            Path file = folder.resolve("set").resolve(name);
            Files.createDirectories(file.getParent());
            Files.writeString(file, "x");
        }
        String answer = """
                {"name": "pets", "sha256": "%s", "train_images": {"cat": 1, "dog": 1}, "test_images": {"cat": 1},
                 "files": {"used": {"png": 3}, "other_unused": 0, "unused": [
                  {"split": "train", "class_name": "cat", "extension": "avif", "reason": "format", "files": 1,
                   "example": "train/cat/2.avif"}]}}
                """.formatted(SHA);
        try (FakeGateway gateway = new FakeGateway(of(201, answer))) {
            // When
            Typed outcome = Typed.run(
                            gateway,
                            "dataset",
                            "add",
                            "pets",
                            folder.resolve("set").toString())
                    .succeeded();

            // Then
            assertThat(outcome.out())
                    .startsWith("dataset pets, SHA-256 " + SHA + "\n")
                    .contains("used: 3 .png\n")
                    .contains("not used: 1 .avif files of class 'cat' in train");
        }
    }

    /** A sum of positives would be taken for the number of images. */
    @Test
    void multiLabelDatasetIsToldWithItsImages() throws IOException {
        // Given
        for (String split : new String[] {"train", "test"}) {
            Path images = Files.createDirectories(folder.resolve("several").resolve(split));
            Files.writeString(images.resolve("1.png"), "x");
            Files.writeString(images.resolve("2.png"), "x");
            Files.writeString(images.resolve("metadata.csv"), "file_name,labels\n1.png,cat|dog\n2.png,\n");
        }
        String answer = """
                {"name": "several", "sha256": "%s", "train_images": {"cat": 1, "dog": 1}, "test_images": {"cat": 1, "dog": 1},
                 "multi_label": {"train": {"images": 2, "without_labels": 1}, "test": {"images": 2, "without_labels": 1}},
                 "files": {"used": {"csv": 2, "png": 4}, "other_unused": 0, "unused": []}}
                """.formatted(SHA);
        try (FakeGateway gateway = new FakeGateway(of(201, answer))) {
            // When
            Typed outcome = Typed.run(
                            gateway,
                            "dataset",
                            "add",
                            "several",
                            folder.resolve("several").toString())
                    .succeeded();

            // Then
            assertThat(outcome.err()).contains("multi-label, 2 training and 2 test images in 2 classes");
            assertThat(outcome.out())
                    .containsPattern("dog +1 +1\n\\(images\\) +2 +2\n\\(without labels\\) +1 +1\n")
                    .contains("multi-label: an image counts for each of its classes")
                    .doesNotContain("(all)");
        }
    }

    @Test
    void manyClassesAreSummedUp() {
        // Given
        StringBuilder classes = new StringBuilder();
        for (int i = 0; i < 1_000; i++) {
            classes.append(i == 0 ? "" : ",").append("\"c").append(1_000 + i).append("\": 2");
        }
        String answer =
                "{\"datasets\": [{\"name\": \"many\", \"train_images\": {" + classes + "}, \"test_images\": {}}]}";
        try (FakeGateway gateway = new FakeGateway(of(200, answer))) {
            // When
            Typed outcome = Typed.run(gateway, "dataset", "list", "--details").succeeded();

            // Then
            assertThat(outcome.out().lines()).hasSizeLessThan(60);
            assertThat(outcome.out())
                    .containsPattern("\\(950 more\\) +1,900 +0\n")
                    .containsPattern("\\(all\\) +2,000 +0\n");
        }
    }

    @Test
    void ancestorsHaveTheirKindAndAccuracy() {
        // Given
        String answer = """
                {"ancestors": [
                 {"id": "deit", "architecture": {"type": "vit", "image_size": 224, "classes": 1000}, "weights": {"size": 9},
                  "created_at": "2026-01-01T00:00:00Z"},
                 {"id": "own", "architecture": {"type": "resnet", "image_size": 32, "classes": 10}, "weights": {"size": 8},
                  "accuracy": 0.8125, "created_at": "2026-01-02T00:00:00Z"}]}
                """;
        try (FakeGateway gateway = new FakeGateway(of(200, answer))) {
            // When
            Typed outcome = Typed.run(gateway, "ancestor", "list").succeeded();

            // Then
            assertThat(outcome.out())
                    .containsPattern("ancestor +type +image size +classes +accuracy +bytes +created\n")
                    .containsPattern("deit +vit +224 +1000 +- +9 +2026-01-01T00:00:00Z\n")
                    .containsPattern("own +resnet +32 +10 +81.25% +8 +2026-01-02T00:00:00Z\n");
        }
    }

    @Test
    void learngenesHaveTheirShapeAndTheWayToMore() {
        // Given
        String answer = "{\"learngenes\": [" + LEARNGENE.formatted(SHA, "") + "], \"next\": \"pets-1\"}";
        try (FakeGateway gateway = new FakeGateway(of(200, answer))) {
            // When
            Typed outcome = Typed.run(gateway, "learngene", "list", "--limit", "1", "--after", "a b")
                    .succeeded();

            // Then
            assertThat(outcome.out())
                    .containsPattern("learngene +dim +repeats +parameters +bytes +ancestor +created\n")
                    .containsPattern("pets-1 +96 +\\[2,2\\] +1,234,567 +3 +resnet +2026-01-01T00:00:00Z\n")
                    .contains("more with --after pets-1");
            assertThat(gateway.requests().get(0).target()).isEqualTo("/learngenes?limit=1&after=a+b");
        }
    }

    @Test
    void learngeneIsShownWithItsAccuracy() {
        // Given
        String more =
                ", \"class_names\": [\"cat\", \"dog\"], \"ancestor_accuracy\": 0.9, \"history\": [{\"epoch\": 0}, {\"epoch\": 1,"
                        + " \"headline\": \"top1\", \"scores\": {\"top1\": 0.5, \"top5\": 1.0}}]";
        try (FakeGateway gateway = new FakeGateway(of(200, LEARNGENE.formatted(SHA, more)))) {
            // When
            Typed outcome = Typed.run(gateway, "learngene", "show", "pets-1").succeeded();

            // Then
            assertThat(outcome.out())
                    .containsPattern("parameters +1,234,567\n")
                    .containsPattern("classes +2\n")
                    .containsPattern("ancestor's accuracy +90.00%\n")
                    .containsPattern("accuracy as a model +50.00%\n")
                    .contains(SHA);
            assertThat(gateway.requests().get(0).target()).isEqualTo("/learngenes/pets-1");
        }
    }

    @Test
    void learngenesAreDownloadedEachIntoItsFolder() throws IOException {
        // Given
        String sha = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        try (FakeGateway gateway = new FakeGateway(of(200, LEARNGENE.formatted(sha, "")), of(200, "abc"))) {
            // When
            Typed outcome = Typed.run(gateway, "learngene", "download", "pets-1", "--to", folder.toString())
                    .succeeded();

            // Then
            Path file = folder.resolve("pets-1/learngene.safetensors");
            assertThat(outcome.out()).isEqualTo(file + "  3 bytes\n");
            assertThat(Files.readString(file)).isEqualTo("abc");
            assertThat(gateway.requests().get(1).target()).isEqualTo("/learngenes/pets-1/files/learngene.safetensors");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"list", "dataset list", "ancestor list", "learngene list", "learngene show x"})
    void jsonIsWhatTheGatewaySaid(String command) throws IOException {
        // Given
        String said = "{\"families\":[],\"datasets\":[],\"more\":{\"x\":[1.5,null]}}";
        try (FakeGateway gateway = new FakeGateway(of(200, said))) {
            // When
            Typed outcome = Typed.run(gateway, (command + " --json").split(" ")).succeeded();

            // Then
            assertThat(Json.mapper().readTree(outcome.out()))
                    .isEqualTo(Json.mapper().readTree(said));
        }
    }

    @ParameterizedTest
    @CsvSource({"ar-EG-u-nu-arab", "tr-TR", "de-DE", "hi-IN-u-nu-deva"})
    void figuresAreTheSameInEveryLanguage(String language) {
        // Given
        Locale.setDefault(Locale.forLanguageTag(language));
        String more = ", \"class_names\": [\"i\"], \"ancestor_accuracy\": 0.9, \"history\": []";
        try (FakeGateway gateway = new FakeGateway(of(200, LEARNGENE.formatted(SHA, more)))) {
            // When
            Typed outcome = Typed.run(gateway, "learngene", "show", "pets-1").succeeded();

            // Then
            assertThat(outcome.out()).contains("1,234,567", "90.00%");
        }
    }
}
