package io.learngene.e2e.faults;

import io.learngene.contracts.Json;
import io.learngene.contracts.Topics;
import io.learngene.contracts.event.Fact;
import io.learngene.contracts.job.Job;
import io.learngene.local.bench.QueueWords;
import io.learngene.local.history.HistoryChecker;
import io.learngene.local.history.HistoryReader;
import io.learngene.runtime.messaging.KafkaSettings;
import io.learngene.runtime.messaging.Messages;
import io.learngene.runtime.messaging.Pools;
import io.learngene.runtime.messaging.TopicFollower;
import io.learngene.runtime.messaging.TopicSetup;
import io.learngene.runtime.store.ArtefactStore;
import io.learngene.runtime.store.S3Store;
import io.learngene.runtime.tracing.Traces;
import io.learngene.stack.JavaProcess;
import io.learngene.stack.ObjectStore;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Many short jobs, and small workers, each a process of its own. */
final class Storm implements AutoCloseable {

    static final List<String> WORKERS = List.of("worker-1", "worker-2", "worker-3", "worker-4");

    /** Who lost his lock because the machine was slow may have said that he begins when the job was done. */
    private static final HistoryChecker.Limits LIMITS =
            new HistoryChecker.Limits(Duration.ofMinutes(10), Duration.ofSeconds(30), file -> file.endsWith("/begun"));

    private final Map<String, JavaProcess> workers = new HashMap<>();
    private final List<String> begun = new CopyOnWriteArrayList<>();
    private final Set<String> done = ConcurrentHashMap.newKeySet();
    private final Deque<AutoCloseable> opened = new ArrayDeque<>();
    private final Path state;
    private final String brokers;
    private final ObjectStore server;
    private final ArtefactStore store;
    private final Messages messages;
    private int queued;

    Storm(Path state, String brokers) {
        this.state = state;
        this.brokers = brokers;
        this.server = open(ObjectStore.start(state, 0));
        this.store = open(
                new S3Store(server.endpoint(), StormWorker.BUCKET, ObjectStore.ACCESS_KEY, server.secretKey(), null));
        store.prepare();
        KafkaSettings kafka = KafkaSettings.of(brokers);
        TopicSetup.topics(kafka, Pools.DEFAULT);
        TopicSetup.groups(kafka, Set.of(Topics.jobs(QueueWords.Waiting.KIND)), StormWorker.LOCK);
        this.messages = open(new Messages(kafka, Pools.DEFAULT, Traces.OFF, "test", InstantSource.system()));
        open(new TopicFollower(kafka, Topics.EVENTS, OptionalLong.empty(), this::hear))
                .start();
        WORKERS.forEach(this::restart);
    }

    /** Queues some more jobs; returns when the broker has confirmed them. */
    void queue(int jobs) {
        for (int i = 0; i < jobs; i++) {
            Messages.await(messages.queue(Job.first("job-" + queued++, Instant.now(), new QueueWords.Waiting())));
        }
    }

    /** {@return whether every job that was confirmed was told to have succeeded} */
    boolean allDone() {
        return done.size() == queued;
    }

    /** {@return who began an attempt, in the order in which it was told} */
    List<String> begun() {
        return begun;
    }

    /** Kills a worker, if it runs, and starts it. */
    void restart(String name) {
        JavaProcess before = workers.get(name);
        if (before != null) {
            before.kill();
        }
        workers.put(name, StormWorker.start(name, state, brokers, server));
    }

    /** {@return what may not have happened} */
    List<String> wrong() {
        return HistoryChecker.check(HistoryReader.read(brokers, store), LIMITS);
    }

    private void hear(ConsumerRecord<String, byte[]> record) {
        Fact fact = Json.read(record.value(), Fact.class);
        if (fact instanceof Fact.JobStarted started) {
            begun.add(started.worker());
        } else if (fact instanceof Fact.JobSucceeded) {
            done.add(fact.job());
        }
    }

    private <T extends AutoCloseable> T open(T resource) {
        opened.push(resource);
        return resource;
    }

    @Override
    public void close() throws Exception {
        workers.values().forEach(JavaProcess::kill);
        for (AutoCloseable each : opened) {
            each.close();
        }
    }
}
