package io.learngene.runtime.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.learngene.contracts.Topics;
import io.learngene.stack.KafkaBroker;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Followers of a real topic of one partition and, for the newest records, of one of four. */
class TopicFollowerTest {

    private static final Duration PATIENCE = Duration.ofSeconds(40);

    @TempDir
    static Path state;

    private static KafkaBroker broker;
    private static KafkaSettings kafka;

    private final List<String> read = new CopyOnWriteArrayList<>();
    private final List<TopicFollower> opened = new ArrayList<>();

    @BeforeAll
    static void start() {
        broker = KafkaBroker.start(state, 0);
        kafka = KafkaSettings.of(broker.bootstrapServers());
        TopicSetup.topics(kafka, Pools.DEFAULT);
    }

    @AfterAll
    static void stop() {
        broker.close();
    }

    @AfterEach
    void close() {
        opened.forEach(TopicFollower::close);
        await().atMost(PATIENCE).until(() -> opened.stream().noneMatch(TopicFollower::alive));
    }

    @Test
    void everythingThereIsIsReadInItsOrderAndWhatComesAfterIt() {
        // Given
        send(Topics.HEARTBEATS, names("order", 50));

        // When
        TopicFollower follower = follow(Topics.HEARTBEATS, OptionalLong.empty(), record -> note("order", record));
        assertThat(follower.awaitCaughtUp(PATIENCE)).isTrue();
        List<String> past = List.copyOf(read);
        send(Topics.HEARTBEATS, List.of("order-later"));

        // Then
        assertThat(past).isEqualTo(names("order", 50));
        await().atMost(PATIENCE).until(() -> read.contains("order-later"));
    }

    @Test
    void ofALongTopicOnlyTheNewestRecordsOfEachPartitionAreRead() {
        // Given: more than is wanted in every one of the four partitions
        send(Topics.METRICS, names("newest", 400));

        // When
        TopicFollower follower = follow(Topics.METRICS, OptionalLong.of(3), record -> note("newest", record));

        // Then
        assertThat(follower.awaitCaughtUp(PATIENCE)).isTrue();
        assertThat(read).hasSize(4 * 3);
    }

    @Test
    void moreThanThereIsMeansAll() {
        // Given
        send(Topics.EVENTS, names("few", 5));

        // When
        TopicFollower follower = follow(Topics.EVENTS, OptionalLong.of(1_000_000), record -> note("few", record));

        // Then
        assertThat(follower.awaitCaughtUp(PATIENCE)).isTrue();
        assertThat(read).containsExactlyInAnyOrderElementsOf(names("few", 5));
    }

    @Test
    void followerOfAnEmptyTopicHasCaughtUp() {
        // When
        TopicFollower follower = follow(Topics.LEARNGENES, OptionalLong.empty(), record -> note("", record));

        // Then
        assertThat(follower.awaitCaughtUp(PATIENCE)).isTrue();
        assertThat(read).isEmpty();
    }

    /** Whatever the record does to its reader, the next worker would choke on it as well. */
    @ParameterizedTest
    @ValueSource(classes = {IllegalStateException.class, StackOverflowError.class, NoClassDefFoundError.class})
    void recordThatItsReaderThrowsAtIsPassedOver(Class<? extends Throwable> fault) {
        // Given
        String test = "poison-" + fault.getSimpleName();
        send(Topics.HEARTBEATS, names(test, 5));

        // When
        TopicFollower follower = follow(Topics.HEARTBEATS, OptionalLong.empty(), record -> {
            note(test, record);
            if (record.key().equals(test + "-2")) {
                raise(fault);
            }
        });

        // Then
        assertThat(follower.awaitCaughtUp(PATIENCE)).isTrue();
        assertThat(read).isEqualTo(names(test, 5));
    }

    /** Memory comes back, and a cancellation that was passed over for it would not. */
    @Test
    void readerThatRunsOutOfMemoryGetsThatRecordAgainAndNoneBeforeIt() {
        // Given
        send(Topics.HEARTBEATS, names("memory", 5));
        AtomicBoolean first = new AtomicBoolean(true);

        // When
        TopicFollower follower = follow(Topics.HEARTBEATS, OptionalLong.empty(), record -> {
            if (record.key().equals("memory-3") && first.getAndSet(false)) {
                throw new OutOfMemoryError("for a moment");
            }
            note("memory", record);
        });

        // Then
        assertThat(follower.awaitCaughtUp(PATIENCE)).isTrue();
        assertThat(read).isEqualTo(names("memory", 5));
    }

    @Test
    void closeEndsItAlsoWhileItsReaderWorks() throws InterruptedException {
        // Given
        send(Topics.HEARTBEATS, List.of("close-1", "close-2"));
        CountDownLatch reading = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        TopicFollower follower = follow(Topics.HEARTBEATS, OptionalLong.empty(), record -> {
            reading.countDown();
            try {
                go.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        reading.await();

        // When
        follower.close();
        go.countDown();

        // Then
        await().atMost(PATIENCE).until(() -> !follower.alive());
    }

    @Test
    void followerOfATopicThatIsNotThereYetWaitsForItAndCloses() {
        // When
        TopicFollower follower = follow("learngene.missing", OptionalLong.empty(), record -> note("", record));

        // Then
        assertThat(follower.awaitCaughtUp(Duration.ofMillis(500))).isFalse();
        assertThat(follower.alive()).isTrue();
    }

    private TopicFollower follow(String topic, OptionalLong past, Consumer<ConsumerRecord<String, byte[]>> reader) {
        TopicFollower follower = new TopicFollower(kafka, topic, past, reader);
        opened.add(follower);
        follower.start();
        return follower;
    }

    /** Tests share topics: each looks at its own records. */
    private void note(String test, ConsumerRecord<String, byte[]> record) {
        if (record.key().startsWith(test + "-")) {
            read.add(record.key());
        }
    }

    private static List<String> names(String test, int count) {
        return IntStream.range(0, count).mapToObj(i -> test + "-" + i).toList();
    }

    private static void send(String topic, List<String> keys) {
        try (KafkaProducer<String, String> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", broker.bootstrapServers()),
                new StringSerializer(),
                new StringSerializer())) {
            keys.forEach(key -> producer.send(new ProducerRecord<>(topic, key, key)));
        }
    }

    private static void raise(Class<? extends Throwable> fault) {
        if (fault == StackOverflowError.class) {
            throw new StackOverflowError();
        }
        if (fault == NoClassDefFoundError.class) {
            throw new NoClassDefFoundError("of another version");
        }
        throw new IllegalStateException("not readable");
    }
}
