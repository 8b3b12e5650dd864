package io.learngene.helm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.learngene.stack.Repository;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who is let in, and by which door: tokens of an issuer, and TLS of the gateway's own. */
class DoorTest {

    static final String TOKENS_AND_CERTIFICATE =
            "gateway: {tlsSecret: foundry-tls, access: oidc, oidc: {authServerUrl: 'https://login.example.org/realms/company',"
                    + " audience: learngene-foundry, roleClaimPath: foundry/roles}}";

    private static final String CERTIFICATE = "gateway: {tlsSecret: foundry-tls}";

    @Test
    void tokensAreOfTheIssuerAndForTheProgramThatTheValuesName() {
        // When
        JsonNode gateway = gateway("gpu", TOKENS_AND_CERTIFICATE);

        // Then
        assertThat(Chart.variable(gateway, "FOUNDRY_GATEWAY_ACCESS")).isEqualTo("oidc");
        assertThat(Chart.variable(gateway, "QUARKUS_OIDC_AUTH_SERVER_URL"))
                .isEqualTo("https://login.example.org/realms/company");
        assertThat(Chart.variable(gateway, "QUARKUS_OIDC_TOKEN_AUDIENCE")).isEqualTo("learngene-foundry");
        assertThat(Chart.variable(gateway, "QUARKUS_OIDC_ROLES_ROLE_CLAIM_PATH"))
                .isEqualTo("foundry/roles");
        assertThat(Chart.variable(gateway, "FOUNDRY_GATEWAY_OPERATOR_KEY_DIGEST"))
                .as("keys are taken beside tokens")
                .isNotEmpty();
    }

    /** An empty variable would be a claim without a name. */
    @Test
    void claimWithTheRolesIsTheUsualOneWhereNoneIsNamed() {
        // When
        JsonNode gateway = gateway(
                "kind",
                "gateway: {access: oidc, oidc: {authServerUrl: 'https://login.example.org', audience: learngene-foundry}}");

        // Then
        assertThat(names(gateway))
                .contains("QUARKUS_OIDC_AUTH_SERVER_URL")
                .doesNotContain("QUARKUS_OIDC_ROLES_ROLE_CLAIM_PATH", "FOUNDRY_GATEWAY_OPERATOR_KEY_DIGEST");
    }

    @ParameterizedTest
    @ValueSource(strings = {"kind", "gpu", "aws"})
    void gatewayWithoutAnIssuerAndACertificateHasNothingOfThem(String example) {
        // When
        List<JsonNode> objects = Chart.objects(example);

        // Then
        JsonNode gateway = gateway(objects);
        assertThat(names(gateway)).noneMatch(name -> name.matches("QUARKUS_(OIDC|HTTP_SSL)_.*"));
        assertThat(gateway.at("/spec/volumes").findValuesAsText("name")).doesNotContain("tls");
        assertThat(gateway.at("/spec/containers/0/ports").findValuesAsText("name"))
                .containsExactly("http");
        assertThat(Chart.object(objects, "Service", "-gateway")
                        .at("/spec/ports")
                        .findValuesAsText("name"))
                .containsExactly("http");
        assertThat(opened(objects)).containsExactly("http");
    }

    /** A misspelt one would be ignored. */
    @Test
    void settingsOfQuarkusAreThoseOfTheManual() throws IOException {
        // Given
        String manual = Files.readString(Repository.root().resolve("docs/operations.md"));

        // When
        List<String> names = names(gateway("kind", TOKENS_AND_CERTIFICATE));

        // Then
        List<String> ofQuarkus =
                names.stream().filter(name -> name.startsWith("QUARKUS_")).toList();
        assertThat(ofQuarkus).hasSize(6).allSatisfy(name -> assertThat(manual).contains("\n" + name + "="));
    }

    @ParameterizedTest
    @CsvSource({
        "https://login.example.org/realms/company, 443",
        "http://keycloak.login.svc/realms/company, 80",
        "https://keycloak.login.svc:8444/realms/company, 8444",
        "https://[2001:db8::1]/realms/company, 443"
    })
    void portOfTheIssuerIsReached(String issuer, String port) {
        // When
        JsonNode egress = Chart.object(
                        Chart.objects(
                                "kind",
                                "gateway: {access: oidc, oidc: {authServerUrl: '" + issuer + "', audience: foundry}}"),
                        "NetworkPolicy",
                        "learngene-foundry")
                .at("/spec/egress");

        // Then
        assertThat(egress.findValuesAsText("port")).containsExactly("53", "53", "9092", "3900", port);
    }

    @Test
    void certificateIsMountedWhereTheSettingsLookForItAndReadAgain() {
        // When
        JsonNode gateway = gateway("kind", CERTIFICATE);

        // Then
        JsonNode mount = named(gateway.at("/spec/containers/0/volumeMounts"), "tls");
        assertThat(mount.get("readOnly").asBoolean()).isTrue();
        assertThat(named(gateway.at("/spec/volumes"), "tls")
                        .at("/secret/secretName")
                        .asText())
                .isEqualTo("foundry-tls");
        Path folder = Path.of(mount.get("mountPath").asText());
        assertThat(Path.of(Chart.variable(gateway, "QUARKUS_HTTP_SSL_CERTIFICATE_FILES")))
                .isEqualTo(folder.resolve("tls.crt"));
        assertThat(Path.of(Chart.variable(gateway, "QUARKUS_HTTP_SSL_CERTIFICATE_KEY_FILES")))
                .isEqualTo(folder.resolve("tls.key"));
        assertThat(Chart.variable(gateway, "QUARKUS_HTTP_SSL_CERTIFICATE_RELOAD_PERIOD"))
                .isEqualTo("1h");
    }

