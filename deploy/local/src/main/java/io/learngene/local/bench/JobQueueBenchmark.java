package io.learngene.local.bench;

import io.learngene.contracts.Json;
import io.learngene.contracts.Topics;
import io.learngene.contracts.artefact.JobResult;
import io.learngene.contracts.event.Fact;
import io.learngene.contracts.job.Job;
import io.learngene.runtime.job.JobContext;
import io.learngene.runtime.job.JobEnvironment;
import io.learngene.runtime.job.JobHandler;
import io.learngene.runtime.job.JobLoop;
import io.learngene.runtime.job.JobSettings;
import io.learngene.runtime.job.Shift;
import io.learngene.runtime.messaging.Cancellations;
import io.learngene.runtime.messaging.KafkaSettings;
import io.learngene.runtime.messaging.Messages;
import io.learngene.runtime.messaging.Pools;
import io.learngene.runtime.messaging.TopicFollower;
import io.learngene.runtime.messaging.TopicSetup;
import io.learngene.runtime.observability.JobMetrics;
import io.learngene.runtime.store.ArtefactStore;
import io.learngene.runtime.store.S3Store;
import io.learngene.runtime.tracing.Traces;
import io.learngene.stack.KafkaBroker;
import io.learngene.stack.ObjectStore;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Times the job queue: the services' own loops, on a broker and a store of their own, with work that only waits. */
public final class JobQueueBenchmark implements AutoCloseable {

    private static final Duration LOCK = Duration.ofSeconds(30);
    private static final Duration MOST_SILENCE = Duration.ofSeconds(60);
    private static final int WARM_UP = 200;
    /** Two lines for each job would hide the result. */
    private static final Logger WORK = Logger.getLogger("io.learngene.runtime.job");

    /**
     * What was measured.
     *
     * @param jobsPerSecond jobs over the time from the first one's queueing to the last one's announced success
     * @param seconds that time
     * @param jobs jobs that were queued, each confirmed by the broker
     * @param lost jobs without a result in the store at the end
     * @param doneTwice jobs whose work was done more than once
     * @param workers loops, each with clients of its own
     */
    public record Report(double jobsPerSecond, double seconds, int jobs, int lost, int doneTwice, int workers) {}

    private final Deque<AutoCloseable> opened = new ArrayDeque<>();
    private final Map<String, Integer> runs = new ConcurrentHashMap<>();
    private final Set<String> announced = ConcurrentHashMap.newKeySet();
    private final Path folder;
    private final Duration work;
    private final KafkaSettings kafka;
    private final ObjectStore server;
    private final ArtefactStore store;
    private final Messages messages;

    /**
     * @param folder for the records, the objects and the work in progress
     * @param work how long the work of a job takes
     */
    public JobQueueBenchmark(Path folder, Duration work) {
        WORK.setLevel(Level.WARNING);
        this.folder = folder;
        this.work = work;
        KafkaBroker broker = open(KafkaBroker.start(folder, 0));
        this.server = open(ObjectStore.start(folder, 0));
        this.kafka = KafkaSettings.of(broker.bootstrapServers());
        this.store = open(client());
        store.prepare();
        TopicSetup.topics(kafka, Pools.DEFAULT);
        TopicSetup.groups(kafka, Set.of(Topics.jobs(QueueWords.Waiting.KIND)), LOCK);
        this.messages = open(new Messages(kafka, Pools.DEFAULT, Traces.OFF, "bench", InstantSource.system()));
        open(new TopicFollower(kafka, Topics.EVENTS, OptionalLong.empty(), this::hear))
                .start();
    }

