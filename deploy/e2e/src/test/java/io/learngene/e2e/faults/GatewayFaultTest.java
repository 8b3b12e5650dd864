package io.learngene.e2e.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.learngene.contracts.Json;
import io.learngene.e2e.Stack;
import io.learngene.local.history.History;
import io.learngene.local.history.HistoryReader;
import io.learngene.runtime.failpoint.Failpoint;
import io.learngene.runtime.store.ArtefactStore;
import io.learngene.stack.JavaProcess;
import io.learngene.stack.Ports;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A gateway that dies while somebody waits for it. */
class GatewayFaultTest {

    private static final String KEY = "dies-before-it-answers";

    @TempDir
    private Path state;

    private Stack stack;

    @BeforeEach
    void start() {
        stack = Stack.startWithoutWorkers(state);
    }

    @AfterEach
    void stop() {
        stack.close();
    }

    @Test
    void requestWhoseAnswerWasLostWithTheGatewayIsOneFamilyWhenItIsRepeated() throws Exception {
        // Given: a second gateway, which dies when the broker has what was asked for
        int port = Ports.free();
        try (JavaProcess dying = stack.service(
                "gateway",
                "dying-gateway",
                Map.of(
                        "FOUNDRY_HTTP_PORT",
                        Integer.toString(port),
                        "FOUNDRY_FAILPOINTS",
                        Failpoint.CONFIRMED.label() + "=halt"))) {
            Stack.await().ignoreExceptions().until(() -> ready(port));

            // When
            assertThatThrownBy(() -> submit("http://127.0.0.1:" + port)).isInstanceOf(IOException.class);
            Stack.await().until(() -> !dying.alive());
            HttpResponse<byte[]> answer = submit(stack.processes().gateway());

            // Then
            assertThat(dying.ending()).startsWith("exit code 86");
            assertThat(answer.statusCode()).isEqualTo(202);
            String family =
                    Json.read(answer.body(), JsonNode.class).get("family").asText();
            try (ArtefactStore store = stack.store()) {
                History history = HistoryReader.read(stack.processes().bootstrapServers(), store);
                assertThat(history.queued().stream().map(History.Queued::job).filter(job -> job.startsWith("once-")))
                        .isNotEmpty()
                        .allMatch((family + "/distill")::equals);
            }
        }
    }

    private static boolean ready(int port) throws Exception {
        return send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/q/health/ready"))
                                .build())
                        .statusCode()
                == 200;
    }

    private static HttpResponse<byte[]> submit(String gateway) throws Exception {
        return send(HttpRequest.newBuilder(URI.create(gateway + "/families"))
                .header("Content-Type", "application/yaml")
                .header("Idempotency-Key", KEY)
                .POST(HttpRequest.BodyPublishers.ofByteArray(Stack.tiny(Map.of("name: tiny", "name: once"))))
                .build());
    }

    private static HttpResponse<byte[]> send(HttpRequest request) throws Exception {
        return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofByteArray());
    }
}
