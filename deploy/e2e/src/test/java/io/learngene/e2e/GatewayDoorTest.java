package io.learngene.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.learngene.stack.JavaProcess;
import io.learngene.stack.Ports;
import io.learngene.stack.Repository;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Where a gateway listens, as a process of its package; it needs neither broker nor store for that. */
@Timeout(120)
class GatewayDoorTest {

    @TempDir
    Path folder;

    @Test
    void gatewayThatAsksNobodyEndsInsteadOfListeningBeyondLoopback() throws Exception {
        // When
        try (JavaProcess gateway = start(Map.of("FOUNDRY_HTTP_HOST", "0.0.0.0"))) {
            Stack.await().until(() -> !gateway.alive());

            // Then
            assertThat(gateway.ending()).contains("exit code 1");
        }
        assertThat(Files.readString(log()))
                .contains("would listen on 0.0.0.0", "FOUNDRY_HTTP_HOST=127.0.0.1", "FOUNDRY_GATEWAY_ACCESS=proxy")
                .doesNotContain("Listening on:");
    }

    @Test
    void gatewayThatLeavesItToAProxySaysSoAtEveryStart() {
        // When
        try (JavaProcess gateway = start(Map.of("FOUNDRY_GATEWAY_ACCESS", "proxy"))) {
            Stack.await().until(() -> Files.readString(log()).contains("Listening on:"));
            assertThat(gateway.alive()).isTrue();
        }

        // Then
        assertThat(log()).content().contains("foundry.gateway.access=proxy", "may do everything");
    }

    @Test
    void gatewayWithACertificateSpeaksTlsToBrowsersAndCommandsAndSendsTheOthersThere() throws Exception {
        // Given
        Certificate certificate = Certificate.make(folder);
        Map<String, String> settings = tls(certificate, "redirect");
        String plain = "http://127.0.0.1:" + settings.get("FOUNDRY_HTTP_PORT");
        String safe = "https://127.0.0.1:" + settings.get("FOUNDRY_HTTPS_PORT");
        try (JavaProcess gateway = start(settings)) {
            Stack.await().until(() -> Files.readString(log()).contains("Listening on:"));

            // When
            HttpResponse<String> answer = get(certificate, safe + "/session");
            HttpResponse<String> redirected = get(certificate, plain + "/session");
            CommandLine.Outcome trusting =
                    login(safe, Map.of("FOUNDRY_CA_FILE", certificate.pem().toString()));
            CommandLine.Outcome careful = login(safe, Map.of());
            CommandLine.Outcome sentElsewhere = login(plain, Map.of());

            // Then
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.version()).isEqualTo(HttpClient.Version.HTTP_1_1);
            assertThat(answer.headers().firstValue("Strict-Transport-Security")).contains("max-age=31536000");
            assertThat(redirected.statusCode()).isEqualTo(301);
            assertThat(redirected.headers().firstValue("Location")).contains(safe + "/session");
            assertThat(trusting.succeeded().out()).contains(safe + " asks nobody for a key");
            assertThat(careful.code()).isEqualTo(2);
            assertThat(careful.err()).contains("no safe connection", "--ca-file or FOUNDRY_CA_FILE");
            assertThat(sentElsewhere.code()).isEqualTo(2);
            assertThat(sentElsewhere.err()).contains("HTTP 301", "sends elsewhere", safe + "/session");
            assertThat(gateway.alive()).isTrue();
        }
    }

    @Test
    void gatewayWithACertificateListensForNothingElseWhereThatIsWanted() throws Exception {
        // Given
        Certificate certificate = Certificate.make(folder);
        Map<String, String> settings = tls(certificate, "disabled");
        try (JavaProcess gateway = start(settings)) {
            Stack.await().until(() -> Files.readString(log()).contains("Listening on:"));

            // When
            HttpResponse<String> answer =
                    get(certificate, "https://localhost:" + settings.get("FOUNDRY_HTTPS_PORT") + "/q/health/live");

            // Then
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.headers().firstValue("Strict-Transport-Security"))
                    .as("it would be so for every server of this machine")
                    .isEmpty();
            assertThat(Ports.listening(Integer.parseInt(settings.get("FOUNDRY_HTTP_PORT"))))
                    .isFalse();
            assertThat(gateway.alive()).isTrue();
        }
    }

    private static Map<String, String> tls(Certificate certificate, String insecure) {
        return Map.of(
                "FOUNDRY_HTTP_PORT", Integer.toString(Ports.free()),
                "FOUNDRY_HTTPS_PORT", Integer.toString(Ports.free()),
                "QUARKUS_HTTP_SSL_CERTIFICATE_FILES", certificate.pem().toString(),
                "QUARKUS_HTTP_SSL_CERTIFICATE_KEY_FILES", certificate.key().toString(),
                "QUARKUS_HTTP_INSECURE_REQUESTS", insecure);
    }

    private static HttpResponse<String> get(Certificate certificate, String address) throws Exception {
        KeyStore store = KeyStore.getInstance(certificate.keys().toFile(), Certificate.SECRET.toCharArray());
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return HttpClient.newBuilder()
                .sslContext(context)
                .build()
                .send(HttpRequest.newBuilder(URI.create(address)).build(), HttpResponse.BodyHandlers.ofString());
    }

    private CommandLine.Outcome login(String gateway, Map<String, String> environment) {
        return new CommandLine(folder.resolve("state"), folder, environment).run("login", "--gateway", gateway);
    }

    private JavaProcess start(Map<String, String> settings) {
        Map<String, String> environment = new HashMap<>(Map.of(
                "FOUNDRY_HTTP_PORT", Integer.toString(Ports.free()),
                "KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:1",
                "FOUNDRY_STORE_ENDPOINT", "http://127.0.0.1:1",
                "FOUNDRY_STORE_SECRET_KEY", "of-tests",
                "FOUNDRY_GATEWAY_DIRECTORY", folder.resolve("gateway").toString()));
        environment.putAll(settings);
        return JavaProcess.start(new JavaProcess.Command(
                "gateway",
                List.of(Repository.root()
                        .resolve("gateway/target/quarkus-app/quarkus-run.jar")
                        .toString()),
                "io.quarkus.bootstrap.runner.QuarkusEntryPoint",
                List.of("-Xmx128m", "-XX:+UseSerialGC", "-Djava.util.logging.manager=org.jboss.logmanager.LogManager"),
                List.of(),
                environment,
                log()));
    }

    private Path log() {
        return folder.resolve("gateway.log");
    }
}
