package io.learngene.runtime.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.learngene.contracts.Json;
import io.learngene.contracts.Topics;
import io.learngene.contracts.Vocabulary;
import io.learngene.contracts.artefact.ExpansionManifest;
import io.learngene.contracts.artefact.JobResult;
import io.learngene.contracts.event.Cancellation;
import io.learngene.contracts.event.Fact;
import io.learngene.contracts.family.DatasetSelection;
import io.learngene.contracts.family.ExpandRequest;
import io.learngene.contracts.family.Target;
import io.learngene.contracts.job.ExpandJob;
import io.learngene.contracts.job.Job;
import io.learngene.contracts.recipe.TrainingRecipe;
import io.learngene.runtime.messaging.Cancellations;
import io.learngene.runtime.messaging.KafkaSettings;
import io.learngene.runtime.messaging.Messages;
import io.learngene.runtime.messaging.TopicSetup;
import io.learngene.runtime.observability.JobMetrics;
import io.learngene.runtime.store.ArtefactStore;
import io.learngene.runtime.store.S3Store;
import io.learngene.stack.KafkaBroker;
import io.learngene.stack.ObjectStore;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every way a job can end, on a real broker and a real store. */
class JobLoopTest {

    private static final String JOBS = Topics.jobs(ExpandJob.KIND);
    private static final Duration LOCK = Duration.ofSeconds(3);
    private static final Duration PATIENCE = Duration.ofSeconds(40);

    @TempDir
    static Path state;

    private static KafkaBroker broker;
    private static KafkaSettings kafka;
    private static ObjectStore server;
    private static ArtefactStore store;
    private static Messages messages;
    private static Cancellations cancellations;

    private final List<AutoCloseable> opened = new ArrayList<>();
    private final CountDownLatch exits = new CountDownLatch(1);
    private Duration deadline = Duration.ofMinutes(10);
    private final Queue<Integer> attempts = new ConcurrentLinkedQueue<>();

    @BeforeAll
    static void start() {
        broker = KafkaBroker.start(state, 0);
        server = ObjectStore.start(state, 0);
        store = new S3Store(server.endpoint(), "foundry", ObjectStore.ACCESS_KEY, ObjectStore.SECRET_KEY, null);
        store.prepare();
        kafka = KafkaSettings.of(broker.bootstrapServers());
        TopicSetup.topics(kafka);
        TopicSetup.groups(kafka, Vocabulary.kinds(), LOCK);
        messages = new Messages(kafka, "test");
        cancellations = new Cancellations(kafka, messages);
        cancellations.start();
    }

    @AfterAll
    static void stop() throws Exception {
        cancellations.close();
        messages.close();
        store.close();
        server.close();
        broker.close();
    }

    @AfterEach
    void closeLoops() throws Exception {
        for (AutoCloseable each : opened) {
            each.close();
        }
    }

    @Test
    void finishedJobIsPublishedAnnouncedAndTakenOnce() {
        // Given
        Job<ExpandJob> job = job("success");
        loop((j, context) -> result(j));

        // When
        Messages.await(messages.queue(job));
        Messages.await(messages.queue(job));

        // Then
        await().atMost(PATIENCE)
                .until(() -> facts(job).stream()
                                .filter(f -> f instanceof Fact.JobSucceeded)
                                .count()
                        == 2);
        assertThat(attempts).hasSize(1);
        assertThat(store.read(job.resultKey())).isPresent();
    }

    @Test
    void jobThatOutlivesItsLockIsNotGivenToAnother() throws Exception {
        // Given
        Job<ExpandJob> job = job("long");
        CountDownLatch lockOver = new CountDownLatch(1);
        Work slow = (j, context) -> {
            lockOver.await(3 * LOCK.toSeconds(), java.util.concurrent.TimeUnit.SECONDS);
            return result(j);
        };
        loop(slow);
        loop(slow);

        // When
        Messages.await(messages.queue(job));

        // Then
        await().atMost(PATIENCE).until(() -> ended(job) instanceof Fact.JobSucceeded);
        assertThat(attempts).containsExactly(1);
    }

