package io.learngene.gateway.api;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import com.fasterxml.jackson.databind.JsonNode;
import io.learngene.contracts.Json;
import io.learngene.gateway.RealStack;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Uploads as clients of any kind send them, and what they are answered. */
@QuarkusTest
@QuarkusTestResource(RealStack.class)
class UploadsTest {

    @TestHTTPResource("/datasets/")
    URI datasets;

    @BeforeEach
    void awaitReady() {
        RealStack.awaitReady();
    }

    @ParameterizedTest
    @CsvSource({"true, true", "true, false", "false, true", "false, false"})
    void lengthMayBeUndeclaredAndAWordAwaited(boolean awaited, boolean declared) throws Exception {
        // Given
        byte[] archive = zip("train/cat/1.png", "train/dog/1.png", "test/cat/1.png", "note-" + awaited + declared);
        BodyPublisher body = declared
                ? BodyPublishers.ofByteArray(archive)
                : BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(archive));
        HttpRequest request = HttpRequest.newBuilder(datasets.resolve("sent"))
                .PUT(body)
                .expectContinue(awaited)
                .timeout(Duration.ofMinutes(1))
                .build();

        // When
        HttpResponse<String> answer = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .build()
                .send(request, BodyHandlers.ofString());

        // Then
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
    }

    @Test
    void answerAndViewsCountUsedAndUnusedFiles() throws IOException {
        // Given
        byte[] archive = zip(
                "train/cat/1.png",
                "train/dog/a/1.jpg",
                "test/cat/1.png",
                "train/cat/1.heic",
                "train/cat/2.HEIC",
                "x.md");

        // When
        String answer = given().contentType("application/octet-stream")
                .body(archive)
                .put("/datasets/counted")
                .asString();

        // Then
        JsonNode files = Json.mapper().readTree(answer).path("files");
        assertThat(files).isEqualTo(Json.mapper().readTree("""
                        {"used": {"jpg": 1, "png": 2}, "other_unused": 0, "unused": [
                         {"split": "train", "class_name": "cat", "extension": "heic", "reason": "format", "files": 2,
                          "example": "train/cat/1.heic"},
                         {"extension": "md", "reason": "format", "files": 1, "example": "x.md"}]}
                        """));
        assertThat(Json.mapper().readTree(given().get("/datasets/counted").asString()))
                .isEqualTo(Json.mapper().readTree(answer));
        given().get("/datasets")
                .then()
                .body("datasets.find { it.name == 'counted' }.files.unused[0].class_name", equalTo("cat"));
    }

    private static byte[] zip(String... names) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            for (String name : names) {
                zip.putNextEntry(new ZipEntry(name));
                zip.write(name.getBytes(java.nio.charset.StandardCharsets.UTF_8));
            }
        }
        return bytes.toByteArray();
    }
}
