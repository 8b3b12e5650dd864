package io.learngene.gateway.view;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.learngene.contracts.Json;
import io.learngene.gateway.config.GatewayConfig;
import io.learngene.runtime.messaging.KafkaSettings;
import io.learngene.runtime.messaging.Pools;
import io.learngene.runtime.messaging.TopicSetup;
import io.learngene.stack.KafkaBroker;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.errors.StreamsException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The view's start, on a real broker. */
class ViewStreamsTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final ViewStreams streams =
            new ViewStreams(Pools.DEFAULT, key -> {}, new Skipped(new SimpleMeterRegistry()));

    @Test
    void startThatFailedHalfWayIsTriedAgain(@TempDir Path state) throws Exception {
        // Given
        try (KafkaBroker broker = KafkaBroker.start(state, 0)) {
            KafkaSettings kafka = KafkaSettings.of(broker.bootstrapServers());
            TopicSetup.topics(kafka, Pools.DEFAULT);
            GatewayConfig config = config(state.resolve("gateway"));
            // A topic that was made a moment ago may not be known yet.
            await().atMost(PATIENCE)
                    .ignoreExceptionsInstanceOf(StreamsException.class)
                    .untilAsserted(() -> streams.start(kafka, config, (family, records) -> {}));
            record(kafka);
            await().atMost(PATIENCE).until(() -> !streams.find(Samples.FAMILY).isEmpty());
            streams.close(PATIENCE);
            ViewStreams next = new ViewStreams(Pools.DEFAULT, key -> {}, new Skipped(new SimpleMeterRegistry()));
            assertThatThrownBy(() -> next.start(kafka, config, (family, records) -> {
                        throw new IllegalStateException("no memory for " + family);
                    }))
                    .hasMessageContaining("no memory");
            assertThat(next.ready()).isFalse();

            // When
            Map<String, Map<String, byte[]>> seen = new ConcurrentHashMap<>();
            // As a gateway does: on a busy machine what failed may hold the folder for some seconds more.
            await().atMost(PATIENCE)
                    .ignoreExceptionsInstanceOf(StreamsException.class)
                    .untilAsserted(() -> next.start(kafka, config, seen::put));

            // Then
            assertThat(seen).containsOnlyKeys(Samples.FAMILY);
            await().atMost(PATIENCE).until(next::ready);
            next.close(PATIENCE);
        }
    }

    private static void record(KafkaSettings kafka) {
        try (KafkaProducer<String, byte[]> producer =
                new KafkaProducer<>(kafka.with(Map.of()), new StringSerializer(), new ByteArraySerializer())) {
            producer.send(new ProducerRecord<>(
                    ViewTopology.RECORDS, Samples.DISTILL, Json.write(JobState.unknown(Samples.DISTILL))));
        }
    }

    /** Of which the view asks for two things. */
    private static GatewayConfig config(Path folder) {
        Map<String, Object> answers = Map.of("directory", Optional.of(folder), "viewId", "view");
        return (GatewayConfig) Proxy.newProxyInstance(
                GatewayConfig.class.getClassLoader(),
                new Class<?>[] {GatewayConfig.class},
                (proxy, method, arguments) -> answers.get(method.getName()));
    }
}
