package io.learngene.runtime.job;

import static org.awaitility.Awaitility.await;

import io.learngene.contracts.Json;
import io.learngene.contracts.Topics;
import io.learngene.contracts.artefact.JobResult;
import io.learngene.contracts.event.Fact;
import io.learngene.contracts.job.Job;
import io.learngene.runtime.messaging.Cancellations;
import io.learngene.runtime.messaging.KafkaSettings;
import io.learngene.runtime.messaging.Messages;
import io.learngene.runtime.messaging.Pools;
import io.learngene.runtime.messaging.TopicSetup;
import io.learngene.runtime.observability.JobMetrics;
import io.learngene.runtime.store.ArtefactStore;
import io.learngene.runtime.store.S3Store;
import io.learngene.runtime.tracing.Traces;
import io.learngene.stack.ObjectStore;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Real loops on a real broker and a real store. */
@ExtendWith(BrokerAndStore.Shared.class)
abstract class LoopFixture {

    static final Pools POOLS = Pools.of(List.of("a", "b"));
    static final String JOBS = Topics.jobs(TestJob.KIND);
    static final Duration LOCK = Duration.ofSeconds(3);
    static final Duration PATIENCE = Duration.ofSeconds(40);

    @TempDir
    static Path state;

    static BrokerAndStore parts;
    static KafkaSettings kafka;
    static ObjectStore server;
    static String bucket;
    static ArtefactStore store;
    static Messages messages;
    static Cancellations cancellations;

    final List<AutoCloseable> opened = new ArrayList<>();
    final CountDownLatch exits = new CountDownLatch(1);
    Duration deadline = Duration.ofMinutes(10);
    Duration timeLimit;
    Duration startLimit;
    Shift shift = Shift.ENDLESS;
    Turns turns = new Turns(0);
    InstantSource clock = InstantSource.system();
    Messages told = messages;
    Traces traces = Traces.OFF;
    final CountDownLatch finished = new CountDownLatch(1);
    final Queue<Integer> attempts = new ConcurrentLinkedQueue<>();
    final SimpleMeterRegistry meters = new SimpleMeterRegistry();

    @BeforeAll
    static void start(BrokerAndStore shared) {
        parts = shared;
        parts.removeTopics();
        server = parts.store();
        bucket = parts.newBucket();
        store = new S3Store(server.endpoint(), bucket, ObjectStore.ACCESS_KEY, server.secretKey(), null);
        store.prepare();
        kafka = KafkaSettings.of(parts.broker().bootstrapServers());
        TopicSetup.topics(kafka, POOLS);
        TopicSetup.groups(kafka, POOLS.topics(), LOCK);
        messages = new Messages(kafka, POOLS, Traces.OFF, "test", InstantSource.system());
        cancellations = new Cancellations(kafka);
        cancellations.start();
        doAFirstJob();
    }

    /** With it a broker makes the topics of its share groups, which on a busy machine takes longer than the locks of these tests last. */
    private static void doAFirstJob() {
        Job<TestJob> first = job("first-of-all");
        JobHandler<TestJob> handler = new JobHandler<>() {
            @Override
            public Class<TestJob> type() {
                return TestJob.class;
            }

            @Override
            public JobResult run(Job<TestJob> job, JobContext context) {
                return result(job);
            }
        };
        JobEnvironment environment = new JobEnvironment(
                store,
                messages,
                cancellations,
                new JobMetrics(new SimpleMeterRegistry(), Topics.DEFAULT_POOL),
                Traces.OFF,
                InstantSource.system(),
                () -> {},
                () -> {});
        try (JobLoop loop =
                new JobLoop(List.of(handler), settings("first", PATIENCE, null, null, Shift.ENDLESS), environment)) {
            loop.start();
            Messages.await(messages.queue(first));
            await().atMost(PATIENCE.multipliedBy(3))
                    .until(() -> store.stat(first.resultKey()).isPresent());
        }
    }

    @AfterAll
    static void stop() throws Exception {
        cancellations.close();
        messages.close();
        store.close();
    }

    @AfterEach
    void closeLoops() throws Exception {
        for (AutoCloseable each : opened) {
            each.close();
        }
    }

    interface Work {
        JobResult run(Job<TestJob> job, JobContext context) throws Exception;
    }

    static Work untilStopped() {
        return (job, context) -> {
            await().atMost(PATIENCE).until(() -> context.stop().requested());
            throw new JobStoppedException();
        };
    }

