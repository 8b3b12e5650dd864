package io.learngene.engine.data.archive;

import io.learngene.engine.augmentation.Picture;
import io.learngene.engine.data.images.DatasetException;
import io.learngene.engine.data.images.ImageDecoder;
import io.learngene.engine.data.images.Preprocessing;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;

/** Decodes images on all cores; gives them back on the caller's thread, in the order they came; skips a few broken ones. */
final class DecodingPool implements AutoCloseable {

    private static final int CORES = Runtime.getRuntime().availableProcessors();
    private static final int WAITING_PER_CORE = 64;
    private static final int NAMED = 5;

    /** An image that was handed in; its result may be a failure. */
    private record Waiting(ClassFolder folder, String name, int fileBytes, Future<Result> result) {}

    /** What a {@link DecodedImage} holds, or why there is none. */
    private record Result(byte[] pixels, byte[] file, String failure) {}

    private final String told;
    private final Preprocessing preprocessing;
    private final DatasetLimits limits;
    private final Census census;
    private final long expected;
    private final ExecutorService threads = Executors.newFixedThreadPool(CORES, task -> {
        Thread thread = new Thread(task, "decode");
        thread.setDaemon(true);
        return thread;
    });
    private final ThreadLocal<ImageDecoder> decoders;
    private final Queue<Waiting> waiting = new ArrayDeque<>();
    private final List<String> firstBroken = new ArrayList<>();
    private long waitingBytes;
    private long broken;
    private long decoded;

    /**
     * @param told name of the dataset in messages
     * @param census hears of the broken ones
     * @param expected images in all, or 0 if that is not known
     */
    DecodingPool(String told, Preprocessing preprocessing, DatasetLimits limits, Census census, long expected) {
        this.told = told;
        this.census = census;
        this.limits = limits;
        this.expected = expected;
        this.preprocessing = preprocessing;
        this.decoders = ThreadLocal.withInitial(() -> new ImageDecoder(limits.pixels()));
    }

    /** Hands an image in, and out those that are done where too many wait. */
    void decode(ClassFolder folder, String name, byte[] file, Consumer<DecodedImage> taker) throws IOException {
        waiting.add(new Waiting(folder, name, file.length, threads.submit(() -> decode(folder, file))));
        waitingBytes += file.length;
        while (waiting.size() > WAITING_PER_CORE * CORES || waitingBytes > limits.waitingBytes()) {
            take(taker);
        }
    }

    /** Hands out the rest. */
    void finish(Consumer<DecodedImage> taker) throws IOException {
        while (!waiting.isEmpty()) {
            take(taker);
        }
        refuseTooManyBroken(decoded + broken);
    }

    /** {@return how many images were skipped and why the first were; empty if none} */
    Optional<String> broken() {
        return broken == 0
                ? Optional.empty()
                : Optional.of(broken + " broken images of " + told + " are skipped. The first: " + first());
    }

    private Result decode(ClassFolder folder, byte[] file) {
        try {
            return decoders.get().decode(file, picture -> kept(folder, file, picture));
        } catch (IOException e) {
            return new Result(null, null, e.getMessage());
        }
    }

    private Result kept(ClassFolder folder, byte[] file, Picture picture) {
        if (preprocessing.streams()) {
            return new Result(null, file, null);
        }
        if (folder.split() != ClassFolder.Split.TRAIN) {
            return new Result(preprocessing.evaluated(picture), null, null);
        }
        return new Result(preprocessing.square(picture), preprocessing.fits(picture) ? null : file, null);
    }

    private void take(Consumer<DecodedImage> taker) throws IOException {
        Waiting next = waiting.remove();
        waitingBytes -= next.fileBytes();
        Result result;
        try {
            result = next.result().get();
        } catch (ExecutionException e) {
            throw new IllegalStateException(next.name() + " could not be decoded", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while reading " + told);
        }
        if (result.failure() == null) {
            decoded++;
            taker.accept(new DecodedImage(next.folder(), next.name(), result.pixels(), result.file()));
            return;
        }
        String why = next.name() + ": " + result.failure();
        broken++;
        census.broken(next.folder(), why);
        if (firstBroken.size() < NAMED) {
            firstBroken.add(why);
        }
        if (expected > 0) {
            refuseTooManyBroken(expected);
        }
    }

    private void refuseTooManyBroken(long images) {
        if (broken > Math.max(DatasetLimits.BROKEN_ALWAYS_SKIPPED, limits.brokenShare() * images)) {
            throw new DatasetException(broken + " images of " + told
                    + " are broken, more than are skipped; repair or remove them. The first: " + first());
        }
    }

    private String first() {
        return String.join("; ", firstBroken);
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
