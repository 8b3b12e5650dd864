package io.learngene.gateway.api;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.learngene.contracts.Json;
import io.learngene.contracts.view.Problem;
import io.learngene.gateway.RealStack;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A gateway that asks for keys: every operation of the OpenAPI document, without a key and with one that may not. */
@QuarkusTest
@QuarkusTestResource(RealStack.class)
@TestProfile(ProjectsTest.Locked.class)
class DoorsTest {

    @TestHTTPResource("/")
    URI gateway;

    @BeforeEach
    void awaitReady() {
        RealStack.awaitReady();
    }

    static List<Route> operations() throws IOException {
        return Route.all().stream().map(route -> route.of("nobody")).toList();
    }

    @Test
    void noOperationAnswersWithoutAKey() throws IOException {
        for (Route operation : operations()) {
            // When
            Response answer = given().request(operation.method(), operation.path());

            // Then
            assertProblem(operation.toString(), answer, 401);
            assertThat(answer.header("WWW-Authenticate"))
                    .as("%s: nothing was sent that could be wrong", operation)
                    .isEqualTo("Bearer realm=\"learngene-foundry\"");
        }
    }

    @Test
    void viewerReadsAndChangesNothing() throws IOException {
        // Given
        String viewer = key("viewer");

        for (Route operation : operations()) {
            // When
            Response answer = with(viewer).request(operation.method(), operation.path());

            // Then
            boolean open = operation.method().equals("GET") && !operatorsAlone(operation)
                    || operation.path().equals("/session");
            if (open) {
                assertThat(answer.statusCode()).as(operation.toString()).isNotIn(401, 403);
            } else {
                assertForbidden(operation.toString(), answer);
            }
        }
    }

