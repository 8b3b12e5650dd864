package io.learngene.gateway.view;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.learngene.contracts.Topics;
import io.learngene.gateway.RealStack;
import io.learngene.gateway.config.GatewayConfig;
import io.learngene.runtime.messaging.KafkaSettings;
import io.learngene.runtime.messaging.Pools;
import io.learngene.runtime.messaging.TopicSetup;
import io.learngene.runtime.observability.Meters;
import io.micrometer.core.instrument.search.MeterNotFoundException;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.KafkaShareConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the broker tells of the view of a running gateway. */
@QuarkusTest
@QuarkusTestResource(RealStack.class)
class TopicMetersTest {

    private static final Duration PATIENCE = Duration.ofSeconds(40);

    @Inject
    KafkaSettings kafka;

    @Inject
    GatewayConfig config;

    @Inject
    Workers workers;

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private Admin admin;

    @BeforeEach
    void awaitReady() {
        RealStack.awaitReady();
        admin = Admin.create(kafka.shared());
    }

    @AfterEach
    void close() {
        admin.close();
    }

    @Test
    void recordThatIsPutAsideIsCountedWhenTheViewHasCaughtUp() throws Exception {
        // Given
        String aside = Topics.deadLetters(Topics.EVENTS);
        TopicMeters meters = new TopicMeters(kafka, config.viewId(), workers, registry);
        meters.look(admin);
        double before = registry.get(Meters.DEAD_LETTERS)
                .tag("topic", aside)
                .functionCounter()
                .count();

        // When
        try (KafkaProducer<String, String> producer =
                new KafkaProducer<>(kafka.with(Map.of()), new StringSerializer(), new StringSerializer())) {
            producer.send(new ProducerRecord<>(Topics.EVENTS, "family", "no event"))
                    .get();
        }

        // Then: the lag has a meter once the view has said what it read
        await().atMost(PATIENCE).ignoreException(MeterNotFoundException.class).untilAsserted(() -> {
            meters.look(admin);
            assertThat(registry.get(Meters.DEAD_LETTERS)
                            .tag("topic", aside)
                            .functionCounter()
                            .count())
                    .isGreaterThan(before);
            assertThat(registry.get(Meters.VIEW_LAG)
                            .tag("topic", Topics.EVENTS)
                            .gauge()
                            .value())
                    .isZero();
        });
    }

    @Test
    void recordsThatNobodyHasReadAreTheLag() throws Exception {
        // Given: a group of another name that read nothing of what is there
        String group = "stands-still";
        TopicPartition partition = new TopicPartition(Topics.EVENTS, 0);
        admin.alterConsumerGroupOffsets(group, Map.of(partition, new OffsetAndMetadata(0)))
                .all()
                .get();
        TopicMeters standing = new TopicMeters(kafka, group, workers, registry);
        try (KafkaProducer<String, String> producer =
                new KafkaProducer<>(kafka.with(Map.of()), new StringSerializer(), new StringSerializer())) {
            producer.send(new ProducerRecord<>(Topics.EVENTS, 0, "family", "no event"))
                    .get();
        }

        // When
        standing.look(admin);

        // Then
        assertThat(registry.get(Meters.VIEW_LAG)
                        .tag("topic", Topics.EVENTS)
                        .gauge()
                        .value())
                .isPositive();
    }

    @Test
    void workersAreCountedWhileTheyAreInTheirGroup() throws Exception {
        // Given: jobs that nobody takes here
        String topic = Topics.jobs("mimic");
        Workers counted = new Workers(Pools.DEFAULT);
        counted.look(admin);
        OptionalInt before = counted.of("mimic", Topics.DEFAULT_POOL);

        // When
        try (KafkaShareConsumer<byte[], byte[]> worker = new KafkaShareConsumer<>(
                kafka.with(Map.of("group.id", TopicSetup.group(topic))),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            worker.subscribe(List.of(topic));

            // Then
            assertThat(before).hasValue(0);
            await().atMost(PATIENCE).until(() -> {
                worker.poll(Duration.ofMillis(100));
                counted.look(admin);
                return counted.of("mimic", Topics.DEFAULT_POOL).equals(OptionalInt.of(1));
            });
        }
    }
}
