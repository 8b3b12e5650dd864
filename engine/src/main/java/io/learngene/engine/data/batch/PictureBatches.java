package io.learngene.engine.data.batch;

import io.learngene.engine.augmentation.PaddedCrop;
import io.learngene.engine.data.images.ImageDecoder;
import io.learngene.engine.data.images.Preprocessing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Image files without labels as batches, one after the other, in the order of the files: while one is in use, the next is read and
 * decoded on all cores. Files that cannot be read leave no gap.
 */
public final class PictureBatches implements AutoCloseable {

    private static final int CORES = Runtime.getRuntime().availableProcessors();

    /**
     * Some of the files.
     *
     * @param images the images, valid until the next are asked for; null if none of these files can be read
     * @param files the file of each image
     * @param unreadable files that are not among them
     */
    public record Batch(ImageBatch images, List<Path> files, List<Unreadable> unreadable) {}

    /**
     * A file that is no image that can be read.
     *
     * @param file the file
     * @param reason why
     */
    public record Unreadable(Path file, String reason) {}

    private record Decoded(Path file, byte[] pixels, String failure) {}

    private final ExecutorService decoders = Executors.newFixedThreadPool(CORES, task -> daemon(task, "decode"));
    private final ExecutorService preparer = Executors.newSingleThreadExecutor(task -> daemon(task, "batches"));
    private final ThreadLocal<ImageDecoder> decoder;
    private final Preprocessing preprocessing;
    private final long mostBytes;
    private final List<Path> files;
    private final int batchSize;
    private BatchWriter inUse;
    private BatchWriter other;
    private int next;
    private CompletableFuture<Batch> pending;

    /**
     * @param files image files
     * @param batchSize images of a batch
     * @param preprocessing how they become what a network takes
     * @param mostBytes most bytes of a file
     * @param mostPixels most pixels of a picture
     */
    public PictureBatches(
            List<Path> files, int batchSize, Preprocessing preprocessing, long mostBytes, long mostPixels) {
        this.files = List.copyOf(files);
        this.batchSize = Math.min(batchSize, Math.max(1, files.size()));
        this.preprocessing = preprocessing;
        this.mostBytes = mostBytes;
        this.decoder = ThreadLocal.withInitial(() -> new ImageDecoder(mostPixels));
        this.inUse = new BatchWriter(preprocessing.imageSize(), this.batchSize, 1);
        this.other = new BatchWriter(preprocessing.imageSize(), this.batchSize, 1);
        prepare();
    }

    private static Thread daemon(Runnable task, String name) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        return thread;
    }

    /** {@return the next batch; null at the end} */
    public Batch next() {
        if (pending == null) {
            return null;
        }
        Batch batch;
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
        if (next >= files.size()) {
            pending = null;
            return;
        }
        List<Path> some = files.subList(next, Math.min(files.size(), next + batchSize));
        next += some.size();
        BatchWriter writer = other;
        pending = CompletableFuture.supplyAsync(() -> prepared(some, writer), preparer);
    }

    private Batch prepared(List<Path> some, BatchWriter writer) {
        List<Decoded> decoded =
                some.stream()
                        .map(file -> CompletableFuture.supplyAsync(() -> decoded(file), decoders))
                        .toList()
                        .stream()
                        .map(CompletableFuture::join)
                        .toList();
        List<Decoded> good = decoded.stream().filter(d -> d.pixels() != null).toList();
        writer.begin(good.size());
        List<CompletableFuture<Void>> put = new ArrayList<>();
        for (int i = 0; i < good.size(); i++) {
            int slot = i;
            put.add(CompletableFuture.runAsync(
                    () -> writer.put(slot, good.get(slot).pixels(), PaddedCrop.WHOLE, false), decoders));
        }
        put.forEach(CompletableFuture::join);
        return new Batch(
                good.isEmpty() ? null : writer.batch(),
                good.stream().map(Decoded::file).toList(),
                decoded.stream()
                        .filter(d -> d.pixels() == null)
                        .map(d -> new Unreadable(d.file(), d.failure()))
                        .toList());
    }

    private Decoded decoded(Path file) {
        try {
            long size = Files.size(file);
            if (size > mostBytes) {
                return new Decoded(file, null, "it has " + size + " bytes; " + mostBytes + " are allowed");
            }
            byte[] pixels = decoder.get().decode(Files.readAllBytes(file), preprocessing::evaluated);
            return new Decoded(file, pixels, null);
        } catch (NoSuchFileException e) {
            return new Decoded(file, null, "there is no such file");
        } catch (IOException e) {
            return new Decoded(file, null, e.getMessage());
        }
    }

    @Override
    public void close() {
        preparer.shutdown();
        decoders.shutdown();
    }
}