    @Test
    void permanentFailureIsToldAtOnceAndPutAside() {
        // Given
        Job<ExpandJob> job = job("permanent");
        loop((j, context) -> {
            throw new PermanentJobException("dataset: 'x' has one class; give at least two", null);
        });

        // When
        Messages.await(messages.queue(job));

        // Then
        await().atMost(PATIENCE).until(() -> ended(job) instanceof Fact.JobFailed);
        assertThat(((Fact.JobFailed) ended(job)).reason()).contains("give at least two");
        assertThat(attempts).hasSize(1);
        assertThat(deadLetters(job)).hasSize(1);
    }

    @Test
    void passingFailureIsTriedAgain() {
        // Given
        Job<ExpandJob> job = job("transient");
        AtomicInteger calls = new AtomicInteger();
        loop((j, context) -> {
            if (calls.incrementAndGet() == 1) {
                throw new IllegalStateException("the store is away");
            }
            return result(j);
        });

        // When
        Messages.await(messages.queue(job));

        // Then
        await().atMost(PATIENCE).until(() -> ended(job) instanceof Fact.JobSucceeded);
        assertThat(attempts).containsExactly(1, 2);
        assertThat(facts(job)).anyMatch(f -> f instanceof Fact.JobRetried retried && retried.attempt() == 1);
    }

    @Test
    void endlessFailureIsGivenUpAfterItsAttempts() {
        // Given
        Job<ExpandJob> job = job("endless");
        loop((j, context) -> {
            throw new IllegalStateException("out of everything");
        });

        // When
        Messages.await(messages.queue(job));

        // Then
        await().atMost(PATIENCE).until(() -> ended(job) instanceof Fact.JobFailed);
        assertThat(attempts).containsExactly(1, 2, 3);
        assertThat(((Fact.JobFailed) ended(job)).reason()).contains("given up after 3 attempts");
    }

    @Test
    void recordThatIsNoJobIsPutAsideAndTheNextIsDone() {
        // Given
        Job<ExpandJob> job = job("after-poison");
        loop((j, context) -> result(j));

        // When
        raw("no json at all");
        raw("{\"kind\": \"expand\", \"job\": \"half\"}");
        Messages.await(messages.queue(job));

        // Then
        await().atMost(PATIENCE).until(() -> ended(job) instanceof Fact.JobSucceeded);
        await().atMost(PATIENCE)
                .until(() -> read(Topics.deadLetters(JOBS)).stream()
                                .filter(r -> "poison".equals(r.key()))
                                .count()
                        == 2);
    }

    @Test
    void cancelledJobIsDroppedBeforeItStarts() {
        // Given
        Job<ExpandJob> job = job("cancelled-early");
        Messages.await(messages.publish(new Cancellation(job.family(), Instant.now())));
        await().atMost(PATIENCE).until(() -> cancellations.covers(job));
        loop((j, context) -> result(j));

        // When
        Messages.await(messages.queue(job));

        // Then
        await().atMost(PATIENCE).until(() -> ended(job) instanceof Fact.JobCancelled);
        assertThat(attempts).isEmpty();
    }

    @Test
    void runningJobIsStoppedByACancellation() {
        // Given
        Job<ExpandJob> job = job("cancelled-late");
        loop(untilStopped());
        Messages.await(messages.queue(job));
        await().atMost(PATIENCE).until(() -> !attempts.isEmpty());

        // When
        Messages.await(messages.publish(new Cancellation(job.id(), Instant.now())));

        // Then
        await().atMost(PATIENCE).until(() -> ended(job) instanceof Fact.JobCancelled);
    }

    @Test
    void shutdownGivesTheJobToAnotherWorker() {
        // Given
        Job<ExpandJob> job = job("shutdown");
        JobLoop first = loop(untilStopped());
        Messages.await(messages.queue(job));
        await().atMost(PATIENCE).until(() -> !attempts.isEmpty());

        // When
        first.close();
        loop((j, context) -> result(j));

        // Then
        await().atMost(PATIENCE).until(() -> ended(job) instanceof Fact.JobSucceeded);
        assertThat(attempts).containsExactly(1, 1);
        assertThat(facts(job)).anyMatch(f -> f instanceof Fact.JobReleased);
    }

