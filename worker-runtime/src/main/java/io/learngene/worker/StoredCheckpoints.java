package io.learngene.worker;

import io.learngene.contracts.artefact.StoreKeys;
import io.learngene.engine.training.Checkpoints;
import io.learngene.runtime.job.Failure;
import io.learngene.runtime.job.JobContext;
import io.learngene.runtime.store.ArtefactStore;
import io.learngene.runtime.store.FullStoreException;
import io.learngene.runtime.store.MissingObjectException;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import org.jboss.logging.Logger;

/**
 * Checkpoints of one phase of a job, kept in the store, so that any worker can go on from those of any attempt. The training writes
 * a local file and goes on; one thread sends it to the store. While one is sent, the newest waits and those before it are dropped.
 */
public final class StoredCheckpoints implements Checkpoints, AutoCloseable {

    private static final Logger LOG = Logger.getLogger(StoredCheckpoints.class);
    private static final int KEPT = 2;
    private static final int PIECE = 64 << 10;
    private static final int LISTINGS = 3;
    private static final Duration SHORTEST = Duration.ofSeconds(60);
    /** Writing takes at most 2 % of the time. */
    private static final int WRITES_APART = 50;

    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Duration STEP = Duration.ofMillis(200);

    private final ArtefactStore store;
    private final JobContext context;
    private final String runs;
    private final String own;
    private final Path folder;
    private final boolean keepsEnd;
    private final String phase;
    private final TrainingMetrics metrics;
    private final Duration patience;
    private final LongSupplier nanos;
    private static final AttributeKey<String> CHECKPOINT = AttributeKey.stringKey("learngene.checkpoint");

    private final ExecutorService sender = Executors.newSingleThreadExecutor(task -> {
        Thread thread = new Thread(task, "checkpoints");
        thread.setDaemon(true);
        return thread;
    });
    private final AtomicReference<Path> waiting = new AtomicReference<>();
    /** That of the attempt: the sender has a thread of its own. */
    private final Span attempt = Span.current();

    private final Map<String, String> keysOfFetched = new HashMap<>();
    private final Set<String> passedOver = new HashSet<>();
    private int files;
    private long writeBegun;
    private Duration interval = SHORTEST;

    /**
     * @param store where they are kept
     * @param job job id
     * @param phase name of the phase, in keys
     * @param context the attempt
     * @param keepsEnd whether the end of the phase is kept for attempts that only need its result
     * @param metrics how long they take, and which are dropped
     */
    public StoredCheckpoints(
            ArtefactStore store,
            String job,
            String phase,
            JobContext context,
            boolean keepsEnd,
            TrainingMetrics metrics) {
        this(store, job, phase, context, keepsEnd, metrics, PATIENCE, System::nanoTime);
    }

    StoredCheckpoints(
            ArtefactStore store,
            String job,
            String phase,
            JobContext context,
            boolean keepsEnd,
            TrainingMetrics metrics,
            Duration patience,
            LongSupplier nanos) {
        this.store = store;
        this.context = context;
        this.phase = "/checkpoints/" + phase + "/";
        this.runs = StoreKeys.runs(job);
        this.own = context.runPrefix() + this.phase.substring(1);
        this.folder = context.workDirectory().resolve("checkpoints").resolve(phase);
        this.keepsEnd = keepsEnd;
        this.metrics = metrics;
        this.patience = patience;
        this.nanos = nanos;
    }

    /** Each is fetched when it is asked for: the second is needed only where the first is damaged. */
    @Override
    public Iterable<Path> newestFirst() {
        return Fetching::new;
    }

    private final class Fetching implements Iterator<Path> {
        private Iterator<String> keys = Collections.emptyIterator();
        private int listings;
        private int taken;
        private Path next;

        @Override
        public boolean hasNext() {
            while (next == null && taken < KEPT && listed()) {
                next = fetch(keys.next()).orElse(null);
            }
            return next != null;
        }

        /** A run that lost its lock may still replace its own; then there are newer ones. */
        private boolean listed() {
            if (!keys.hasNext() && taken == 0 && listings < LISTINGS) {
                keys = keys().iterator();
                listings++;
            }
            return keys.hasNext();
        }

