package io.learngene.gateway.api;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.learngene.contracts.Json;
import io.learngene.contracts.view.Problem;
import io.learngene.gateway.RealStack;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every operation of the OpenAPI document, with what nobody means: the answer is a problem in JSON, and never the server's fault. */
@QuarkusTest
@QuarkusTestResource(RealStack.class)
class EveryRouteTest {

    /** What stands for every parameter of a path in turn. */
    private static final List<String> ABSURD = List.of(
            "nobody-00000000",
            "..",
            "..%2F..%2Fetc%2Fpasswd",
            "%2e%2e%2f",
            "%00",
            "a%0d%0ab:%20c",
            "%ff%fe",
            "%E2%80%AE",
            "%3Cscript%3E",
            "%20",
            "A",
            "-",
            "a".repeat(63),
            "a".repeat(900),
            "'%22;%7B%7D%5B%5D%24%25",
            "*",
            "\u00e4\u4e2d");

    @BeforeEach
    void awaitReady() {
        RealStack.awaitReady();
    }

    static List<Route> routes() throws IOException {
        return Route.all().stream().filter(route -> route.path().contains("{")).toList();
    }

    @ParameterizedTest
    @MethodSource("routes")
    void absurdNamesAreAnsweredWithAProblem(Route route) {
        for (String name : ABSURD) {
            // When
            String path = route.path().replaceAll("\\{[^}]*}", name.replace("$", "\\$"));
            Response answer = body(route, given().urlEncodingEnabled(false)).request(route.method(), path);

            // Then
            if (answer.statusCode() == 200) {
                assertThat(route.method()).as("%s changes nothing", path).isEqualTo("GET");
            } else {
                assertProblem(route.method() + " " + path, answer);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("routes")
    void otherMethodsAreAnsweredWithAProblem(Route route) {
        // Given
        String path = route.path().replaceAll("\\{[^}]*}", "nobody");

        // When
        Response answer = given().request("PATCH", path);

        // Then
        assertThat(answer.statusCode()).isIn(404, 405);
        assertProblem("PATCH " + path, answer);
        if (answer.statusCode() == 405) {
            assertThat(answer.header("Allow").split(", "))
                    .contains(route.method(), "OPTIONS")
                    .doesNotContain("PATCH");
        }
    }

    @ParameterizedTest
    @MethodSource("routes")
    void documentOfAnotherMediaTypeIsNeverRead(Route route) {
        if (!route.takesDocument()) {
            return;
        }
        // Given
        String path = route.path().replaceAll("\\{[^}]*}", "nobody");

        // When
        Response answer = given().contentType("application/xml").body("<x/>").request(route.method(), path);

        // Then
        assertThat(answer.statusCode()).isEqualTo(415);
        assertProblem(route + " with XML", answer);
    }

    @Test
    void everythingElseIsAProblemTooAndNoPage() {
        for (String path : List.of(
                "/no/such/path",
                "/console.css/x",
                "/q/nothing",
                "/q/health/nothing",
                "/META-INF/resources/index.html",
                "/..%2fapplication.properties",
                "/%2e%2e/%2e%2e/etc/passwd",
                "/index.html%00",
                "/favicon.ico",
                "//",
                "/families/",
                "/families//",
                "/families;x=y/nobody",
                "/families?page=2147483648",
                "/families?page=-1",
                "/families?size=1&size=x",
                "/learngenes?limit=9999999999",
                "/learngenes?after=../x",
                "/learngenes?after=%00")) {
            // When
            Response answer =
                    given().urlEncodingEnabled(false).accept("text/html").get(path);

            // Then
            assertThat(answer.statusCode()).as(path).isNotEqualTo(500);
            if (answer.statusCode() != 200) {
                assertProblem(path, answer);
            }
        }
    }

    @Test
    void lastPageOfAllIsEmpty() {
        assertThat(given().get("/families?page=2147483647&size=200").<List<?>>path("families"))
                .isEmpty();
    }

    @Test
    void wordsOfTheMethodsInARequestAreNoneFromInside() {
        for (String body : List.of(
                "{\"method\": \"nobody's\"}",
                "{\"method\": 3}",
                "{\"method\": null}",
                "{\"method\": {}}",
                "{\"dataset\": \"synthetic-shapes\", \"targets\": \"four\"}",
                "{\"dataset\": \"synthetic-shapes\", \"targets\": [[4]]}",
                "{\"dataset\": [\"synthetic-shapes\"]}",
                "{\"dataset\": \"synthetic-shapes\", \"tuning\": 3}",
                "{\"dataset\": \"synthetic-shapes\", \"tuning\": {\"optimiser\": \"magic\"}}",
                "{\"dataset\": \"synthetic-shapes\", \"distillation\": {\"kl_reduction\": \"x\"}}",
                "{\"dataset\": \"synthetic-shapes\", \"auxiliary\": {\"repeats\": {}}}",
                "{\"dataset\": \"synthetic-shapes\", \"seed\": 1e40}")) {
            for (String path : List.of("/families", "/growths")) {
                // When
                Response answer =
                        given().contentType("application/json").body(body).post(path);

                // Then
                assertThat(answer.statusCode()).as(body).isIn(400, 422);
                assertProblem(path + " " + body, answer);
            }
        }
    }

    private static RequestSpecification body(Route route, RequestSpecification request) {
        if (route.takesDocument()) {
            return request.contentType("application/json").body("{}");
        }
        return route.method().equals("PUT")
                ? request.contentType("application/octet-stream").body(new byte[] {1})
                : request;
    }

    private static void assertProblem(String what, Response answer) {
        assertThat(answer.statusCode()).as("%s: %s", what, answer.asString()).isBetween(400, 499);
        assertThat(answer.contentType()).as(what).startsWith("application/problem+json");
        Problem problem = Json.read(answer.asByteArray(), Problem.class);
        assertThat(problem.status()).as(what).isEqualTo(answer.statusCode());
        assertThat(problem.detail())
                .as(what)
                .isNotBlank()
                .doesNotContain("io.learngene", "java.", "jackson", "Exception", "\tat ");
    }
}
