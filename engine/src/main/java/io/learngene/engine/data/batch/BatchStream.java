package io.learngene.engine.data.batch;

import io.learngene.engine.data.images.LabelledImages;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Batches one after the other; while one is in use, the next is prepared on a thread of its own, its images on several where they
 * have to be decoded.
 */
public final class BatchStream implements AutoCloseable {

    private static final int CORES = Runtime.getRuntime().availableProcessors();

    /** Fills batches; images may be put by several threads at once. */
    interface Filler {

        int images(int batch);

        void put(int batch, int slot, BatchWriter writer);

        /** Changes the batch once all its images are put. */
        default void finish(int batch, BatchWriter writer) {}
    }

    private final ExecutorService preparer = threads("batches", 1);
    private final ExecutorService decoders;
    private final Filler filler;
    private final int batches;
    private BatchWriter inUse;
    private BatchWriter other;
    private int following;
    private CompletableFuture<ImageBatch> pending;
    private long waited;
    private volatile boolean closed;

    BatchStream(LabelledImages images, int capacity, int firstBatch, int batches, Filler filler) {
        this.filler = filler;
        this.batches = batches;
        this.following = firstBatch;
        this.decoders = images.encoded() ? threads("decode", CORES) : null;
        this.inUse =
                new BatchWriter(images.imageSize(), capacity, images.labels().width());
        this.other =
                new BatchWriter(images.imageSize(), capacity, images.labels().width());
        prepare();
    }

    private static ExecutorService threads(String name, int count) {
        return Executors.newFixedThreadPool(count, task -> {
            Thread thread = new Thread(task, name);
            thread.setDaemon(true);
            return thread;
        });
    }

    /** {@return the next batch, valid until the one after it is asked for; null at the end} */
    public ImageBatch next() {
        if (closed) {
            throw new IllegalStateException("the batches were closed");
        }
        if (pending == null) {
            return null;
        }
        long start = System.nanoTime();
        ImageBatch batch;
        try {
            batch = pending.join();
        } catch (CompletionException e) {
            throw new IllegalStateException("a batch could not be prepared", e.getCause());
        }
        waited += System.nanoTime() - start;
        BatchWriter free = inUse;
        inUse = other;
        other = free;
        prepare();
        return batch;
    }

    /** {@return seconds that {@link #next} has waited for images so far} */
    public double secondsWaited() {
        return waited / 1e9;
    }

    private void prepare() {
        if (following >= batches) {
            pending = null;
            return;
        }
        int batch = following++;
        BatchWriter writer = other;
        pending = CompletableFuture.supplyAsync(() -> prepared(batch, writer), preparer);
    }

    private ImageBatch prepared(int batch, BatchWriter writer) {
        int images = filler.images(batch);
        writer.begin(images);
        if (decoders == null) {
            put(batch, 0, 1, images, writer);
        } else {
            CompletableFuture<?>[] shares = new CompletableFuture<?>[CORES];
            for (int i = 0; i < CORES; i++) {
                int first = i;
                shares[i] = CompletableFuture.runAsync(() -> put(batch, first, CORES, images, writer), decoders);
            }
            CompletableFuture.allOf(shares).join();
        }
        filler.finish(batch, writer);
        return writer.batch();
    }

    private void put(int batch, int first, int every, int images, BatchWriter writer) {
        for (int slot = first; slot < images && !closed; slot += every) {
            filler.put(batch, slot, writer);
        }
    }

    @Override
    public void close() {
        closed = true;
        // No interruption: it would close the file that encoded images lie in, for everybody.
        preparer.shutdown();
        if (decoders != null) {
            decoders.shutdown();
        }
    }
}