        @Override
        public Path next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            Path file = next;
            next = null;
            taken++;
            return file;
        }
    }

    private List<String> keys() {
        return store.list(runs).stream()
                .map(ArtefactStore.Stat::key)
                .filter(key -> key.contains(phase) && !passedOver.contains(run(key)))
                // Of equally many steps by run, so that every worker tries them in the same order.
                .sorted(Comparator.comparing(StoredCheckpoints::name)
                        .thenComparing(Comparator.naturalOrder())
                        .reversed())
                .toList();
    }

    private Optional<Path> fetch(String key) {
        // The name that warnings give it: the same whoever fetches it.
        String run = key.substring(runs.length(), key.indexOf('/', runs.length()));
        Path file = folderMade().resolve(run + "-" + name(key));
        long begun = nanos.getAsLong();
        Optional<ArtefactStore.Stat> stat = store.stat(key);
        if (stat.isEmpty()) {
            return gone(key);
        }
        try (InputStream in = store.open(key, 0, stat.get().size());
                OutputStream out = Files.newOutputStream(file)) {
            byte[] piece = new byte[PIECE];
            for (int read = in.read(piece); read >= 0; read = in.read(piece)) {
                out.write(piece, 0, read);
                context.stop().check();
            }
        } catch (MissingObjectException e) {
            return gone(key);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot fetch " + key, e);
        }
        metrics.checkpoint(TrainingMetrics.Way.FETCH, nanos.getAsLong() - begun);
        keysOfFetched.put(file.getFileName().toString(), key);
        return Optional.of(file);
    }

    private static Optional<Path> gone(String key) {
        LOG.infof("checkpoint %s was replaced in the meantime", key);
        return Optional.empty();
    }

    /**
     * Leaves alone what the run wrote that wrote a checkpoint.
     *
     * @param checkpoint file name of one of {@link #newestFirst}
     */
    void passOver(String checkpoint) {
        passedOver.add(run(keysOfFetched.get(checkpoint)));
    }

    @Override
    public Path next(long step) throws IOException {
        writeBegun = nanos.getAsLong();
        // An epoch's last step and its end are one number of steps; the file of one may be under way when the other is
        // written.
        return Files.createDirectories(folder)
                .resolve(String.format(Locale.ROOT, "checkpoint-%010d-%06d.safetensors", step, files++));
    }

    /** A disk that is full for a while costs checkpoints, not the training. */
    @Override
    public void notWritten(IOException e) {
        context.warn("checkpoints are not kept, because none can be written here: "
                + Failure.describe(e, context.workDirectory())
                + "; until then a worker that ends takes with it what it has trained since the last");
        metrics.dropped(TrainingMetrics.Drop.FAILED);
    }

    /** A store that is away for a moment costs a checkpoint, not the training. */
    @Override
    public void saved(Path file) {
        Duration writing = Duration.ofNanos(nanos.getAsLong() - writeBegun);
        metrics.checkpoint(TrainingMetrics.Way.WRITE, writing.toNanos());
        Duration apart = writing.multipliedBy(WRITES_APART);
        interval = apart.compareTo(SHORTEST) > 0 ? apart : SHORTEST;
        Path passed = waiting.getAndSet(file);
        if (passed == null) {
            sender.execute(this::send);
        } else {
            LOG.infof("checkpoint %s is not sent, a newer one was written before its turn came", passed.getFileName());
            metrics.dropped(TrainingMetrics.Drop.SUPERSEDED);
            discard(passed);
        }
    }

    private void send() {
        Path file = waiting.getAndSet(null);
        long begun = nanos.getAsLong();
        try {
            String key = own + file.getFileName();
            store.put(file.getFileName().toString(), key, file);
            metrics.checkpoint(TrainingMetrics.Way.SEND, nanos.getAsLong() - begun);
            attempt.addEvent("checkpoint", Attributes.of(CHECKPOINT, key));
            store.list(own).stream()
                    .map(ArtefactStore.Stat::key)
                    .sorted(Comparator.comparing(StoredCheckpoints::name).reversed())
                    .skip(KEPT)
                    .forEach(store::delete);
        } catch (FullStoreException e) {
            // Nobody who does not read this worker's log would know, and somebody has to make room.
            context.warn("checkpoints are not kept, because the object store has no room: " + e.where()
                    + "; until then a worker that ends takes with it what it has trained since the last");
            metrics.dropped(TrainingMetrics.Drop.FAILED);
        } catch (RuntimeException e) {
            LOG.warnf("checkpoint %s was not kept: %s", file.getFileName(), e.getMessage());
            metrics.dropped(TrainingMetrics.Drop.FAILED);
        } finally {
            discard(file);
        }
    }

    private static void discard(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            LOG.warnf("the local file of a checkpoint stays until the job ends: %s", e.getMessage());
        }
    }

    @Override
    public Duration interval() {
        return interval;
    }

    @Override
    public boolean keepsEnd() {
        return keepsEnd;
    }

    /** Waits until the last one is in the store, but not for ever. */
    @Override
    public void close() {
        sender.shutdown();
        long end = System.nanoTime() + patience.toNanos();
        try {
            while (!sender.awaitTermination(STEP.toMillis(), TimeUnit.MILLISECONDS)) {
                if (System.nanoTime() > end) {
                    LOG.warnf(
                            "the store did not take the last checkpoint in %s; another run goes on from an older one",
                            patience);
                    sender.shutdownNow();
                    return;
                }
                // Who waits for the store does not hang.
                context.stop().requested();
            }
        } catch (InterruptedException e) {
            sender.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }

    private Path folderMade() {
        try {
            return Files.createDirectories(folder);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot make the folder of the checkpoints", e);
        }
    }

    private static String name(String key) {
        return key.substring(key.lastIndexOf('/') + 1);
    }

    private static String run(String key) {
        return key.substring(0, key.lastIndexOf('/'));
    }
}
