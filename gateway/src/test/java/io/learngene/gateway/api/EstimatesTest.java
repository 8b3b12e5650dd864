package io.learngene.gateway.api;

import static io.restassured.RestAssured.given;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.learngene.contracts.Json;
import io.learngene.contracts.view.Estimate;
import io.learngene.gateway.RealStack;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a request would take, through HTTP. */
@QuarkusTest
@QuarkusTestResource(RealStack.class)
class EstimatesTest {

    @BeforeEach
    void awaitReady() {
        RealStack.awaitReady();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\"method\": \"fine\", ", "\"method\": \"wave\", ", "\"method\": \"tleg\", "})
    void requestIsEstimatedAndNothingIsQueued(String method) {
        // Given
        int families = given().get("/families").path("total");
        String request = "{" + method + "\"dataset\": \"synthetic-shapes\", \"targets\": [4, 6]}";

        // When
        Response answer = given().contentType(ContentType.JSON).body(request).post("/estimates");

        // Then
        assertThat(answer.statusCode()).as(answer.asString()).isEqualTo(200);
        Estimate estimate = Json.read(answer.asByteArray(), Estimate.class);
        assertThat(estimate.phases())
                .extracting(Estimate.Phase::group)
                .startsWith("ancestor", "learngene")
                .contains("models");
        assertThat(estimate.flops()).isPositive();
        assertThat(estimate.seconds()).isPositive();
        assertThat(estimate.storedBytes()).isPositive();
        assertThat(given().get("/families").<Integer>path("total")).isEqualTo(families);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"dataset\": \"nobodys\"}",
                "{\"dataset\": \"synthetic-shapes\", \"tuning\": {\"pool\": \"nobodys\"}}",
                "{\"dataset\": \"synthetic-shapes\", \"epochs\": 3}"
            })
    void whatASubmissionWouldRefuseIsRefusedInItsWords(String request) {
        // When
        Response estimated = given().contentType(ContentType.JSON).body(request).post("/estimates");
        Response submitted = given().contentType(ContentType.JSON).body(request).post("/families");

        // Then
        assertThat(estimated.statusCode()).isEqualTo(submitted.statusCode()).isIn(400, 422);
        assertThat(estimated.<String>path("detail")).isEqualTo(submitted.path("detail"));
    }

    @Test
    void requestMayBeYaml() {
        // When
        Response answer = given().contentType("application/yaml")
                .body("dataset: synthetic-shapes\ntuning: {epochs: 0}\n".getBytes(UTF_8))
                .post("/estimates");

        // Then
        assertThat(answer.statusCode()).as(answer.asString()).isEqualTo(200);
    }
}
