package io.learngene.gateway.submission;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.learngene.contracts.InvalidFieldException;
import io.learngene.contracts.job.Job;
import io.learngene.contracts.job.JobSpec;
import io.learngene.contracts.project.Project;
import io.learngene.gateway.config.GatewayConfig;
import io.learngene.gateway.config.Settings;
import io.learngene.gateway.problem.ProblemException;
import io.learngene.gateway.view.Samples;
import io.learngene.method.DistillJob;
import io.learngene.method.sws.FamilyRequest;
import io.learngene.runtime.store.FolderStore;
import io.learngene.runtime.store.StoreException;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.smallrye.mutiny.Uni;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Requests that are repeated with their key, at one gateway and at several over one store. */
class IdempotencyTest {

    private static final String SCOPE = "families";
    private static final GatewayConfig CONFIG = Settings.of(Map.of());
    private static final InstantSource NOW = InstantSource.fixed(Samples.T0);
    /** When no broker confirms any more what was decided at the beginning. */
    private static final InstantSource LATER = InstantSource.fixed(Samples.T0.plus(CONFIG.brokerPatience()));

    @TempDir
    Path folder;

    private final Queue<String> queued = new ConcurrentLinkedQueue<>();
    private FolderStore store;
    private Manifests manifests;

    @BeforeEach
    void open() {
        store = new FolderStore(folder);
        store.prepare();
        manifests = new Manifests(store, new SimpleMeterRegistry());
    }

    @Test
    void repeatIsAnsweredAsTheFirstAndQueuesNothing() {
        // Given
        Accepted first = ask(gateway(), "key", "request", "toy-1");

        // When: another gateway, whose view may be behind, and content that has changed since
        Accepted repeat = ask(gateway(), "key", "request", "toy-2");

        // Then
        assertThat(repeat).isEqualTo(first);
        assertThat(queued).containsExactly("toy-1/distill");
    }

    @Test
    void keyOfAnotherRequestIsAConflict() {
        // Given
        ask(gateway(), "key", "request", "toy-1");

        // When / Then
        assertThatThrownBy(() -> ask(gateway(), "key", "another request", "toy-2"))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("Idempotency-Key 'key' belongs to another request, which became toy-1/distill")
                .extracting(e -> ((ProblemException) e).problem().status())
                .isEqualTo(409);
        assertThat(queued).containsExactly("toy-1/distill");
    }

    @Test
    void keyCountsForItsOwnPathAlone() {
        // Given
        ask(gateway(), "key", "request", "toy-1");

        // When
        Accepted elsewhere = gateway()
                .once(Project.DEFAULT, "families/toy-1/tunings", "key", "another request", () -> decision("toy-2"))
                .await()
                .indefinitely();

        // Then
        assertThat(elsewhere.family()).isEqualTo("toy-2");
    }

    @Test
    void unconfirmedJobIsQueuedAgainUnderTheSameId() {
        // Given: the broker is away, or the gateway ended before it knew
        Idempotency silent = new Idempotency(
                store,
                manifests,
                new Broker(null, null, null, null) {
                    @Override
                    Uni<Void> queue(Job<JobSpec> job) {
                        return Uni.createFrom().failure(ProblemException.unconfirmed());
                    }
                },
                CONFIG,
                LATER);
        assertThatThrownBy(() -> ask(silent, "key", "request", "toy-1")).hasMessageContaining("same Idempotency-Key");

        // When
        Accepted repeat = ask(gateway(), "key", "request", "toy-2");

        // Then
        assertThat(repeat.family()).isEqualTo("toy-1");
        assertThat(queued).containsExactly("toy-1/distill");
    }

    @Test
    void refusedRequestLeavesItsKeyFree() {
        // Given
        assertThatThrownBy(() -> gateway()
                        .once(Project.DEFAULT, SCOPE, "key", "request", () -> {
                            throw ProblemException.unusable("dataset", "there is none");
                        })
                        .await()
                        .indefinitely())
                .isInstanceOf(ProblemException.class);

        // When
        Accepted corrected = ask(gateway(), "key", "corrected request", "toy-1");

        // Then
        assertThat(corrected.family()).isEqualTo("toy-1");
    }

