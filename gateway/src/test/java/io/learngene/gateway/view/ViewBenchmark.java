package io.learngene.gateway.view;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.learngene.contracts.Json;
import io.learngene.contracts.artefact.ResultSummary;
import io.learngene.contracts.artefact.Scores;
import io.learngene.contracts.event.Fact;
import io.learngene.contracts.event.Heartbeat;
import io.learngene.contracts.event.TrainingPoint;
import io.learngene.contracts.event.TrainingPoint.Position;
import io.learngene.contracts.event.TrainingPoint.Readings;
import io.learngene.contracts.job.Job;
import io.learngene.contracts.job.JobSpec;
import io.learngene.method.DistillJob;
import io.learngene.method.TuneJob;
import io.learngene.runtime.messaging.KafkaSettings;
import io.learngene.runtime.messaging.Messages;
import io.learngene.runtime.messaging.Pools;
import io.learngene.runtime.messaging.TopicSetup;
import io.learngene.runtime.tracing.Traces;
import io.learngene.stack.JavaProcess;
import io.learngene.stack.KafkaBroker;
import io.learngene.stack.ObjectStore;
import io.learngene.stack.Ports;
import io.learngene.stack.Repository;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * No test, and run only by name: 10,000 families with 100,000 jobs on a real broker, a gateway with a heap of 512 MB, and 20 workers
 * that report every second. {@code ./mvnw -DskipTests package}, then {@code ./mvnw test -pl gateway -am -Dtest=ViewBenchmark
 * -Dsurefire.failIfNoSpecifiedTests=false}.
 */
class ViewBenchmark {

    private static final int FAMILIES = Integer.getInteger("view.families", 10_000);
    private static final int LARGE_JOBS = 2_000;
    private static final int MODELS = 4;
    private static final int WORKERS = 20;
    private static final Duration PATIENCE = Duration.ofMinutes(20);

    private final HttpClient http = HttpClient.newHttpClient();
    private final int port = Ports.free();

    @Test
    void measure(@TempDir Path folder) throws Exception {
        try (KafkaBroker broker = KafkaBroker.start(folder, 0);
                ObjectStore store = ObjectStore.start(folder, 0)) {
            KafkaSettings kafka = KafkaSettings.of(broker.bootstrapServers());
            TopicSetup.topics(kafka, Pools.DEFAULT);
            try (Messages messages = new Messages(kafka, Pools.DEFAULT, Traces.OFF, "bench", InstantSource.system())) {
                long start = System.nanoTime();
                IntStream.range(0, FAMILIES).forEach(i -> tell(messages, family(i), MODELS));
                tell(messages, "large-1", LARGE_JOBS / 2);
                say("telling of %,d families with %,d jobs", start, FAMILIES, FAMILIES * (2 + 2 * MODELS));

                JavaProcess gateway = started("first start, nothing known, until ready", broker, store, folder);
                start = System.nanoTime();
                await(() -> total() == FAMILIES + 1 && done(family(FAMILIES - 1)) && done("large-1"));
                say("until everything it had not seen is folded", start);
                gateway.stop(Duration.ofSeconds(30));
                started("start with the state of before, until ready", broker, store, folder)
                        .stop(Duration.ofSeconds(30));
                delete(folder.resolve("state"));
                gateway = started("start on an empty folder, until ready", broker, store, folder);
                start = System.nanoTime();
                await(() -> total() == FAMILIES + 1);
                say("until all are listed", start);

                ScheduledExecutorService workers = Executors.newScheduledThreadPool(2);
                for (int i = 0; i < WORKERS; i++) {
                    int worker = i;
                    long[] step = {0};
                    workers.scheduleAtFixedRate(
                            () -> report(messages, worker == 0 ? "large-1" : family(worker), step[0]++),
                            50L * i,
                            1000,
                            TimeUnit.MILLISECONDS);
                }
                pages();
                visibility(messages);
                workers.shutdownNow();
                gateway.stop(Duration.ofSeconds(30));
            }
        }
    }

    private static String family(int i) {
        return String.format("bench-%08x", i);
    }

    private static void tell(Messages messages, String family, int models) {
        List<CompletableFuture<Void>> sent = new ArrayList<>();
        Instant at = Instant.now();
        List<ResultSummary.Model> made = new ArrayList<>();
        List<TuneJob> tunings = new ArrayList<>();
        for (int i = 0; i < models; i++) {
            String name = String.format("L%02d-%d", 2 + i % 10, i);
            made.add(new ResultSummary.Model(name, 2 + i % 10, 1_000_000));
            tunings.add(Samples.tune(TuneJob.MODELS, name));
            tunings.add(Samples.tune(TuneJob.SCRATCH, name));
        }
        JobSpec distill = new DistillJob(Samples.request());
        ended(
                messages,
                sent,
                Job.first(family, at, distill),
                Samples.learngene().summary());
        // An expansion holds 64 targets at most.
        for (int from = 0; from < models; from += 64) {
            List<ResultSummary.Model> some = made.subList(from, Math.min(models, from + 64));
            List<TuneJob> jobs = tunings.subList(2 * from, Math.min(2 * models, 2 * from + 128));
            String request = from == 0 ? "initial" : "more-" + from;
            ended(
                    messages,
                    sent,
                    Job.first(family, at, Samples.expand(request)),
                    new ResultSummary.Generated(
                            some, jobs.stream().map(job -> job.expected(null)).toList()));
        }
        for (TuneJob tuning : tunings) {
            ended(
                    messages,
                    sent,
                    Job.first(family, at, tuning),
                    Samples.model(tuning.group(), tuning.name(), 0.1, 0.5, 0.6).summary());
        }
        sent.forEach(Messages::await);
    }

