package io.learngene.e2e.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.learngene.contracts.Json;
import io.learngene.contracts.Topics;
import io.learngene.contracts.view.FamilyView;
import io.learngene.e2e.Stack;
import io.learngene.local.client.FoundryException;
import io.learngene.local.client.GatewayClient.Event;
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
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A gateway that dies while somebody waits for it, or follows. */
@Tag("storms")
class GatewayFaultTest {

    private static final String KEY = "dies-before-it-answers";

    /** Points that were told before the gateway is killed. */
    private static final int NOTED = 10;

    @TempDir
    private Path state;

    private Stack stack;
    private final List<JavaProcess> workers = new ArrayList<>();

    @BeforeEach
    void start() {
        stack = Stack.startWithoutWorkers(state);
    }

    @AfterEach
    void stop() {
        workers.forEach(JavaProcess::close);
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

    @Test
    void readerThatComesBackToAGatewayThatWasKilledGetsEveryPointOnce() {
        // Given: a training of some epochs, followed from its beginning
        List.of("distiller", "expander", "tuner")
                .forEach(name -> workers.add(stack.service(name + "-service", name, Map.of())));
        String family = stack.submit(Map.of(
                "targets: [2, 4, {max_parameters: 60000}]", "targets: [4]",
                "tuning: {epochs: 2, batch_size: 40}", "tuning: {epochs: 25, batch_size: 40}",
                "baselines: {scratch: {epochs: 2}}", "baselines: {}"));
        List<Long> ids = new ArrayList<>();
        stack.client().follow(family, null, event -> noted(event, ids) < NOTED);

        // When: it comes back as soon as somebody is there, who may still read the past
        stack.processes().process("gateway").kill();
        Stack.await().until(() -> followed(family, ids));

        // Then
        assertThat(stack.awaitEnd(family).state()).isEqualTo(FamilyView.State.DONE);
        // The last ones may come later than the end of the family, which ends the stream.
        List<Long> all = points(family);
        int first = all.indexOf(ids.get(0));
        assertThat(ids)
                .hasSizeGreaterThan(NOTED)
                .doesNotHaveDuplicates()
                .isEqualTo(all.subList(first, first + ids.size()));
    }

    /** {@return whether it was followed to its end, from where it was last} */
    private boolean followed(String family, List<Long> ids) {
        try {
            stack.client().follow(family, Long.toString(ids.get(ids.size() - 1)), event -> {
                noted(event, ids);
                return true;
            });
            return true;
        } catch (FoundryException e) {
            return false;
        }
    }

    /** {@return how many points there are with it} */
    private static int noted(Event event, List<Long> ids) {
        if (event.name().equals("point")) {
            ids.add(Long.parseLong(event.id()));
        }
        return ids.size();
    }

    /** {@return places of the family's points in their topic} */
    private List<Long> points(String family) {
        List<Long> all = new ArrayList<>();
        try (KafkaConsumer<String, byte[]> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", stack.processes().bootstrapServers()),
                new StringDeserializer(),
                new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(Topics.METRICS).stream()
                    .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (partitions.stream().anyMatch(partition -> consumer.position(partition) < ends.get(partition))) {
                consumer.poll(Duration.ofSeconds(1)).forEach(record -> {
                    if (family.equals(record.key())) {
                        all.add(record.offset());
                    }
                });
            }
        }
        return all;
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