    @Test
    void manyAtOnceBecomeOne() throws Exception {
        // Given: three gateways over one store
        CompletableFuture<Void> confirmed = CompletableFuture.completedFuture(null);
        List<Idempotency> gateways =
                Stream.generate(() -> confirmedBy(confirmed, NOW)).limit(3).toList();
        CountDownLatch start = new CountDownLatch(1);
        ExecutorService clients = Executors.newFixedThreadPool(24);
        List<Future<Accepted>> answers = new ArrayList<>();
        for (int i = 0; i < 24; i++) {
            int client = i;
            answers.add(clients.submit(() -> {
                start.await();
                return ask(gateways.get(client % 3), "key", "request", "toy-" + client);
            }));
        }

        // When
        start.countDown();

        // Then
        Accepted one = answers.get(0).get();
        for (Future<Accepted> answer : answers) {
            assertThat(answer.get()).isEqualTo(one);
        }
        assertThat(queued).containsExactly(one.job());
        clients.shutdownNow();
    }

    @Test
    void repeatThatComesMeanwhileWaitsForTheAnswerOfTheFirst() {
        // Given: a broker that takes its time
        CompletableFuture<Void> confirmation = new CompletableFuture<>();
        Idempotency slow = confirmedBy(confirmation);
        CompletableFuture<Accepted> first = begin(slow, "toy-1");

        // When
        CompletableFuture<Accepted> repeat = begin(slow, "toy-2");
        confirmation.complete(null);

        // Then
        assertThat(repeat.join()).isEqualTo(first.join());
        assertThat(queued).containsExactly("toy-1/distill");
    }

    @Test
    void repeatAtAnotherGatewayWaitsUntilTheFirstHasQueuedWhatItDecided() {
        // Given: two gateways over one store, and a broker that takes its time
        CompletableFuture<Void> confirmation = new CompletableFuture<>();
        CompletableFuture<Accepted> first = begin(confirmedBy(confirmation, NOW), "toy-1");

        // When
        CompletableFuture<Accepted> repeat = begin(confirmedBy(confirmation, NOW), "toy-2");
        confirmation.complete(null);

        // Then
        assertThat(repeat.join()).isEqualTo(first.join());
        assertThat(queued).containsExactly("toy-1/distill");
    }

    @Test
    void gatewayWhoseClockWasAheadAndThatIsGoneIsNotWaitedForUntilItsMomentComes() {
        // Given: what it decided is of the future, and was never queued
        GatewayConfig quick = Settings.of(Map.of("broker-patience", "300ms"));
        begin(confirmedBy(new CompletableFuture<>(), NOW, quick), "toy-1");
        CompletableFuture<Void> confirmed = CompletableFuture.completedFuture(null);
        InstantSource tenMinutesBehind = InstantSource.fixed(Samples.T0.minus(Duration.ofMinutes(10)));

        // When
        CompletableFuture<Accepted> repeat = begin(confirmedBy(confirmed, tenMinutesBehind, quick), "toy-2");

        // Then
        assertThat(repeat.orTimeout(20, TimeUnit.SECONDS).join().family()).isEqualTo("toy-1");
        assertThat(queued).containsExactly("toy-1/distill", "toy-1/distill");
    }

    @Test
    void damagedReceiptIsNamedAndQueuesNothing() {
        // Given
        ask(gateway(), "key", "request", "toy-1");
        String receipt = store.list("idempotency/").get(0).key();
        store.put("receipt", receipt, "{".getBytes(UTF_8));

        // When / Then: neither is the request at fault, nor is it a new one
        assertThatThrownBy(() -> ask(gateway(), "key", "request", "toy-2"))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining(receipt + " in the store is damaged");
        assertThat(queued).containsExactly("toy-1/distill");
    }