    @Test
    void portOfTlsIsTheOneThatTheGatewayListensOn() throws IOException {
        // Given
        String settings =
                Files.readString(Repository.root().resolve("gateway/src/main/resources/application.properties"));

        // When
        List<JsonNode> objects = Chart.objects("kind", CERTIFICATE);

        // Then
        JsonNode port = named(gateway(objects).at("/spec/containers/0/ports"), "https");
        assertThat(settings)
                .contains("quarkus.http.ssl-port=${FOUNDRY_HTTPS_PORT:"
                        + port.get("containerPort").asInt() + "}");
        JsonNode service = named(Chart.object(objects, "Service", "-gateway").at("/spec/ports"), "https");
        assertThat(service.get("targetPort").asText()).isEqualTo("https");
        assertThat(service.get("port").asInt()).isEqualTo(8443);
    }

    /** The kubelet and Prometheus ask by HTTP, which a gateway with a certificate still answers. */
    @ParameterizedTest
    @ValueSource(strings = {"{}", CERTIFICATE})
    void probesAskByHttpWhereHttpIsAnswered(String changes) {
        // When
        JsonNode container = gateway("kind", changes).at("/spec/containers/0");

        // Then
        assertThat(named(container.get("ports"), "http").get("containerPort").asInt())
                .isEqualTo(8080);
        for (String probe : List.of("startupProbe", "livenessProbe", "readinessProbe")) {
            JsonNode asked = container.at("/" + probe + "/httpGet");
            assertThat(asked.get("port").asText()).as(probe).isEqualTo("http");
            assertThat(asked.path("scheme").asText("HTTP")).as(probe).isEqualTo("HTTP");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "gateway: {tlsSecret: foundry-tls}                                                      | https",
                "{gateway: {tlsSecret: foundry-tls}, ingress: {enabled: true, host: foundry.example}}   | https http",
                "ingress: {enabled: true, host: foundry.example}                                        | http"
            })
    void whoReachesTheGatewayReachesItsSafestDoorAndTheIngressItsHttp(String changes, String ports) {
        // When
        List<JsonNode> objects = Chart.objects("kind", changes);

        // Then
        assertThat(opened(objects)).containsExactly(ports.split(" "));
        assertThat(Chart.ofKind(objects, "Ingress"))
                .allSatisfy(ingress -> assertThat(ingress.at("/spec/rules/0/http/paths/0/backend/service/port/name")
                                .asText())
                        .isEqualTo("http"));
    }

    /** What would be ignored, or would keep a pod from ever being ready, is said before anything is installed. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{access: oidc}                                                             | gateway.oidc.authServerUrl and gateway.oidc.audience have to be given",
                "{access: oidc, oidc: {authServerUrl: 'https://login.example'}}             | gateway.oidc.audience have to be given",
                "{access: oidc, oidc: {audience: foundry}}                                  | gateway.oidc.authServerUrl",
                "{access: oidc, oidc: {authServerUrl: login.example, audience: foundry}}    | authServerUrl",
                "{access: oidc, oidc: {authServerUrl: 'https://me:hunter2@login.example', audience: foundry}} | authServerUrl",
                "{access: oidc, oidc: {issuer: 'https://login.example', audience: foundry}} | issuer",
                "{access: oidc, oidc: {clientSecret: hunter2}}                              | clientSecret",
                "{access: proxy, oidc: {authServerUrl: 'https://login.example'}}            | gateway.oidc.authServerUrl is given, but gateway.access proxy takes no tokens",
                "{access: proxy, oidc: {audience: foundry}}                                 | gateway.oidc.audience is given, but gateway.access proxy takes no tokens",
                "{access: proxy, oidc: {roleClaimPath: foundry/roles}}                      | gateway.oidc.roleClaimPath is given, but gateway.access proxy takes no tokens",
                "{access: proxy, operatorKeyDigest: '0000000000000000000000000000000000000000000000000000000000000000'} | gateway.operatorKeyDigest is given, but gateway.access proxy takes no keys",
                "{tlsSecret: Foundry TLS}                                                   | tlsSecret",
                "{tlsSecret: {name: foundry-tls}}                                           | tlsSecret",
                "{extraEnv: [{name: QUARKUS_HTTP_INSECURE_REQUESTS, value: disabled}]}      | QUARKUS_HTTP_INSECURE_REQUESTS disabled leaves the probes nothing to ask"
            })
    void doorsThatContradictThemselvesAreRefused(String gateway, String named) {
        assertThatThrownBy(() -> Chart.objects("kind", "gateway: " + gateway)).hasMessageContaining(named);
    }

    @Test
    void servicePortThatIsTheOneOfTlsIsRefused() {
        assertThatThrownBy(() -> Chart.objects("kind", "{gateway: {tlsSecret: foundry-tls}, service: {port: 8443}}"))
                .hasMessageContaining("service.port 8443 is the one of TLS");
    }

    private static JsonNode gateway(String example, String changes) {
        return gateway(Chart.objects(example, changes));
    }

    private static JsonNode gateway(List<JsonNode> objects) {
        return Chart.object(objects, "Deployment", "-gateway").at("/spec/template");
    }

    private static List<String> names(JsonNode pod) {
        return Chart.variables(pod.at("/spec/containers/0")).stream()
                .map(variable -> variable.get("name").asText())
                .toList();
    }

    /** {@return the ports by which the gateway is reached} */
    private static List<String> opened(List<JsonNode> objects) {
        return Chart.object(objects, "NetworkPolicy", "-gateway")
                .at("/spec/ingress")
                .findValuesAsText("port");
    }

    private static JsonNode named(JsonNode list, String name) {
        for (JsonNode each : list) {
            if (each.path("name").asText().equals(name)) {
                return each;
            }
        }
        throw new AssertionError("nothing is called " + name + " in " + list);
    }
}
