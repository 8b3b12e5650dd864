package io.learngene.gateway.access;

import io.learngene.contracts.Check;
import io.learngene.contracts.InvalidFieldException;
import io.learngene.contracts.Json;
import io.learngene.contracts.access.AccessKey;
import io.learngene.contracts.access.KeyView;
import io.learngene.contracts.access.Role;
import io.learngene.contracts.artefact.StoreKeys;
import io.learngene.contracts.project.Project;
import io.learngene.gateway.config.GatewayConfig;
import io.learngene.gateway.config.GatewayConfig.Access;
import io.learngene.gateway.problem.ProblemException;
import io.learngene.runtime.store.ArtefactStore;
import io.learngene.runtime.store.OversizedObjectException;
import io.quarkus.runtime.ShutdownEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jboss.logging.Logger;

/**
 * The keys that were made, as objects of the store. Each gateway looks there every two seconds and answers from what it saw, so that
 * whoever guesses keys costs the store nothing.
 */
@ApplicationScoped
public class Keys {

    private static final Logger LOG = Logger.getLogger(Keys.class);

    /** A key that was revoked is of no use after this. */
    private static final Duration LOOK = Duration.ofSeconds(2);
    /** Where the store does not answer, that is the end of it: who was revoked meanwhile is not known. */
    private static final Duration STALE = Duration.ofMinutes(1);

    private static final String SUFFIX = ".json";
    private static final int MOST_KEYS = 10_000;
    private static final int MOST_DAYS = 366;
    /** The key of the settings has no object. */
    private static final String OF_THE_SETTINGS = "000000000000";

    private final ArtefactStore store;
    private final InstantSource clock;
    private final boolean asked;
    private final boolean onlyDoor;
    private final Optional<Grant> ofTheSettings;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final AtomicBoolean looking = new AtomicBoolean();

    private volatile Seen seen = new Seen(Map.of(), Instant.MIN);

    /** By their ids; what is damaged is there without a value, so that it is told once. */
    private record Seen(Map<String, Optional<Grant>> grants, Instant at) {}

    Keys(ArtefactStore store, InstantSource clock, GatewayConfig config) {
        this.store = store;
        this.clock = clock;
        this.asked = config.access().asks();
        this.onlyDoor = config.access() == Access.KEYS;
        this.ofTheSettings = config.operatorKeyDigest()
                .map(digest -> Check.sha256("foundry.gateway.operator-key-digest", digest.strip()))
                .map(digest -> new Grant(
                        OF_THE_SETTINGS, "operator-of-the-settings", Role.OPERATOR, null, digest, null, null, null));
    }

    /** Begins to look, where keys are asked for. The store is there. */
    public void start() {
        if (!asked) {
            return;
        }
        look();
        if (onlyDoor && ofTheSettings.isEmpty() && seen.grants().isEmpty()) {
            LOG.warn(
                    "there is no key, so that nobody can come in; make one with ./foundry key create --offline and give its digest"
                            + " to foundry.gateway.operator-key-digest");
        }
        if (looking.compareAndSet(false, true)) {
            Thread thread = new Thread(this::keepLooking, "keys");
            thread.setDaemon(true);
            thread.start();
        }
    }

    void stop(@Observes ShutdownEvent event) {
        closing.countDown();
    }

    /**
     * @param key what somebody sent
     * @return what it allows; empty if it is unknown or was revoked
     * @throws ProblemException 503 if that is not known at the moment
     */
    Optional<Grant> find(AccessKey key) {
        if (ofTheSettings.filter(grant -> grant.isOf(key)).isPresent()) {
            return ofTheSettings;
        }
        Seen last = seen;
        if (last.at().plus(STALE).isBefore(clock.instant())) {
            throw ProblemException.unavailable("the object store, where the keys lie, does not answer");
        }
        return last.grants().getOrDefault(key.id(), Optional.empty()).filter(grant -> grant.isOf(key));
    }

