package io.learngene.gateway.api;

import static io.restassured.RestAssured.given;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.learngene.contracts.Json;
import io.learngene.contracts.view.Problem;
import io.learngene.gateway.RealStack;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whatever is wrong with a request, the answer is a problem that names the field and the remedy. */
@QuarkusTest
@QuarkusTestResource(RealStack.class)
class BadRequestsTest {

    @TestHTTPResource("/families")
    URI families;

    @BeforeEach
    void awaitReady() {
        RealStack.awaitReady();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"dataset\": \"synthetic-shapes\", \"tunning\": {}} | 400 | tunning",
                "{\"dataset\": \"synthetic-shapes\", \"tuning\": {\"epoch\": 3}} | 400 | tuning.epoch",
                "{\"dataset\": \"synthetic-shapes\", \"targets\": [0]} | 400 | targets[0].depth",
                "{\"dataset\": \"synthetic-shapes\", \"targets\": [10000]} | 400 | targets[0].depth",
                "{\"dataset\": \"synthetic-shapes\", \"targets\": []} | 400 | targets",
                "{\"dataset\": \"synthetic-shapes\", \"auxiliary\": {\"repeats\": [0, 2]}} | 400 | auxiliary.repeats",
                "{\"dataset\": \"synthetic-shapes\", \"auxiliary\": {\"dim\": 100, \"heads\": 3}} | 400 | auxiliary.heads",
                "{\"dataset\": \"synthetic-shapes\", \"name\": \"../up\"} | 400 | name",
                "{\"dataset\": \"synthetic-shapes\", \"seed\": \"x\"} | 400 | seed",
                "{\"dataset\": \"../../etc\"} | 400 | dataset.name",
                "{} | 400 | dataset",
                "[] | 400 | (document)",
                "{\"dataset\": \"synthetic-shapes\" | 400 | (document)",
                "{\"dataset\": \"a\", \"dataset\": \"b\"} | 400 | (document)",
                "{\"dataset\": \"synthetic-shapes\"} trailing | 400 | (document)",
                "{\"dataset\": \"nowhere\"} | 422 | dataset",
                "{\"dataset\": \"synthetic-shapes\", \"ancestor\": \"nobody\"} | 422 | ancestor.id"
            })
    void badFieldIsNamed(String body, int status, String field) {
        // When
        Response answer = given().contentType("application/json").body(body).post("/families");

        // Then
        Problem problem = problem(answer, status);
        assertThat(problem.field()).as(problem.detail()).isEqualTo(field);
        assertThat(problem.detail()).doesNotContain("Exception").doesNotContain("io.learngene");
    }

    @Test
    void unknownFieldIsAnsweredWithTheKnownOnes() {
        // When
        Response answer = given().contentType("application/json")
                .body("{\"dataset\": \"synthetic-shapes\", \"tunning\": {}}")
                .post("/families");

        // Then
        assertThat(problem(answer, 400).detail()).contains("tuning").contains("distillation");
    }

    @Test
    void yamlBombIsRefused() {
        // Given
        StringBuilder bomb = new StringBuilder("a0: &a0 [x, x]\n");
        for (int i = 1; i < 30; i++) {
            bomb.append("a%d: &a%d [*a%d, *a%d]\n".formatted(i, i, i - 1, i - 1));
        }

        // When
        Response answer = given().contentType("application/yaml")
                .body(bomb.toString().getBytes(UTF_8))
                .post("/families");

        // Then
        problem(answer, 400);
    }

    @Test
    void deepNestingIsRefused() {
        // Given
        String body = "{\"dataset\": " + "[".repeat(5000) + "]".repeat(5000) + "}";

        // When
        Response answer = given().contentType("application/json").body(body).post("/families");

        // Then
        problem(answer, 400);
    }

    @Test
    void oversizedDocumentIsRefused() {
        // Given
        String body = "{\"dataset\": \"" + "x".repeat(2 << 20) + "\"}";

        // When
        Response answer = given().contentType("application/json").body(body).post("/families");

        // Then
        assertThat(problem(answer, 413).detail()).contains("1048576");
    }

    @Test
    void oversizedDocumentOfUndeclaredLengthIsRefused() throws Exception {
        // Given
        byte[] body = ("{\"dataset\": \"" + "x".repeat(2 << 20) + "\"}").getBytes(UTF_8);
        HttpRequest request = HttpRequest.newBuilder(families)
                .header("Content-Type", "application/json")
                .timeout(Duration.ofSeconds(20))
                .POST(HttpRequest.BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body)))
                .build();

        // When
        HttpResponse<String> answer = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .build()
                .send(request, HttpResponse.BodyHandlers.ofString());

        // Then
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(413);
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /families/nobody-00000000, 404",
        "GET, /families/nobody-00000000/events, 404",
        "DELETE, /families/nobody-00000000, 404",
        "DELETE, /jobs/nobody-00000000/distill, 404",
        "GET, /learngenes/nobody, 404",
        "GET, /families/nobody-00000000/models/L09, 404",
        "GET, /families/nobody-00000000/models/..%2F..%2Fx/files/y, 404",
        "GET, /datasets/nowhere, 404",
        "GET, /ancestors/nobody, 404",
        "GET, /no/such/path, 404",
        "PATCH, /families, 405",
        "POST, /families/x/y/z, 404",
        "GET, /families?size=0, 400",
        "GET, /families?size=x, 400"
    })
    void whatIsNotThereIsSaidSo(String method, String path, int status) {
        // When
        Response answer = given().urlEncodingEnabled(false).request(method, path);

        // Then
        problem(answer, status);
    }

    @Test
    void otherMediaTypeIsRefused() {
        // When
        Response answer = given().contentType("text/plain").body("x").post("/families");

        // Then
        assertThat(problem(answer, 415).detail()).contains("application/json");
    }

    private static Problem problem(Response answer, int status) {
        assertThat(answer.statusCode()).as(answer.asString()).isEqualTo(status);
        assertThat(answer.contentType()).startsWith("application/problem+json");
        Problem problem = Json.read(answer.asByteArray(), Problem.class);
        assertThat(problem.status()).isEqualTo(status);
        assertThat(problem.detail()).isNotBlank();
        return problem;
    }
}
