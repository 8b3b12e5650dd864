package io.learngene.gateway.api;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.learngene.gateway.RealStack;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The API does not change in silence. */
@QuarkusTest
@QuarkusTestResource(RealStack.class)
class OpenApiTest {

    private static final Path COMMITTED = Path.of("src/main/openapi/openapi.yaml");

    @Test
    void committedDocumentIsTheOneThatIsServed() throws IOException {
        // When
        String served = new String(given().get("/q/openapi").asByteArray(), StandardCharsets.UTF_8);

        // Then
        Files.createDirectories(Path.of("target/openapi"));
        Path actual = Files.writeString(Path.of("target/openapi/served.yaml"), served);
        assertThat(served)
                .as("the API changed; if that is meant, copy " + actual + " to " + COMMITTED)
                .isEqualTo(Files.readString(COMMITTED));
    }

    @Test
    void consoleIsServedWithoutForeignResources() {
        // When
        String page = given().get("/").then().statusCode(200).extract().asString();
        String script =
                given().get("/console.js").then().statusCode(200).extract().asString();

        // Then
        assertThat(page).contains("Learngene Foundry").doesNotContain("http://").doesNotContain("https://");
        assertThat(page)
                .as("what the policy keeps from working")
                .doesNotContain("style=", "<style", " onclick", "<script>");
        assertThat(script).doesNotContain("https://").doesNotContain("innerHTML", "localStorage", "sessionStorage");
    }
}