    /**
     * Makes a key. This gateway knows it at once, others within two seconds.
     *
     * @param name whose it is, for people
     * @param role what its bearer may do
     * @param days how long it is valid, 1 to 366
     * @param scope what its bearer may see
     * @param by who asks for it
     * @return the key, which nobody is told again
     */
    public KeyView create(String name, Role role, int days, Scope scope, String by) {
        Check.name("name", name);
        Check.present("role", role);
        Check.range("days", days, 1, MOST_DAYS);
        look();
        if (seen.grants().size() >= MOST_KEYS) {
            throw ProblemException.conflict("there are " + MOST_KEYS + " keys already; revoke those that have expired");
        }
        AccessKey key = AccessKey.fresh();
        Instant now = clock.instant();
        Grant grant = new Grant(
                key.id(),
                name,
                role,
                scope.only().map(Project::name).orElse(null),
                key.digest(),
                now,
                by,
                now.plus(Duration.ofDays(days)));
        store.create(StoreKeys.key(grant.id()), Json.write(grant));
        look();
        LOG.infof(
                "key %s of %s (%s of %s, until %s) made by %s",
                key,
                name,
                role.word(),
                scope.only().map(project -> "project " + project).orElse("all projects"),
                grant.expiresAt(),
                by);
        return grant.view(key.text());
    }

    /**
     * @param scope who asks
     * @return the keys of that scope, those that have expired too, newest first
     */
    public List<KeyView> all(Scope scope) {
        look();
        return seen.grants().values().stream()
                .flatMap(Optional::stream)
                .filter(grant -> within(scope, grant))
                .map(grant -> grant.view(null))
                .sorted(Comparator.comparing(KeyView::createdAt).reversed())
                .toList();
    }

    /**
     * Ends a key. Its bearer is let in no more, here at once, elsewhere within two seconds.
     *
     * @param id what names it
     * @param scope what whoever asks may see
     * @param by who asks for it
     */
    public void revoke(String id, Scope scope, String by) {
        look();
        if (!known(id, scope)) {
            throw ProblemException.notFound("key " + id + "; GET /keys lists those that there are");
        }
        store.delete(StoreKeys.key(id));
        look();
        LOG.infof("key lgf_%s revoked by %s", id, by);
    }

    /** What is damaged belongs to nobody, and is cleared up by who sees all. */
    private boolean known(String id, Scope scope) {
        Optional<Grant> grant = seen.grants().get(id);
        return grant != null && grant.map(each -> within(scope, each)).orElse(scope.equals(Scope.ALL));
    }

    private static boolean within(Scope scope, Grant grant) {
        return scope.equals(Scope.ALL) || scope.equals(grant.scope());
    }

    private void keepLooking() {
        boolean told = false;
        try {
            while (!closing.await(LOOK.toMillis(), TimeUnit.MILLISECONDS)) {
                try {
                    look();
                    told = false;
                } catch (RuntimeException e) {
                    if (!told) {
                        LOG.warnf("the keys cannot be read, and those known are valid for a minute more: %s", e);
                    }
                    told = true;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Objects never change, so that only those that are new are read. */
    private synchronized void look() {
        Instant now = clock.instant();
        Map<String, Optional<Grant>> before = seen.grants();
        Map<String, Optional<Grant>> found = new HashMap<>();
        for (ArtefactStore.Stat object : store.list(StoreKeys.KEYS)) {
            String key = object.key();
            if (key.endsWith(SUFFIX)) {
                String id = key.substring(StoreKeys.KEYS.length(), key.length() - SUFFIX.length());
                Optional<Grant> known = before.get(id);
                found.put(id, known != null ? known : read(key, id));
            }
        }
        seen = new Seen(Map.copyOf(found), now);
    }

    private Optional<Grant> read(String key, String id) {
        try {
            Optional<Grant> grant = store.read(key).map(bytes -> Json.read(bytes, Grant.class));
            grant.ifPresent(each -> Check.that(each.id().equals(id), "id", each.id(), "it lies under " + key));
            return grant;
        } catch (InvalidFieldException | OversizedObjectException e) {
            LOG.warnf("%s in the store is no key (%s) and lets nobody in; delete it", key, e.getMessage());
            return Optional.empty();
        }
    }
}