    @Test
    void failureIsForgottenSoThatARepeatIsTried() {
        // Given: one gateway, whose store is away for a moment
        Idempotency gateway = gateway();
        assertThatThrownBy(() -> gateway.once(Project.DEFAULT, SCOPE, "key", Map.of("request", "request"), () -> {
                            throw new StoreException("the store is away", null);
                        })
                        .await()
                        .indefinitely())
                .isInstanceOf(StoreException.class);

        // When
        Accepted repeat = ask(gateway, "key", "request", "toy-1");

        // Then
        assertThat(repeat.family()).isEqualTo("toy-1");
    }

    @Test
    void clientThatIsGoneMeanwhileTakesTheAnswerFromNobodyElse() {
        // Given
        CompletableFuture<Void> confirmation = new CompletableFuture<>();
        Idempotency slow = confirmedBy(confirmation);
        CompletableFuture<Accepted> gone = begin(slow, "toy-1");
        CompletableFuture<Accepted> waiting = begin(slow, "toy-2");

        // When
        gone.cancel(true);
        confirmation.complete(null);

        // Then
        assertThat(waiting.join().family()).isEqualTo("toy-1");
        assertThat(queued).containsExactly("toy-1/distill");
    }

    @Test
    void keysThatLookAlikeAreDifferent() {
        // Given
        List<String> keys =
                List.of("key", "Key", " key", "key ", "k\u00e9y", "ke\u0301y", "../key", "key\u0000", "key\n");

        // When
        for (int i = 0; i < keys.size(); i++) {
            ask(gateway(), keys.get(i), "request", "toy-" + i);
        }

        // Then: each has a receipt of its own, below one folder
        assertThat(queued).hasSize(keys.size());
        assertThat(store.list("idempotency/")).hasSize(keys.size()).allSatisfy(receipt -> assertThat(receipt.key())
                .matches("idempotency/[0-9a-f]{64}\\.json"));
    }

    @Test
    void withoutAKeyEveryRequestIsANewOne() {
        // When
        Accepted first = ask(gateway(), null, "request", "toy-1");
        Accepted second = ask(gateway(), null, "request", "toy-2");

        // Then
        assertThat(second).isNotEqualTo(first);
        assertThat(store.list("idempotency/")).isEmpty();
    }

    @Test
    void emptyAndEndlessKeysAreRefused() {
        for (String key : List.of(" ", "k".repeat(201))) {
            assertThatThrownBy(() -> ask(gateway(), key, "request", "toy-1"))
                    .isInstanceOf(InvalidFieldException.class)
                    .hasMessageContaining("Idempotency-Key");
        }
    }

    private Idempotency gateway() {
        return confirmedBy(CompletableFuture.completedFuture(null));
    }

    private static CompletableFuture<Accepted> begin(Idempotency gateway, String family) {
        return gateway.once(Project.DEFAULT, SCOPE, "key", Map.of("request", "request"), () -> decision(family))
                .subscribeAsCompletionStage();
    }

    private static Accepted ask(Idempotency gateway, String key, String request, String family) {
        Supplier<Idempotency.Decision> decide = () -> decision(family);
        return gateway.once(Project.DEFAULT, SCOPE, key, Map.of("request", request), decide)
                .await()
                .indefinitely();
    }

    private static Idempotency.Decision decision(String family) {
        FamilyRequest request = Samples.request();
        Job<JobSpec> job = Job.first(family, Samples.T0, new DistillJob(request));
        return new Idempotency.Decision(new Accepted(family, job.id(), null), job);
    }

    /** A gateway whose broker takes its time. */
    private Idempotency confirmedBy(CompletableFuture<Void> confirmation) {
        return confirmedBy(confirmation, LATER);
    }

    private Idempotency confirmedBy(CompletableFuture<Void> confirmation, InstantSource clock) {
        return confirmedBy(confirmation, clock, CONFIG);
    }

    private Idempotency confirmedBy(CompletableFuture<Void> confirmation, InstantSource clock, GatewayConfig config) {
        return new Idempotency(
                store,
                manifests,
                new Broker(null, null, null, null) {
                    @Override
                    Uni<Void> queue(Job<JobSpec> job) {
                        queued.add(job.id());
                        return Uni.createFrom().completionStage(confirmation);
                    }
                },
                config,
                clock);
    }
}
