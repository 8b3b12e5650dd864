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