    @Test
    void submitterDoesEverythingButKeysAndClearingUp() throws IOException {
        // Given
        String submitter = key("submitter");

        for (Route operation : operations()) {
            // When
            RequestSpecification request = with(submitter);
            if (operation.method().equals("POST")) {
                request.contentType("application/json").body("{}");
            }
            Response answer = request.request(operation.method(), operation.path());

            // Then
            if (operatorsAlone(operation)) {
                assertForbidden(operation.toString(), answer);
            } else {
                assertThat(answer.statusCode()).as(operation.toString()).isNotIn(401, 403);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/no/such/path",
                "/q/openapi",
                "/q/nothing",
                "/q/health/../openapi",
                "/q/health/../../families",
                "/q/metrics/../../families",
                "/console.js/../families",
                "/families;x=/console.js",
                "/console.css%2f..%2ffamilies",
                "//families",
                "/./families",
                "/session/../keys"
            })
    void pathThatIsNotNamedAsOpenIsShut(String path) throws IOException {
        assertThat(RawRequest.status(gateway, "GET " + path + " HTTP/1.1\r\nHost: localhost\r\n"))
                .isIn(400, 401);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/keys;x=y", "/keys/", "/keys;a/", "//keys", "/./keys", "/session/../keys"})
    void keysAreForOperatorsHoweverTheirPathIsWritten(String path) throws IOException {
        assertThat(RawRequest.status(
                        gateway,
                        "GET " + path + " HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + key("submitter")
                                + "\r\n"))
                .isIn(400, 403, 404);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/q/health", "/q/health/live", "/q/health/ready", "/q/metrics", "/", "/console.js"})
    void probesAndTheConsolesFilesAreOpen(String path) {
        assertThat(given().get(path).statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Bearer", "Bearer hunter2", "Basic YTpi", "lgf_0", "Bearer lgf_000000000000_x"})
    void whatIsNoKeyIsAnInvalidTokenAndNotRepeated(String authorization) {
        // When
        Response answer = given().header("Authorization", authorization).get("/families");

        // Then
        assertProblem(authorization, answer, 401);
        assertThat(answer.header("WWW-Authenticate")).contains("error=\"invalid_token\"");
        assertThat(answer.asString()).doesNotContain("hunter2", "YTpi");
    }

    @Test
    void revokedKeyIsAnInvalidToken() {
        // Given
        Response made = made("viewer");
        String key = made.path("key");
        assertThat(with(key).get("/session").statusCode()).isEqualTo(200);

        // When
        Response revoked = with(ProjectsTest.INSTALLATION.text()).delete("/keys/" + made.path("id"));

        // Then
        assertThat(revoked.statusCode()).isEqualTo(204);
        Response answer = with(key).get("/families");
        assertProblem("revoked", answer, 401);
        assertThat(answer.<String>path("detail")).contains("unknown here, or was revoked");
    }

    @Test
    void callerIsToldWhoItIs() {
        // When
        Response caller = with(key("submitter")).get("/session");

        // Then
        assertThat(caller.<String>path("name")).isEqualTo("doors-test");
        assertThat(caller.<String>path("role")).isEqualTo("submitter");
        assertThat(caller.<Boolean>path("keyed")).isTrue();
        assertThat(caller.<String>path("expires_at")).isNotBlank();
    }

    @Test
    void answerWithAKeyIsKeptByNoCache() {
        assertThat(made("viewer").header("Cache-Control")).isEqualTo("no-store");
    }

    @Test
    void browserIsSignedInByACookieThatNoScriptReadsAndNoOtherSiteSends() {
        // Given
        String key = key("viewer");

        // When
        Response signedIn = with(key).post("/session");

        // Then
        assertThat(signedIn.statusCode()).isEqualTo(204);
        assertThat(signedIn.header("Set-Cookie"))
                .contains("foundry-key=" + key, "HttpOnly", "SameSite=Strict", "Path=/")
                .doesNotContain("Max-Age", "Secure", "Domain");
        Response events = given().cookie("foundry-key", key).get("/families/nobody/events");
        assertThat(events.statusCode()).isEqualTo(404);
    }

    @Test
    void cookieOfABrowserUnderTlsStaysUnderTls() {
        assertThat(with(key("viewer"))
                        .header("Host", "foundry.example")
                        .header("Origin", "https://foundry.example")
                        .post("/session")
                        .header("Set-Cookie"))
                .contains("Secure");
    }

    @Test
    void cookieIsTakenAwayAtTheEnd() {
        assertThat(with(key("viewer")).delete("/session").header("Set-Cookie")).contains("foundry-key=;", "Max-Age=0");
    }

    @ParameterizedTest
    @CsvSource({"lgf_000000000000_0000000000000000000000000000000000000000000", "nonsense", "''"})
    void cookieThatIsOfNoUseKeepsNobodyFromSigningIn(String cookie) {
        // When
        Response page = given().cookie("foundry-key", cookie).get("/");
        Response refused = given().cookie("foundry-key", cookie).get("/families");
        Response signedIn = with(key("viewer")).cookie("foundry-key", cookie).post("/session");

        // Then
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(refused.statusCode()).isEqualTo(401);
        assertThat(signedIn.statusCode()).isEqualTo(204);
    }

    @Test
    void cookieOfAPersonIsNoUseToThePageOfAnotherSite() {
        // When
        Response answer = given().cookie("foundry-key", key("submitter"))
                .header("Origin", "https://evil.example")
                .delete("/families/nobody");

        // Then
        assertProblem("another site", answer, 403);
        assertThat(answer.<String>path("field")).isEqualTo("Origin");
    }

    @Test
    void refusalsHaveTheHeadersOfEveryAnswer() {
        for (Response answer :
                List.of(given().get("/families"), with(key("viewer")).delete("/families/nobody"))) {
            assertThat(answer.header("Content-Security-Policy")).contains("default-src 'none'");
            assertThat(answer.header("X-Content-Type-Options")).isEqualTo("nosniff");
            assertThat(answer.header("X-Request-Id")).isNotBlank();
        }
    }

    private static boolean operatorsAlone(Route operation) {
        return operation.path().startsWith("/keys")
                || operation.path().equals("/collections")
                || operation.path().equals("/audit");
    }

    private static String key(String role) {
        return made(role).path("key");
    }

    private static Response made(String role) {
        Response made = with(ProjectsTest.INSTALLATION.text())
                .contentType("application/json")
                .body("{\"name\": \"doors-test\", \"role\": \"" + role + "\", \"days\": 1}")
                .post("/keys");
        assertThat(made.statusCode()).as(made.asString()).isEqualTo(201);
        return made;
    }

    private static RequestSpecification with(String key) {
        return given().header("Authorization", "Bearer " + key);
    }

    private static void assertForbidden(String what, Response answer) {
        assertProblem(what, answer, 403);
        assertThat(answer.header("WWW-Authenticate")).as(what).contains("error=\"insufficient_scope\"");
    }

    private static void assertProblem(String what, Response answer, int status) {
        assertThat(answer.statusCode()).as("%s: %s", what, answer.asString()).isEqualTo(status);
        assertThat(answer.contentType()).as(what).startsWith("application/problem+json");
        Problem problem = Json.read(answer.asByteArray(), Problem.class);
        assertThat(problem.status()).as(what).isEqualTo(status);
        assertThat(problem.detail()).as(what).isNotBlank().doesNotContain("io.learngene", "Exception");
    }
}
