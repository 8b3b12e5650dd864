package io.learngene.engine.training;

import io.learngene.contracts.InvalidFieldException;
import io.learngene.contracts.recipe.Augmentation;
import io.learngene.engine.data.batch.BatchLoader;
import io.learngene.engine.data.batch.BatchStream;
import io.learngene.engine.data.batch.ImageBatch;
import io.learngene.engine.data.images.LabelledImages;
import io.learngene.engine.network.Classifier;
import io.learngene.engine.random.Seeds;
import io.learngene.engine.safetensors.SafetensorsException;
import io.learngene.engine.safetensors.SafetensorsFile;
import io.learngene.engine.safetensors.SafetensorsWriter;
import io.learngene.engine.tensor.DType;
import io.learngene.engine.tensor.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;

/**
 * A teacher's answers to the images of some epochs, one safetensors file an epoch: {@code logits} [N, K], F32; or {@code
 * log_probabilities} [N, k], F32, and {@code classes} [N, k], I32, of the k likeliest of K classes. Row i belongs to image i of the
 * epoch in the order of the batches.
 */
public final class AnswerFiles {

    private static final String LOGITS = "logits";
    private static final String LOG_PROBABILITIES = "log_probabilities";
    private static final String CLASSES = "classes";
    private static final long MAX_BYTES = 1L << 30;

    private final Images images;
    private final int classes;
    private final List<Epoch> epochs = new ArrayList<>();

    /** The answers of an epoch; classes is null where all are kept. */
    private record Epoch(Tensor values, Tensor classes) {}

    /**
     * Answers without an epoch yet.
     *
     * @param images the images that they belong to
     * @param classes classes of the teacher
     */
    public AnswerFiles(Images images, int classes) {
        this.images = images;
        this.classes = classes;
    }

    /**
     * Images whose answers are kept.
     *
     * @param train training images
     * @param batchSize images of a batch
     * @param augmentation what happens to each image
     * @param seed seed of order, augmentation and mixing
     * @param balanced whether every class comes as often
     */
    public record Images(LabelledImages train, int batchSize, Augmentation augmentation, long seed, boolean balanced) {

        /**
         * Every image once an epoch.
         *
         * @param train training images
         * @param batchSize images of a batch
         * @param augmentation what happens to each image
         * @param seed seed of order, augmentation and mixing
         */
        public Images(LabelledImages train, int batchSize, Augmentation augmentation, long seed) {
            this(train, batchSize, augmentation, seed, false);
        }

        /** {@return batches of an epoch} */
        public int steps() {
            return BatchLoader.batchesPerEpoch(train, batchSize);
        }

        /** {@return images of an epoch; an incomplete last batch is left out} */
        public long rows() {
            return (long) steps() * batch();
        }

        private int batch() {
            return Math.min(batchSize, train.size());
        }
    }

    /**
     * Asks a teacher about every image of an epoch.
     *
     * @param teacher the teacher
     * @param images the images
     * @param epoch epoch, from 0
     * @param kept likeliest classes that are kept; null for all
     * @param file where the answers are written
     * @param progress hears of every finished step
     * @param stop asked before every step
     * @throws TrainingStoppedException if it was stopped
     * @throws InvalidFieldException if the answers of an epoch would take more than 1 GiB
     * @throws IOException if the file cannot be written
     */
    public static void write(
            Classifier teacher,
            Images images,
            int epoch,
            Integer kept,
            Path file,
            IntConsumer progress,
            BooleanSupplier stop)
            throws IOException {
        int steps = images.steps();
        int classes = teacher.architecture().classes();
        int width = kept == null ? classes : Math.min(kept, classes);
        long rows = images.rows();
        if (rows * width * 4 > MAX_BYTES) {
            throw new InvalidFieldException(
                    "stored_answers.classes",
                    width,
                    "of " + rows + " images that is more than 1 GiB an epoch; give at most " + MAX_BYTES / 4 / rows);
        }
        float[] values = new float[Math.toIntExact(rows * width)];
        int[] best = width < classes ? new int[values.length] : null;
        int row = 0;
        try (BatchStream batches = BatchLoader.training(
                images.train(),
                images.batchSize(),
                images.balanced(),
                images.augmentation(),
                streamSeed(images.seed()),
                epoch,
                0)) {
            int step = 0;
            for (ImageBatch batch = batches.next(); batch != null; batch = batches.next()) {
                if (stop.getAsBoolean()) {
                    throw new TrainingStoppedException(step, steps);
                }
                float[] logits = teacher.logits(batch).toFloats();
                if (best == null) {
                    System.arraycopy(logits, 0, values, row * width, logits.length);
                } else {
                    for (int i = 0; i < batch.size(); i++) {
                        keepBest(logits, i * classes, classes, values, best, (row + i) * width, width);
                    }
                }
                row += batch.size();
                progress.accept(++step);
            }
        }
        List<Long> shape = List.of(rows, (long) width);
        Map<String, Tensor> tensors = best == null
                ? Map.of(LOGITS, Tensor.ofFloats(shape, values))
                : Map.of(LOG_PROBABILITIES, Tensor.ofFloats(shape, values), CLASSES, Tensor.ofInts(shape, best));
        SafetensorsWriter.write(file, tensors, Map.of("epoch", Integer.toString(epoch)));
    }