    @Test
    void attemptThatComesSecondPublishesNothing() {
        // Given
        Job<ExpandJob> job = job("zombie");
        loop((j, context) -> {
            // Meanwhile another attempt was quicker.
            store.create(
                    j.resultKey(), Json.write(new ExpansionManifest(j.family(), "r1", List.of(), List.of("quick"))));
            return result(j);
        });

        // When
        Messages.await(messages.queue(job));

        // Then
        await().atMost(PATIENCE).until(() -> ended(job) instanceof Fact.JobSucceeded);
        JobResult announced = ((Fact.JobSucceeded) ended(job)).result();
        assertThat(((ExpansionManifest) announced).tuneJobs()).containsExactly("quick");
    }

    private interface Work {
        JobResult run(Job<ExpandJob> job, JobContext context) throws Exception;
    }

    private static Work untilStopped() {
        return (job, context) -> {
            await().atMost(PATIENCE).until(() -> context.stop().requested());
            throw new JobStoppedException();
        };
    }

    private JobLoop loop(Work work) {
        JobHandler<ExpandJob> handler = new JobHandler<>() {
            @Override
            public Class<ExpandJob> type() {
                return ExpandJob.class;
            }

            @Override
            public JobResult run(Job<ExpandJob> job, JobContext context) throws Exception {
                attempts.add(context.attempt());
                return work.run(job, context);
            }
        };
        JobSettings settings = new JobSettings(
                kafka,
                "worker-" + opened.size(),
                state.resolve("work-" + System.nanoTime()),
                3,
                LOCK,
                Duration.ofMillis(100),
                Duration.ofSeconds(5),
                deadline,
                null);
        JobEnvironment environment = new JobEnvironment(
                store,
                messages,
                cancellations,
                new JobMetrics(new SimpleMeterRegistry()),
                InstantSource.system(),
                exits::countDown);
        JobLoop loop = new JobLoop(List.of(handler), settings, environment);
        loop.start();
        opened.add(loop);
        return loop;
    }

    private static Job<ExpandJob> job(String family) {
        ExpandRequest request = new ExpandRequest(List.of(Target.ofDepth(3)), TrainingRecipe.TUNING, null, null, false);
        return Job.first(
                family,
                Instant.now(),
                new ExpandJob("r1", request, DatasetSelection.of(DatasetSelection.SYNTHETIC), 1));
    }

    private static JobResult result(Job<ExpandJob> job) {
        return new ExpansionManifest(job.family(), job.spec().requestId(), List.of(), List.of());
    }

    private static void raw(String value) {
        try (KafkaProducer<String, byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", broker.bootstrapServers()),
                new StringSerializer(),
                new ByteArraySerializer())) {
            producer.send(new ProducerRecord<>(JOBS, "poison", value.getBytes(StandardCharsets.UTF_8)));
        }
    }

    private static Fact ended(Job<ExpandJob> job) {
        return facts(job).stream()
                .filter(f -> !(f instanceof Fact.JobStarted
                        || f instanceof Fact.JobRetried
                        || f instanceof Fact.JobReleased))
                .findFirst()
                .orElse(null);
    }

    private static List<Fact> facts(Job<ExpandJob> job) {
        return read(Topics.EVENTS).stream()
                .map(r -> Json.read(r.value(), Fact.class))
                .filter(f -> f.job().equals(job.id()))
                .toList();
    }

    private static List<ConsumerRecord<String, byte[]>> deadLetters(Job<ExpandJob> job) {
        return read(Topics.deadLetters(JOBS)).stream()
                .filter(r -> job.id().equals(r.key()))
                .toList();
    }

    private static List<ConsumerRecord<String, byte[]>> read(String topic) {
        List<ConsumerRecord<String, byte[]>> all = new ArrayList<>();
        try (KafkaConsumer<String, byte[]> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", broker.bootstrapServers(), "auto.offset.reset", "earliest"),
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
