package io.learngene.gateway.access;

import static io.restassured.RestAssured.given;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import io.learngene.contracts.Json;
import io.learngene.contracts.access.AccessKey;
import io.learngene.contracts.view.Problem;
import io.learngene.gateway.RealStack;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import no.nav.security.mock.oauth2.MockOAuth2Server;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A gateway that takes the tokens of a real issuer, and what somebody may do who has one, or who made one up. */
@QuarkusTest
@QuarkusTestResource(RealStack.class)
@TestProfile(TokensTest.Locked.class)
class TokensTest {

    private static final AccessKey OPERATOR = new AccessKey("lgf_0123456789ab_" + "o".repeat(43));
    private static final String AUDIENCE = "learngene-foundry";

    /** It asks. */
    public static final class Locked implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of(
                    "foundry.gateway.access", "oidc",
                    "foundry.gateway.operator-key-digest", OPERATOR.digest(),
                    "quarkus.oidc.token.audience", AUDIENCE,
                    "quarkus.oidc.roles.role-claim-path", "foundry/roles",
                    "quarkus.http.auth.roles-mapping.\"platform team\"", "operator");
        }

        @Override
        public List<TestResourceEntry> testResources() {
            return List.of(new TestResourceEntry(RealIssuer.class));
        }
    }

    /** Issues tokens, and tells everybody its keys. */
    public static final class RealIssuer implements QuarkusTestResourceLifecycleManager {

        private final MockOAuth2Server server = new MockOAuth2Server();

        @Override
        public Map<String, String> start() {
            server.start();
            return Map.of(
                    "quarkus.oidc.auth-server-url", server.issuerUrl("company").toString());
        }

        @Override
        public void inject(TestInjector injector) {
            injector.injectIntoFields(server, new TestInjector.MatchesType(MockOAuth2Server.class));
        }

        @Override
        public void stop() {
            server.shutdown();
        }
    }

    private MockOAuth2Server issuer;

    @BeforeEach
    void awaitReady() {
        await().atMost(Duration.ofMinutes(2))
                .until(() -> given().get("/q/health/ready").statusCode() == 200);
    }

    @ParameterizedTest
    @CsvSource({
        "viewer, GET, 200",
        "viewer, POST, 403",
        "submitter, GET, 200",
        "submitter, POST, 400",
        "operator, GET, 200"
    })
    void roleOfTheClaimSaysWhatItsBearerMayDo(String role, String method, int status) {
        // When
        Response answer = with(token(roles(role)))
                .contentType("application/json")
                .body("{}")
                .request(method, "/families");

        // Then
        assertThat(answer.statusCode()).as(answer.asString()).isEqualTo(status);
    }

    @Test
    void callerIsToldWhoTheIssuerSaysItIs() {
        // When
        Response caller = with(token(roles("viewer", "submitter"))).get("/session");

        // Then
        assertThat(caller.<String>path("name")).isEqualTo("anna");
        assertThat(caller.<String>path("role")).isEqualTo("submitter");
        assertThat(caller.<Boolean>path("keyed")).isFalse();
        assertThat(Instant.parse(caller.path("expires_at"))).isAfter(Instant.now());
    }

    @Test
    void tokenIsOfTheProjectThatItsClaimNames() {
        // Given
        Map<String, Object> claims = new HashMap<>(roles("operator"));
        claims.put("project", "acme");

        // When
        Response caller = with(token(claims)).get("/session");

        // Then
        assertThat(caller.<String>path("project")).isEqualTo("acme");
        Response other = with(token(claims)).get("/datasets/synthetic-shapes");
        assertThat(other.statusCode()).as(other.asString()).isEqualTo(404);
        assertThat(other.<String>path("detail")).contains("in the project acme");
        assertThat(with(token(claims)).post("/collections").statusCode()).isEqualTo(403);
    }

    @ParameterizedTest
    @CsvSource({"viewer, default", "submitter, default", "operator,"})
    void tokenWithoutAProjectIsOfTheDefaultOneUnlessItsBearerIsAnOperator(String role, String project) {
        // When
        Response caller = with(token(roles(role))).get("/session");

        // Then
        assertThat(caller.<String>path("project")).isEqualTo(project);
    }

    @Test
    void tokenWhoseProjectCanBeNoneIsRefused() {
        // Given
        Map<String, Object> claims = new HashMap<>(roles("viewer"));
        claims.put("project", "../acme");

        // When
        Response answer = with(token(claims)).get("/families");

        // Then
        assertThat(answer.statusCode()).as(answer.asString()).isEqualTo(401);
    }

    @Test
    void roleOfAnotherNameIsMappedByTheSettings() {
        // When
        Response keys = with(token(roles("platform team"))).get("/keys");

        // Then
        assertThat(keys.statusCode()).as(keys.asString()).isEqualTo(200);
        assertThat(with(token(roles("submitter"))).get("/keys").statusCode()).isEqualTo(403);
    }

    @Test
    void keysAreTakenBesideTokens() {
        assertThat(with(OPERATOR.text()).get("/keys").statusCode()).isEqualTo(200);
    }

    @Test
    void tokenWithoutARoleIsKnownAndMayNothing() {
        for (Map<String, Object> claims : List.of(
                Map.<String, Object>of(), roles("admin"), Map.<String, Object>of("roles", List.of("operator")))) {
            // Given
            double before = refused("role");

            // When
            Response answer = with(token(claims)).get("/families");

            // Then
            assertProblem(answer, 403);
            assertThat(answer.<String>path("detail"))
                    .contains("the token of anna", "with the roles []", "viewer, submitter and operator");
            assertThat(answer.header("WWW-Authenticate")).contains("error=\"insufficient_scope\"");
            assertThat(refused("role")).isEqualTo(before + 1);
        }
    }

    @Test
    void expiredTokenIsRefused() {
        assertRefused(
                issuer.issueToken("company", "anna", AUDIENCE, roles("operator"), -60)
                        .serialize(),
                "expired");
    }

    @Test
    void tokenForAnotherProgramIsRefused() {
        assertRefused(
                issuer.issueToken("company", "anna", "payroll", roles("operator"))
                        .serialize(),
                "audience");
    }

    @Test
    void tokenOfAnotherIssuerIsRefusedAlsoWithTheSameKey() {
        // Given: the server signs with the key of the last part of the path
        String other = issuer.anyToken(
                        issuer.issuerUrl("company")
                                .newBuilder()
                                .host("issuer.example")
                                .build(),
                        claims().toJSONObject(),
                        Duration.ofHours(1))
                .serialize();

        // When / Then
        assertRefused(other, "issuer");
    }

    @Test
    void tokenOfAnotherTenantOfTheIssuerIsRefused() {
        assertRefused(
                issuer.issueToken("another", "anna", AUDIENCE, roles("operator"))
                        .serialize(),
                "token");
    }

    @Test
    void tokenThatNobodySignedIsRefused() {
        assertRefused(new PlainJWT(claims()).serialize(), "token");
    }

    @Test
    void tokenThatSomebodyElseSignedUnderTheIssuersKeyIdIsRefused() throws JOSEException {
        // Given
        RSAKey forged = new RSAKeyGenerator(2048).generate();
        SignedJWT token = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(keyId()).build(), claims());
        token.sign(new RSASSASigner(forged));

        // When / Then
        assertRefused(token.serialize(), "token");
    }

    @Test
    void tokenThatIsSignedWithThePublicKeyAsASecretIsRefused() throws Exception {
        // Given: a known way to be let in by who takes the algorithm from the token
        byte[] publicKey = jwks().getBytes(UTF_8);
        SignedJWT token = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.HS256).keyID(keyId()).build(), claims());
        token.sign(new MACSigner(publicKey));

        // When / Then
        assertRefused(token.serialize(), "token");
    }

    @ParameterizedTest
    @ValueSource(strings = {"hunter2", "a.b.c", "..", "...", "e30.e30.e30", "lgf_0", "eyJhbGciOiJub25lIn0.e30."})
    void whatIsNoTokenIsRefusedAndNotRepeated(String text) {
        assertThat(assertRefused(text, "token")).doesNotContain("hunter2", "eyJ");
    }

    @Test
    void nothingSentIsCounted() {
        // Given
        double before = refused("none");

        // When
        Response answer = given().get("/families");

        // Then
        assertProblem(answer, 401);
        assertThat(answer.<String>path("detail")).contains("a key", "a token");
        assertThat(refused("none")).isEqualTo(before + 1);
    }

    private String assertRefused(String token, String reason) {
        // Given
        double before = refused(reason);

        // When
        Response answer = with(token).get("/families");

        // Then
        assertProblem(answer, 401);
        assertThat(answer.header("WWW-Authenticate")).contains("error=\"invalid_token\"");
        assertThat(refused(reason)).as(answer.asString()).isEqualTo(before + 1);
        return answer.asString();
    }

    private String token(Map<String, Object> claims) {
        return issuer.issueToken("company", "anna", AUDIENCE, claims).serialize();
    }

    private static Map<String, Object> roles(String... roles) {
        return Map.of("foundry", Map.of("roles", List.of(roles)));
    }

    /** What a token of the issuer says that would be let in. */
    private JWTClaimsSet claims() {
        try {
            return SignedJWT.parse(token(roles("operator"))).getJWTClaimsSet();
        } catch (ParseException e) {
            throw new IllegalStateException(e);
        }
    }

    private String keyId() {
        try {
            return SignedJWT.parse(token(roles("viewer"))).getHeader().getKeyID();
        } catch (ParseException e) {
            throw new IllegalStateException(e);
        }
    }

    private String jwks() {
        return given().baseUri(issuer.jwksUrl("company").toString()).get().asString();
    }

    /** {@return how many were refused for that reason so far, as Prometheus is told} */
    private static double refused(String reason) {
        return given().get("/q/metrics")
                .asString()
                .lines()
                .filter(line ->
                        line.startsWith("learngene_gateway_refused_total") && line.contains("\"" + reason + "\""))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    private static RequestSpecification with(String token) {
        return given().header("Authorization", "Bearer " + token);
    }

    private static void assertProblem(Response answer, int status) {
        assertThat(answer.statusCode()).as(answer.asString()).isEqualTo(status);
        assertThat(answer.contentType()).startsWith("application/problem+json");
        Problem problem = Json.read(answer.asByteArray(), Problem.class);
        assertThat(problem.detail()).isNotBlank().doesNotContain("io.learngene", "Exception", "jose");
    }
}
