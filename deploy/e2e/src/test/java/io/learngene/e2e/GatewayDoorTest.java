package io.learngene.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.learngene.stack.JavaProcess;
import io.learngene.stack.Ports;
import io.learngene.stack.Repository;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