    /**
     * @param jobs how many
     * @param workers how many loops share them
     * @return what was measured, after some jobs to warm up
     * @throws InterruptedException if interrupted
     */
    public Report run(int jobs, int workers) throws InterruptedException {
        for (int i = 0; i < workers; i++) {
            startWorker("worker-" + i);
        }
        queueAndAwait(jobs("warm", Math.min(WARM_UP, jobs)));
        List<Job<QueueWords.Waiting>> measured = jobs("bench", jobs);
        long start = System.nanoTime();
        queueAndAwait(measured);
        double seconds = (System.nanoTime() - start) / 1e9;
        int lost = (int) measured.stream()
                .filter(job -> store.stat(job.resultKey()).isEmpty())
                .count();
        int twice = (int) measured.stream()
                .filter(job -> runs.getOrDefault(job.id(), 0) > 1)
                .count();
        return new Report((jobs - lost) / seconds, seconds, jobs, lost, twice, workers);
    }

    private void startWorker(String name) {
        ArtefactStore own = open(client());
        Messages told = open(new Messages(kafka, Pools.DEFAULT, Traces.OFF, name, InstantSource.system()));
        Cancellations cancellations = open(new Cancellations(kafka));
        cancellations.start();
        JobSettings settings = new JobSettings(
                kafka,
                name,
                folder.resolve(name),
                3,
                LOCK,
                Duration.ofSeconds(1),
                Duration.ofSeconds(5),
                Duration.ofMinutes(10),
                null,
                null,
                Shift.ENDLESS);
        JobEnvironment environment = new JobEnvironment(
                own,
                told,
                cancellations,
                new JobMetrics(new SimpleMeterRegistry(), Topics.DEFAULT_POOL),
                Traces.OFF,
                InstantSource.system(),
                () -> Runtime.getRuntime().halt(1),
                () -> {});
        open(new JobLoop(List.of(new Waiter()), settings, environment)).start();
    }

    /** Work that only waits, and counts. */
    private final class Waiter implements JobHandler<QueueWords.Waiting> {

        @Override
        public Class<QueueWords.Waiting> type() {
            return QueueWords.Waiting.class;
        }

        @Override
        public JobResult run(Job<QueueWords.Waiting> job, JobContext context) throws InterruptedException {
            runs.merge(job.id(), 1, Integer::sum);
            Thread.sleep(work.toMillis());
            return new QueueWords.Waited(job.family());
        }
    }

    private void queueAndAwait(List<Job<QueueWords.Waiting>> jobs) throws InterruptedException {
        List<CompletableFuture<Void>> queued =
                jobs.stream().map(messages::queue).toList();
        queued.forEach(Messages::await);
        int before = -1;
        long since = System.nanoTime();
        while (true) {
            int done = (int)
                    jobs.stream().filter(job -> announced.contains(job.id())).count();
            if (done == jobs.size()) {
                return;
            }
            if (done != before) {
                before = done;
                since = System.nanoTime();
            } else if (System.nanoTime() - since > MOST_SILENCE.toNanos()) {
                System.err.println("foundry: " + (jobs.size() - done) + " of " + jobs.size() + " jobs did not end in "
                        + MOST_SILENCE.toSeconds() + " s after the last one that did");
                return;
            }
            Thread.sleep(10);
        }
    }

    private static List<Job<QueueWords.Waiting>> jobs(String name, int count) {
        QueueWords.Waiting spec = new QueueWords.Waiting();
        return IntStream.range(0, count)
                .mapToObj(i -> Job.first(name + "-" + i, Instant.now(), spec))
                .toList();
    }

    private void hear(ConsumerRecord<String, byte[]> record) {
        if (Json.read(record.value(), Fact.class) instanceof Fact.JobSucceeded succeeded) {
            announced.add(succeeded.job());
        }
    }

    private ArtefactStore client() {
        return new S3Store(server.endpoint(), "bench", ObjectStore.ACCESS_KEY, server.secretKey(), null);
    }

    private <T extends AutoCloseable> T open(T resource) {
        opened.push(resource);
        return resource;
    }

    @Override
    public void close() throws Exception {
        for (AutoCloseable each : opened) {
            each.close();
        }
    }
}