    JobLoop loop(Work work) {
        return loop(work, store);
    }

    JobLoop loop(Work work, ArtefactStore seen) {
        JobLoop loop = new JobLoop(List.of(handler(work)), settings(), environment(seen), turns);
        loop.start();
        opened.add(loop);
        return loop;
    }

    JobHandler<TestJob> handler(Work work) {
        return new JobHandler<>() {
            @Override
            public Class<TestJob> type() {
                return TestJob.class;
            }

            @Override
            public JobResult run(Job<TestJob> job, JobContext context) throws Exception {
                attempts.add(context.attempt());
                return work.run(job, context);
            }
        };
    }

    JobSettings settings() {
        return settings("worker-" + opened.size(), deadline, timeLimit, startLimit, shift);
    }

    private static JobSettings settings(
            String worker, Duration deadline, Duration timeLimit, Duration startLimit, Shift shift) {
        return new JobSettings(
                kafka,
                worker,
                state.resolve("work-" + System.nanoTime()),
                3,
                LOCK,
                Duration.ofMillis(100),
                Duration.ofSeconds(5),
                deadline,
                timeLimit,
                startLimit,
                shift);
    }

    JobEnvironment environment(ArtefactStore seen) {
        return new JobEnvironment(
                seen,
                told,
                cancellations,
                new JobMetrics(meters, Topics.DEFAULT_POOL),
                traces,
                clock,
                exits::countDown,
                finished::countDown);
    }

    static Job<TestJob> job(String family) {
        return Job.first(family, Instant.now(), new TestJob("r1"));
    }

    static JobResult result(Job<TestJob> job) {
        return new TestResult(job.family(), List.of());
    }

    static void raw(String value) {
        try (KafkaProducer<String, byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", parts.broker().bootstrapServers()),
                new StringSerializer(),
                new ByteArraySerializer())) {
            producer.send(new ProducerRecord<>(JOBS, "poison", value.getBytes(StandardCharsets.UTF_8)));
        }
    }

    /** {@return the offsets of what was sent, each with a key and without} */
    static List<String> raw(List<byte[]> values) throws Exception {
        List<String> offsets = new ArrayList<>();
        try (KafkaProducer<String, byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", parts.broker().bootstrapServers(), "max.request.size", 2 << 20),
                new StringSerializer(),
                new ByteArraySerializer())) {
            for (byte[] value : values) {
                for (String key : Arrays.asList("poison", null)) {
                    offsets.add(Long.toString(producer.send(new ProducerRecord<>(JOBS, key, value))
                            .get()
                            .offset()));
                }
            }
        }
        return offsets;
    }

    /** Stops the broker's process for a while, or lets it go on. */
    static void signal(String name) throws Exception {
        new ProcessBuilder(
                        "kill",
                        "-" + name,
                        Long.toString(parts.broker().process().pid()))
                .start()
                .waitFor();
    }

    static Fact ended(Job<?> job) {
        return facts(job).stream()
                .filter(f -> !(f instanceof Fact.JobStarted
                        || f instanceof Fact.JobRetried
                        || f instanceof Fact.JobReleased
                        || f instanceof Fact.JobWarned))
                .findFirst()
                .orElse(null);
    }

    static List<Fact> facts(Job<?> job) {
        return read(Topics.EVENTS).stream()
                .map(r -> Json.read(r.value(), Fact.class))
                .filter(f -> f.job().equals(job.id()))
                .toList();
    }

    static List<ConsumerRecord<String, byte[]>> deadLetters(Job<TestJob> job) {
        return read(Topics.deadLetters(JOBS)).stream()
                .filter(r -> job.id().equals(r.key()))
                .toList();
    }

    static List<ConsumerRecord<String, byte[]>> read(String topic) {
        List<ConsumerRecord<String, byte[]>> all = new ArrayList<>();
        try (KafkaConsumer<String, byte[]> consumer = new KafkaConsumer<>(
                Map.of(
                        "bootstrap.servers",
                        parts.broker().bootstrapServers(),
                        "auto.offset.reset",
                        "earliest",
                        // Its first request may ask for partitions without records, and nothing comes of it.
                        "fetch.max.wait.ms",
                        10),
                new StringDeserializer(),
                new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                    .map(p -> new TopicPartition(p.topic(), p.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (partitions.stream().anyMatch(p -> consumer.position(p) < ends.get(p))) {
                consumer.poll(Duration.ofMillis(100)).forEach(all::add);
            }
        }
        return all;
    }
}
