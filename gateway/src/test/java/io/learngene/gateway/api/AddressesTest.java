package io.learngene.gateway.api;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.learngene.gateway.RealStack;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.net.URI;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A page of another site gets nothing from the gateway and changes nothing there, whatever name it got for it. */
@QuarkusTest
@QuarkusTestResource(RealStack.class)
class AddressesTest {

    private static final String REQUEST = "{\"dataset\": \"synthetic-shapes\"}";

    @TestHTTPResource("/")
    URI gateway;

    @BeforeEach
    void awaitReady() {
        RealStack.awaitReady();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/families", "/", "/console.js", "/q/openapi", "/no/such/path"})
    void nameThatWasReboundToThisAddressIsMisdirected(String path) {
        // When
        Response answer =
                given().header("Host", "rebound.example:" + gateway.getPort()).get(path);

        // Then
        assertThat(answer.statusCode()).isEqualTo(421);
        assertThat(answer.contentType()).startsWith("application/problem+json");
        assertThat(answer.<String>path("detail")).contains("rebound.example", "foundry.gateway.hosts");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"localhost", "LOCALHOST:8080", "127.0.0.1:8080", "[::1]:8080", "192.0.2.7", "foundry.example"})
    void ownNamesAndAddressesAreAnswered(String host) {
        assertThat(given().header("Host", host).get("/families").statusCode()).isEqualTo(200);
    }

    @Test
    void probesAndMetricsComeUnderAnyName() {
        assertThat(given().header("Host", "pod-7").get("/q/health/live").statusCode())
                .isEqualTo(200);
        assertThat(given().header("Host", "pod-7").get("/q/metrics").statusCode())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://evil.example", "http://localhost:1", "null", "not a URI"})
    void pageOfAnotherSiteChangesNothing(String origin) {
        // When
        Response answer = given().header("Origin", origin)
                .contentType("application/json")
                .body(REQUEST)
                .post("/families");

        // Then
        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(answer.<String>path("detail")).contains("Origin", origin);
    }

    @ParameterizedTest
    @CsvSource({"cross-site, 403", "same-site, 403", "same-origin, 202", "none, 202"})
    void browserThatKeepsTheOriginToItselfIsAskedWhereItComesFrom(String site, int status) {
        // When
        Response answer = given().header("Sec-Fetch-Site", site)
                .contentType("application/json")
                .body(REQUEST)
                .post("/families");

        // Then
        assertThat(answer.statusCode()).isEqualTo(status);
    }

    @Test
    void ownPageSubmits() {
        // Given
        String own = "http://" + gateway.getHost() + ":" + gateway.getPort();

        // When
        Response answer = given().header("Origin", own)
                .contentType("application/json")
                .body(REQUEST)
                .post("/families");

        // Then
        assertThat(answer.statusCode()).as(answer.asString()).isEqualTo(202);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/families", "/families/none", "/no/such/path", "/q/openapi"})
    void everyAnswerHasAnIdOfItsOwn(String path) {
        // When
        String first = given().get(path).header("X-Request-Id");
        String second = given().get(path).header("X-Request-Id");

        // Then
        assertThat(first).matches("[0-9a-f-]{36}").isNotEqualTo(second);
    }

    @ParameterizedTest
    @CsvSource({"ticket-7_a.b, true", "'<script>', false", "'a b', false", "'', false"})
    void idOfTheCallerStaysWhereItIsAPlainWord(String given, boolean kept) {
        // Given / When
        Response answer = given().header("X-Request-Id", given)
                .header("Host", "evil.example")
                .get("/families");

        // Then: also of what is refused before it is looked at
        assertThat(answer.statusCode()).isEqualTo(421);
        assertThat(answer.header("X-Request-Id").equals(given)).isEqualTo(kept);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/families", "/no/such/path", "/q/openapi"})
    void everyAnswerKeepsBrowsersFromFramingSniffingAndForeignScripts(String path) {
        // When
        Response answer = given().get(path);

        // Then
        assertThat(answer.header("Content-Security-Policy"))
                .contains("default-src 'none'", "script-src 'self'", "frame-ancestors 'none'")
                .doesNotContain("unsafe", "*");
        assertThat(answer.header("X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(answer.header("Referrer-Policy")).isEqualTo("no-referrer");
    }
}
