package io.learngene.e2e.faults;

import io.learngene.contracts.Topics;
import io.learngene.contracts.artefact.JobResult;
import io.learngene.contracts.job.Job;
import io.learngene.local.bench.QueueWords;
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
import io.learngene.runtime.observability.JobMetrics;
import io.learngene.runtime.store.S3Store;
import io.learngene.runtime.tracing.Traces;
import io.learngene.stack.JavaProcess;
import io.learngene.stack.ObjectStore;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.File;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;

/** The services' own loop in a process that starts in a second or two, with work that only waits. */
public final class StormWorker {

    static final Duration LOCK = Duration.ofSeconds(3);
    static final String BUCKET = "storm";
    /** Attempts of a job; more than there are deaths. */
    private static final int ATTEMPTS = 100;

    private static final long WORK_MILLIS = 100;

    private StormWorker() {}

    /** Starts one. */
    static JavaProcess start(String name, Path folder, String bootstrapServers, ObjectStore store) {
        return JavaProcess.start(new JavaProcess.Command(
                name,
                List.of(System.getProperty("java.class.path").split(File.pathSeparator)),
                StormWorker.class.getName(),
                List.of("-Xmx64m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"),
                List.of(name, folder.resolve(name).toString(), bootstrapServers, store.endpoint(), store.secretKey()),
                Map.of(),
                folder.resolve("logs").resolve(name + ".log")));
    }

    /**
     * @param args name, folder, brokers, store and its secret
     * @throws InterruptedException if interrupted
     */
    public static void main(String[] args) throws InterruptedException {
        KafkaSettings kafka = KafkaSettings.of(args[2]);
        Messages messages = new Messages(kafka, Pools.DEFAULT, Traces.OFF, args[0], InstantSource.system());
        Cancellations cancellations = new Cancellations(kafka);
        cancellations.start();
        JobSettings settings = new JobSettings(
                kafka,
                args[0],
                Path.of(args[1]),
                ATTEMPTS,
                LOCK,
                Duration.ofMillis(100),
                Duration.ofSeconds(5),
                Duration.ofMinutes(10),
                null,
                null,
                Shift.ENDLESS);
        JobEnvironment environment = new JobEnvironment(
                new S3Store(args[3], BUCKET, ObjectStore.ACCESS_KEY, args[4], null),
                messages,
                cancellations,
                new JobMetrics(new SimpleMeterRegistry(), Topics.DEFAULT_POOL),
                Traces.OFF,
                InstantSource.system(),
                () -> Runtime.getRuntime().halt(1),
                () -> {});
        new JobLoop(List.of(new Waiter()), settings, environment).start();
        Thread.currentThread().join();
    }

    private static final class Waiter implements JobHandler<QueueWords.Waiting> {

        @Override
        public Class<QueueWords.Waiting> type() {
            return QueueWords.Waiting.class;
        }

        @Override
        public JobResult run(Job<QueueWords.Waiting> job, JobContext context) throws InterruptedException {
            Thread.sleep(WORK_MILLIS);
            return new QueueWords.Waited(job.family());
        }
    }
}
