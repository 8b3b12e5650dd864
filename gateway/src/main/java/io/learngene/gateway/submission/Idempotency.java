package io.learngene.gateway.submission;

import io.learngene.contracts.Check;
import io.learngene.contracts.Json;
import io.learngene.contracts.Sha256;
import io.learngene.contracts.artefact.StoreKeys;
import io.learngene.contracts.job.Job;
import io.learngene.contracts.job.JobSpec;
import io.learngene.contracts.project.Project;
import io.learngene.gateway.config.GatewayConfig;
import io.learngene.gateway.problem.ProblemException;
import io.learngene.runtime.store.ArtefactStore;
import io.learngene.runtime.store.StoreException;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * Makes a request that is repeated with its Idempotency-Key the same request: what was decided for the first, ids and pinned
 * content, lies in the store under the key, written once, before the job is queued.
 */
@ApplicationScoped
class Idempotency {

    private static final Logger LOG = Logger.getLogger(Idempotency.class);
    private static final int MOST_KEY = 200;
    /** Between two looks whether another gateway has queued what it decided. */
    private static final Duration LOOK = Duration.ofMillis(200);

    private final ArtefactStore store;
    private final Manifests manifests;
    private final Broker broker;
    private final GatewayConfig config;
    private final InstantSource clock;
    private final Map<String, Uni<Accepted>> underWay = new ConcurrentHashMap<>();

    Idempotency(ArtefactStore store, Manifests manifests, Broker broker, GatewayConfig config, InstantSource clock) {
        this.store = store;
        this.manifests = manifests;
        this.broker = broker;
        this.config = config;
        this.clock = clock;
    }

    /**
     * What was decided for a request.
     *
     * @param accepted the answer
     * @param job the job that does it
     */
    record Decision(Accepted accepted, Job<JobSpec> job) {}

    /**
     * The decision for the first request of a key.
     *
     * @param requestSha256 checksum of the request as it was sent
     * @param accepted the answer
     * @param job the job
     * @param queued whether the broker confirmed the job; where it never does, a repeat queues it again, under the same id
     */
    record Receipt(String requestSha256, Accepted accepted, Job<JobSpec> job, boolean queued) {}

    /** A receipt, and whether it was written just now. */
    private record Found(Receipt receipt, boolean fresh) {}

    /**
     * @param project whose request it is
     * @param scope path of the request: a key counts for it alone
     * @param key the caller's key; null for none
     * @param request the request as it was sent
     * @param decide decides what is to be done, and refuses what cannot be; not called where it was decided before
     * @return the answer, after the broker's confirmation
     * @throws ProblemException 409 if the key belongs to another request
     */
    Uni<Accepted> once(Project project, String scope, String key, Object request, Supplier<Decision> decide) {
        if (key == null) {
            Decision decision = decide.get();
            return broker.queue(decision.job()).replaceWith(decision.accepted());
        }
        Check.that(
                !key.isBlank() && key.length() <= MOST_KEY,
                "Idempotency-Key",
                key.length() > MOST_KEY ? key.substring(0, MOST_KEY) + "..." : key,
                "give 1 to " + MOST_KEY + " characters, or leave the header out");
        String object = StoreKeys.idempotency(project, scope, key);
        String sha256 = Sha256.of(Json.write(request));
        // Repeats that come while the first is being queued wait for its answer.
        String both = object + " " + sha256;
        return underWay.computeIfAbsent(both, k -> Uni.createFrom()
                .deferred(() -> answer(object, key, receipt(object, sha256, decide), sha256))
                .onTermination()
                .invoke(() -> underWay.remove(both))
                .memoize()
                .indefinitely());
    }

    private Uni<Accepted> answer(String object, String key, Found found, String sha256) {
        Receipt receipt = found.receipt();
        if (!receipt.requestSha256().equals(sha256)) {
            throw ProblemException.conflict("Idempotency-Key '" + key + "' belongs to another request, which became "
                    + receipt.job().id() + "; use another key");
        }
        return (found.fresh() ? Uni.createFrom().item(receipt) : settled(object, receipt, config.brokerPatience()))
                .flatMap(known -> known.queued()
                        ? Uni.createFrom().item(known.accepted())
                        : broker.queue(known.job())
                                .invoke(() -> confirm(object, known))
                                .replaceWith(known.accepted()));
    }

    /**
     * What another gateway decided a moment ago it may be queueing now: twice in the queue would be twice the work. Where its clock is
     * ahead, that moment never comes, so that nobody is waited for longer than a gateway takes.
     */
    private Uni<Receipt> settled(String object, Receipt receipt, Duration left) {
        Instant given = receipt.job().queuedAt().plus(config.brokerPatience());
        if (receipt.queued() || left.isNegative() || !clock.instant().isBefore(given)) {
            return Uni.createFrom().item(receipt);
        }
        return Uni.createFrom()
                .item(receipt)
                .onItem()
                .delayIt()
                .by(LOOK)
                .emitOn(Infrastructure.getDefaultWorkerPool())
                .flatMap(before -> settled(object, read(object).orElse(before), left.minus(LOOK)));
    }

    private Found receipt(String object, String sha256, Supplier<Decision> decide) {
        Optional<Receipt> earlier = read(object);
        if (earlier.isPresent()) {
            return new Found(earlier.get(), false);
        }
        Decision decision = decide.get();
        Receipt own = new Receipt(sha256, decision.accepted(), decision.job(), false);
        if (store.create(object, Json.write(own))) {
            return new Found(own, true);
        }
        Receipt quicker = read(object).orElseThrow(() -> new StoreException(object + " was there and is gone", null));
        return new Found(quicker, false);
    }

    private Optional<Receipt> read(String object) {
        return manifests.read(object, Receipt.class);
    }

    private void confirm(String object, Receipt receipt) {
        Receipt confirmed = new Receipt(receipt.requestSha256(), receipt.accepted(), receipt.job(), true);
        try {
            store.put("receipt", object, Json.write(confirmed));
        } catch (StoreException e) {
            LOG.warnf(
                    "a repeat of %s would be queued again, under the same id: %s",
                    receipt.job().id(), e.getMessage());
        }
    }
}