    private static void ended(
            Messages messages, List<CompletableFuture<Void>> sent, Job<?> job, ResultSummary summary) {
        sent.add(messages.queue(job));
        sent.add(messages.publish(new Fact.JobStarted(job.id(), job.family(), 1, "worker-1", job.queuedAt())));
        sent.add(messages.publish(new Fact.JobSucceeded(
                job.id(), job.family(), job.resultKey(), "0".repeat(64), summary, job.queuedAt())));
    }

    private static void report(Messages messages, String family, long step) {
        String job = family + "/tune/L02-0";
        messages.tell(new TrainingPoint(
                job,
                family,
                1,
                "tuning",
                new Position(0, 1, step, 100_000),
                new Readings(1.0, 0.1, 100.0, 10.0),
                Scores.NONE,
                Instant.now()));
        messages.tell(new Heartbeat(job, family, 1, "worker-1", Instant.now()));
    }

    private void pages() throws Exception {
        List<Double> milliseconds = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            long start = System.nanoTime();
            JsonNode page = get("/families?page=" + (1 + i % (FAMILIES / 50)) + "&size=50");
            milliseconds.add((System.nanoTime() - start) / 1e6);
            assertThat(page.path("families")).hasSize(50);
        }
        quantiles("a page of 50", milliseconds.subList(100, 300));
        milliseconds.clear();
        for (int i = 0; i < 20; i++) {
            long start = System.nanoTime();
            assertThat(get("/families/large-1").path("jobs").size()).isGreaterThan(LARGE_JOBS);
            milliseconds.add((System.nanoTime() - start) / 1e6);
        }
        quantiles("a family of 2,000 jobs", milliseconds);
    }

    private void visibility(Messages messages) {
        List<Double> found = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            String family = "new-" + i;
            Messages.await(messages.queue(Job.first(family, Instant.now(), new DistillJob(Samples.request()))));
            String job = DistillJob.id(family);
            Messages.await(messages.publish(new Fact.JobStarted(job, family, 1, "worker-1", Instant.now())));
            long start = System.nanoTime();
            await(() ->
                    "running".equals(get("/families/" + family).path("state").asText()));
            found.add((System.nanoTime() - start) / 1e6);
        }
        quantiles("a fact until it is seen", found);
    }

    private static void quantiles(String what, List<Double> milliseconds) {
        double[] sorted =
                milliseconds.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        System.out.printf(
                "BENCH %s: median %.1f ms, largest %.1f ms%n",
                what, sorted[sorted.length / 2], sorted[sorted.length - 1]);
    }

    private JavaProcess started(String what, KafkaBroker broker, ObjectStore store, Path folder) {
        long start = System.nanoTime();
        Path jar = Repository.root().resolve("gateway/target/quarkus-app/quarkus-run.jar");
        JavaProcess gateway = JavaProcess.start(new JavaProcess.Command(
                "gateway",
                List.of(jar.toString()),
                "io.quarkus.bootstrap.runner.QuarkusEntryPoint",
                List.of(
                        "-Xmx512m",
                        "-XX:+UseSerialGC",
                        "-XX:+ExitOnOutOfMemoryError",
                        "-Djava.util.logging.manager=org.jboss.logmanager.LogManager"),
                List.of(),
                Map.of(
                        "FOUNDRY_HTTP_PORT", Integer.toString(port),
                        "KAFKA_BOOTSTRAP_SERVERS", broker.bootstrapServers(),
                        "FOUNDRY_STORE_ENDPOINT", store.endpoint(),
                        "FOUNDRY_STORE_ACCESS_KEY", ObjectStore.ACCESS_KEY,
                        "FOUNDRY_STORE_SECRET_KEY", store.secretKey(),
                        "FOUNDRY_GATEWAY_DIRECTORY", folder.resolve("state").toString()),
                folder.resolve("gateway.log")));
        await(() -> status("/q/health/ready") == 200 || !gateway.alive());
        assertThat(gateway.alive()).as(gateway.logTail()).isTrue();
        say(what, start);
        return gateway;
    }

    private int total() {
        return get("/families?size=1").path("total").asInt();
    }

    private boolean done(String family) {
        return "done".equals(get("/families/" + family).path("state").asText());
    }

    private JsonNode get(String path) {
        return Json.read(send(path).body(), JsonNode.class);
    }

    private int status(String path) {
        HttpResponse<byte[]> answer = send(path);
        return answer == null ? 0 : answer.statusCode();
    }

    private HttpResponse<byte[]> send(String path) {
        try {
            return http.send(
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                            .build(),
                    HttpResponse.BodyHandlers.ofByteArray());
        } catch (IOException e) {
            return null;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void await(BooleanSupplier condition) {
        org.awaitility.Awaitility.await()
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(20))
                .atMost(PATIENCE)
                .until(condition::getAsBoolean);
    }

    private static void say(String what, long start, Object... values) {
        System.out.printf("BENCH " + what + ": %.1f s%n", append(values, (System.nanoTime() - start) / 1e9));
    }

    private static Object[] append(Object[] values, Object last) {
        return Stream.concat(Stream.of(values), Stream.of(last)).toArray();
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
