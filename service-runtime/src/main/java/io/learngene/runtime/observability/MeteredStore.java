package io.learngene.runtime.observability;

import io.learngene.contracts.artefact.ArtefactRef;
import io.learngene.runtime.failpoint.Failpoint;
import io.learngene.runtime.store.ArtefactStore;
import io.learngene.runtime.store.MissingObjectException;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** A store whose calls, bytes and errors are measured. */
public final class MeteredStore implements ArtefactStore {

    private enum Operation {
        PUT,
        CREATE,
        /** Until the first byte; what breaks off later is an error, too. */
        OPEN,
        STAT,
        LIST,
        DELETE
    }

    private final ArtefactStore store;
    private final MeterRegistry registry;
    private final Counter read;
    private final Counter written;

    /**
     * @param store where the objects are
     * @param registry where the meters live
     */
    public MeteredStore(ArtefactStore store, MeterRegistry registry) {
        this.store = store;
        this.registry = registry;
        this.read = bytes("read");
        this.written = bytes("written");
        for (Operation operation : Operation.values()) {
            timer(operation, "ok");
            timer(operation, "error");
        }
    }

    @Override
    public void prepare() {
        store.prepare();
    }

    @Override
    public boolean reachable() {
        return store.reachable();
    }

    @Override
    public ArtefactRef put(String name, String key, InputStream content, long size) {
        ArtefactRef put = measured(Operation.PUT, () -> store.put(name, key, content, size));
        written.increment(put.size());
        Failpoint.UPLOADED.reach();
        return put;
    }

    @Override
    public boolean create(String key, byte[] content) {
        boolean created = measured(Operation.CREATE, () -> store.create(key, content));
        written.increment(created ? content.length : 0);
        return created;
    }

    @Override
    public InputStream open(String key, long offset, long length) {
        return new Counted(measured(Operation.OPEN, () -> store.open(key, offset, length)));
    }

    @Override
    public Optional<Stat> stat(String key) {
        return measured(Operation.STAT, () -> store.stat(key));
    }

    @Override
    public List<Stat> list(String prefix) {
        return measured(Operation.LIST, () -> store.list(prefix));
    }

    @Override
    public List<String> folders(String prefix) {
        return measured(Operation.LIST, () -> store.folders(prefix));
    }

    @Override
    public void delete(String key) {
        measured(Operation.DELETE, () -> {
            store.delete(key);
            return key;
        });
    }

    @Override
    public List<Unfinished> unfinished() {
        return measured(Operation.LIST, store::unfinished);
    }

    @Override
    public void abandon(Unfinished write) {
        measured(Operation.DELETE, () -> {
            store.abandon(write);
            return write;
        });
    }

    @Override
    public void close() {
        store.close();
    }

    /** {@return where it is, for people} */
    @Override
    public String toString() {
        return store.toString();
    }

    private <T> T measured(Operation operation, Supplier<T> call) {
        long start = System.nanoTime();
        String outcome = "error";
        try {
            T answer = call.get();
            outcome = "ok";
            return answer;
        } catch (MissingObjectException e) {
            // The store answered.
            outcome = "ok";
            throw e;
        } finally {
            timer(operation, outcome).record(System.nanoTime() - start, TimeUnit.NANOSECONDS);
        }
    }

    private Timer timer(Operation operation, String outcome) {
        return Timer.builder(Meters.STORE)
                .description("calls of the store and how long they took")
                .tags("operation", operation.name().toLowerCase(Locale.ROOT), Meters.OUTCOME, outcome)
                .register(registry);
    }

    private Counter bytes(String direction) {
        return Counter.builder(Meters.STORE_BYTES)
                .description("bytes from and to the store")
                .tag("direction", direction)
                .register(registry);
    }

    private final class Counted extends FilterInputStream {

        Counted(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            int one = told(in::read);
            read.increment(one < 0 ? 0 : 1);
            return one;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            int count = told(() -> in.read(buffer, offset, length));
            read.increment(Math.max(0, count));
            return count;
        }

        @Override
        public long skip(long n) throws IOException {
            return told(() -> in.skip(n));
        }

        private <T> T told(Reading<T> reading) throws IOException {
            try {
                return reading.read();
            } catch (IOException e) {
                timer(Operation.OPEN, "error").record(0, TimeUnit.NANOSECONDS);
                throw e;
            }
        }
    }

    private interface Reading<T> {
        T read() throws IOException;
    }
}
