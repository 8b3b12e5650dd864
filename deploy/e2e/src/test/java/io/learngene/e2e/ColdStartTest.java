package io.learngene.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.learngene.local.stack.Service;
import io.learngene.local.stack.StackSettings;
import io.learngene.stack.JavaProcess;
import io.learngene.stack.KafkaBroker;
import io.learngene.stack.ObjectStore;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Services that start before what they stand on. */
@Tag("faults")
class ColdStartTest {

    private final HttpClient http = HttpClient.newHttpClient();
    private final Map<String, JavaProcess> services = new LinkedHashMap<>();

    @TempDir
    private Path state;

    @AfterEach
    void stop() {
        services.values().forEach(JavaProcess::close);
    }

    @Test
    void servicesSayThatBrokerAndStoreAreMissingAndBeginWhenTheyCome() throws Exception {
        // Given
        StackSettings settings = StackSettings.read(state).onFreePorts();
        Map<String, Integer> ports = Service.ALL.stream()
                .collect(Collectors.toMap(
                        Service::name, service -> service.port().applyAsInt(settings)));
        Service.ALL.forEach(service -> services.put(service.name(), service.launch(settings)));

        // When
        ports.forEach((name, port) -> {
            Stack.await().until(() -> status(port, "live") == 200);
            Stack.await().until(() -> status(port, "ready") == 503);
            Stack.await().until(() -> log(name).contains("not ready yet, trying again"));
        });

        // Then
        try (KafkaBroker broker = KafkaBroker.start(state, settings.brokerPort());
                ObjectStore store = ObjectStore.start(state, settings.storePort())) {
            ports.values().forEach(port -> Stack.await().until(() -> status(port, "ready") == 200));
            assertThat(services.values()).allMatch(JavaProcess::alive);
            services.values().forEach(JavaProcess::close);
        }
    }

    private String log(String name) throws IOException {
        Path file = state.resolve("logs").resolve(name + ".log");
        return Files.exists(file) ? Files.readString(file) : "";
    }

    private int status(int port, String check) {
        try {
            return http.send(
                            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/q/health/" + check))
                                    .build(),
                            HttpResponse.BodyHandlers.discarding())
                    .statusCode();
        } catch (IOException e) {
            return 0;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
