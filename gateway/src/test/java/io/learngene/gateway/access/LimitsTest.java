package io.learngene.gateway.access;

import static io.restassured.RestAssured.given;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.learngene.contracts.Json;
import io.learngene.contracts.access.AccessKey;
import io.learngene.contracts.view.Problem;
import io.learngene.gateway.RealStack;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A gateway that lets a caller ask once in two seconds, after twenty times, and two things at once. */
@QuarkusTest
@QuarkusTestResource(RealStack.class)
@TestProfile(LimitsTest.Strict.class)
class LimitsTest {

    private static final AccessKey OPERATOR = new AccessKey("lgf_0123456789ab_" + "o".repeat(43));
    private static final int MOST_REQUESTS = 200;

    @TestHTTPResource("/")
    URI gateway;

    /** It asks, and counts. */
    public static final class Strict implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of(
                    "foundry.gateway.access", "keys",
                    "foundry.gateway.operator-key-digest", OPERATOR.digest(),
                    "foundry.gateway.rate.requests", "0.5",
                    "foundry.gateway.rate.burst", "20",
                    "foundry.gateway.rate.concurrent", "2");
        }
    }

    @BeforeEach
    void awaitReady() {
        await().atMost(Duration.ofMinutes(2))
                .until(() -> given().get("/q/health/ready").statusCode() == 200);
    }

    @Test
    void callerWhoAsksTooOftenIsToldWhenToComeAgainAndNobodyElseIs() {
        // Given
        String often = key();
        String seldom = key();

        // When
        Response refused = untilRefused(() -> with(often).get("/session"), 200);

        // Then
        assertTooMany(refused, "with this key");
        assertThat(with(often).get("/no/such/path").statusCode()).isEqualTo(429);
        assertThat(limited("key", "rate")).isGreaterThanOrEqualTo(2);
        assertThat(with(seldom).get("/session").statusCode()).isEqualTo(200);
        calmly().until(() -> with(often).get("/session").statusCode() == 200);
    }

    @Test
    void strangersAreCountedByTheirAddressWhatEverTheySend() {
        // Given
        String known = key();
        int[] sent = {0};

        // When: what is wrong is another thing every time
        Response refused = untilRefused(
                () -> switch (sent[0]++ % 3) {
                    case 0 -> given().get("/families");
                    case 1 -> with(AccessKey.fresh().text()).get("/families");
                    default -> with("hunter2").get("/families");
                },
                401);

        // Then
        assertTooMany(refused, "without a key or with a wrong one from 127.0.0.1");
        assertThat(limited("address", "rate")).isPositive();
        assertThat(with(known).get("/session").statusCode()).isEqualTo(200);
        assertThat(given().get("/q/health/live").statusCode()).isEqualTo(200);
    }

    @Test
    void requestsThatHaveNotEndedAreCountedTooAndNoLongerWhenTheirClientsAreGone() throws IOException {
        // Given
        String key = key();
        try (Socket one = upload(key, "one");
                Socket two = upload(key, "two")) {
            assertThat(one.isConnected() && two.isConnected()).isTrue();

            // When
            Response[] refused = {null};
            calmly().until(() -> (refused[0] = with(key).get("/session")).statusCode() == 429);

            // Then
            assertTooMany(refused[0], "2 requests at once with this key", "uploads");
            assertThat(limited("key", "concurrent")).isPositive();
        }
        calmly().until(() -> with(key).get("/session").statusCode() == 200);
    }

    private static Response untilRefused(Supplier<Response> request, int before) {
        return Stream.generate(request)
                .limit(MOST_REQUESTS)
                .filter(answer -> {
                    assertThat(answer.statusCode()).isIn(before, 429);
                    return answer.statusCode() == 429;
                })
                .findFirst()
                .orElseThrow();
    }

    /** Asking is counted. */
    private static ConditionFactory calmly() {
        return await().atMost(Duration.ofMinutes(1)).pollInterval(Duration.ofSeconds(2));
    }

    /** Begins to send a dataset and does not go on. */
    private Socket upload(String key, String dataset) throws IOException {
        Socket client = new Socket(gateway.getHost(), gateway.getPort());
        client.getOutputStream()
                .write(("PUT /datasets/" + dataset + " HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + key
                                + "\r\nContent-Type: application/octet-stream\r\nContent-Length: 100000\r\n\r\nPK")
                        .getBytes(US_ASCII));
        return client;
    }

    private static void assertTooMany(Response answer, String... details) {
        assertThat(answer.contentType()).startsWith("application/problem+json");
        assertThat(Integer.parseInt(answer.header("Retry-After"))).isBetween(1, 10);
        Problem problem = Json.read(answer.asByteArray(), Problem.class);
        assertThat(problem.status()).isEqualTo(429);
        assertThat(problem.detail()).contains(details);
    }

    /** {@return how many were refused so, as Prometheus is told} */
    private static double limited(String by, String limit) {
        return given().get("/q/metrics")
                .asString()
                .lines()
                .filter(line -> line.startsWith("learngene_gateway_limited_total")
                        && line.contains("\"" + by + "\"")
                        && line.contains("\"" + limit + "\""))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    private static String key() {
        Response made = with(OPERATOR.text())
                .contentType("application/json")
                .body("{\"name\": \"limits-test\", \"role\": \"submitter\", \"days\": 1}")
                .post("/keys");
        assertThat(made.statusCode()).as(made.asString()).isEqualTo(201);
        return made.path("key");
    }

    private static RequestSpecification with(String key) {
        return given().header("Authorization", "Bearer " + key);
    }
}
