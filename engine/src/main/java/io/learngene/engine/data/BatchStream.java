package io.learngene.engine.data;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Batches one after the other; while one is in use, the next is prepared on a thread of its own. */
public final class BatchStream implements AutoCloseable {

    /** Fills a batch. */
    interface Filler {
        void fill(int batch, BatchWriter writer);
    }

    private final ExecutorService preparer = Executors.newSingleThreadExecutor(task -> {
        Thread thread = new Thread(task, "batches");
        thread.setDaemon(true);
        return thread;
    });
    private final Filler filler;
    private final int batches;
    private BatchWriter inUse;
    private BatchWriter other;
    private int following;
    private CompletableFuture<ImageBatch> pending;

    BatchStream(int imageSize, int capacity, int firstBatch, int batches, Filler filler) {
        this.filler = filler;
        this.batches = batches;
        this.following = firstBatch;
        this.inUse = new BatchWriter(imageSize, capacity);
        this.other = new BatchWriter(imageSize, capacity);
        prepare();
    }

    /** {@return the next batch, valid until the one after it is asked for; null at the end} */
    public ImageBatch next() {
        if (preparer.isShutdown()) {
            throw new IllegalStateException("the batches were closed");
        }
        if (pending == null) {
            return null;
        }
        ImageBatch batch;
        try {
            batch = pending.join();
        } catch (CompletionException e) {
            throw new IllegalStateException("a batch could not be prepared", e.getCause());
        }
        BatchWriter free = inUse;
        inUse = other;
        other = free;
        prepare();
        return batch;
    }

    private void prepare() {
        if (following >= batches) {
            pending = null;
            return;
        }
        int batch = following++;
        BatchWriter writer = other;
        pending = CompletableFuture.supplyAsync(
                () -> {
                    writer.clear();
                    filler.fill(batch, writer);
                    return writer.batch();
                },
                preparer);
    }

    @Override
    public void close() {
        preparer.shutdownNow();
    }
}