    /**
     * Adds the next epoch. The file may be deleted afterwards.
     *
     * @param path file of the epoch
     * @throws SafetensorsException if it is damaged or belongs to other images
     * @throws IOException if it cannot be read
     */
    public void add(Path path) throws IOException {
        // What is mapped stays mapped after the file is closed.
        try (SafetensorsFile file = SafetensorsFile.open(path)) {
            Epoch epoch = new Epoch(
                    file.names().contains(LOGITS) ? file.tensor(LOGITS) : tensor(file, LOG_PROBABILITIES),
                    tensor(file, CLASSES));
            if (!fits(epoch, images.rows(), classes)) {
                throw new SafetensorsException(path.getFileName() + " does not hold answers to these images;"
                        + " remove it from the store, so that it is made again");
            }
            epochs.add(epoch);
        }
    }

    private static Tensor tensor(SafetensorsFile file, String name) {
        return file.names().contains(name) ? file.tensor(name) : null;
    }

    private static boolean fits(Epoch epoch, long rows, int classes) {
        Tensor values = epoch.values();
        if (values == null || values.type() != DType.F32 || values.shape().size() != 2) {
            return false;
        }
        long width = values.shape().get(1);
        Tensor kept = epoch.classes();
        return values.shape().get(0) == rows
                && (kept == null
                        ? width == classes
                        : width < classes
                                && kept.type() == DType.I32
                                && kept.shape().equals(values.shape()));
    }

    int epochs() {
        return epochs.size();
    }

    long seed() {
        return streamSeed(images.seed());
    }

    /** {@return [images, K], F32} */
    Tensor logits(int epoch, int step, int count) {
        Tensor values = epochs.get(epoch).values();
        int first = step * images.batch();
        ByteBuffer kept = rows(values, first, count);
        if (epochs.get(epoch).classes() == null) {
            return new Tensor(DType.F32, List.of((long) count, (long) classes), kept);
        }
        int width = Math.toIntExact(values.shape().get(1));
        ByteBuffer best = rows(epochs.get(epoch).classes(), first, count);
        float[] logits = new float[count * classes];
        for (int i = 0; i < count; i++) {
            double left = 1;
            for (int j = 0; j < width; j++) {
                left -= Math.exp(kept.getFloat(4 * (i * width + j)));
            }
            float other = (float) Math.log(Math.max(left, 1e-9) / (classes - width));
            Arrays.fill(logits, i * classes, (i + 1) * classes, other);
            for (int j = 0; j < width; j++) {
                int at = 4 * (i * width + j);
                logits[i * classes + Math.floorMod(best.getInt(at), classes)] = kept.getFloat(at);
            }
        }
        return Tensor.ofFloats(List.of((long) count, (long) classes), logits);
    }

    private static ByteBuffer rows(Tensor tensor, int first, int count) {
        int bytes = tensor.type().bytes() * Math.toIntExact(tensor.shape().get(1));
        return tensor.data().slice(first * bytes, count * bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static void keepBest(float[] logits, int from, int classes, float[] values, int[] best, int to, int width) {
        double largest = Double.NEGATIVE_INFINITY;
        for (int c = 0; c < classes; c++) {
            largest = Math.max(largest, logits[from + c]);
        }
        double sum = 0;
        for (int c = 0; c < classes; c++) {
            sum += Math.exp(logits[from + c] - largest);
        }
        double normaliser = largest + Math.log(sum);
        int[] order = IntStream.range(0, classes)
                .boxed()
                .sorted((a, b) -> Float.compare(logits[from + b], logits[from + a]))
                .mapToInt(Integer::intValue)
                .limit(width)
                .toArray();
        for (int j = 0; j < width; j++) {
            best[to + j] = order[j];
            values[to + j] = (float) (logits[from + order[j]] - normaliser);
        }
    }

    private static long streamSeed(long seed) {
        return Seeds.of(seed, "batches");
    }
}
