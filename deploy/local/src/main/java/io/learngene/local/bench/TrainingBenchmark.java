package io.learngene.local.bench;

import io.learngene.contracts.Check;
import io.learngene.contracts.architecture.VitArchitecture;
import io.learngene.contracts.recipe.KlReduction;
import io.learngene.contracts.recipe.Precision;
import io.learngene.contracts.recipe.TeacherLoss;
import io.learngene.engine.data.batch.ImageBatch;
import io.learngene.engine.network.Network;
import io.learngene.engine.network.Objective;
import io.learngene.engine.network.StepSettings;
import io.learngene.engine.shape.NetworkSpec;
import io.learngene.engine.shape.RandomInitialisation;
import io.learngene.engine.tensor.Tensor;
import io.learngene.engine.torch.Torch;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntConsumer;

/**
 * Times distillation steps of an ordinary ViT against given teacher logits (alpha 1, tau 1, loss per batch, AdamW with
 * weight decay 0.05): the same work as a plain PyTorch loop, to be compared with one.
 */
public final class TrainingBenchmark {

    private static final int PATCH = 4;
    private static final int CLASSES = 10;
    private static final int WARM_UP = 2;
    private static final int SETTLED = 50;

    /**
     * What was measured of a step, or of a batch that is evaluated.
     *
     * @param msPerStep median milliseconds of a step
     * @param imagesPerSecond images of a step over that time
     * @param peakRssMb largest resident memory of this process so far, MiB; NaN where the system does not tell
     * @param threads threads of one operation
     * @param precision arithmetic of the passes
     * @param rssGrowthMb resident memory at the end over that after fifty timed steps, MiB; null for fewer
     */
    public record Report(
            double msPerStep,
            double imagesPerSecond,
            double peakRssMb,
            int threads,
            Precision precision,
            Double rssGrowthMb) {}

    private TrainingBenchmark() {}

    /**
     * The network and its images.
     *
     * @param dim token width
     * @param heads attention heads
     * @param depth blocks
     * @param tokens tokens of an image: a square number, patches are 4 x 4
     * @param batch images of a step
     * @param precision arithmetic of the passes
     */
    public record Shape(int dim, int heads, int depth, int tokens, int batch, Precision precision) {
        public Shape {
            int side = side(tokens);
            Check.that(side * side == tokens && tokens >= 4, "tokens", tokens, "give a square number from 4");
            Check.range("batch", batch, 1, 65_536);
        }

        private VitArchitecture vit() {
            return new VitArchitecture(side(tokens) * PATCH, PATCH, dim, heads, depth, CLASSES, null, null, null);
        }

        private static int side(int tokens) {
            return (int) Math.round(Math.sqrt(tokens));
        }
    }

    /**
     * @param torch where it runs
     * @param shape what is trained
     * @param steps timed steps, after two that are not
     * @return the measurements
     */
    public static Report train(Torch torch, Shape shape, int steps) {
        Check.range("steps", steps, 1, 100_000);
        double[] settled = {Double.NaN};
        double median = median(torch, shape, steps, step -> {
            if (step == SETTLED) {
                settled[0] = memoryMb("VmRSS:");
            }
        });
        double growth = memoryMb("VmRSS:") - settled[0];
        return new Report(
                median,
                shape.batch() * 1e3 / median,
                memoryMb("VmHWM:"),
                torch.threads(),
                shape.precision(),
                Double.isNaN(growth) ? null : growth);
    }

    /**
     * Passes of evaluation.
     *
     * @param torch where it runs
     * @param shape what is evaluated
     * @param steps timed batches, after two that are not
     * @return the measurements
     */
    public static Report evaluate(Torch torch, Shape shape, int steps) {
        Check.range("steps", steps, 1, 100_000);
        NetworkSpec spec = NetworkSpec.of(shape.vit());
        ImageBatch images =
                images(new SplittableRandom(0), shape.batch(), shape.vit().imageSize());
        double[] milliseconds = new double[steps];
        try (Network network = create(torch, spec, shape)) {
            for (int i = -WARM_UP; i < steps; i++) {
                long start = System.nanoTime();
                network.evaluate(images);
                if (i >= 0) {
                    milliseconds[i] = (System.nanoTime() - start) / 1e6;
                }
            }
        }
        Arrays.sort(milliseconds);
        double median = milliseconds[steps / 2];
        return new Report(
                median, shape.batch() * 1e3 / median, memoryMb("VmHWM:"), torch.threads(), shape.precision(), null);
    }

    /**
     * What several trainings on one device gain over one after the other.
     *
     * @param parallel trainings at once
     * @param alone images per second of one training that has the device to itself
     * @param together images per second of all of them at once
     * @param gain {@code together} over {@code alone}
     */
    public record Packing(int parallel, double alone, double together, double gain) {}

    /**
     * @param device {@code cpu}, or {@code cuda:0} and so on; the processor's cores are divided among the trainings
     * @param shape what each of them trains
     * @param parallel trainings at once
     * @param steps timed steps of each
     * @return what packing gains
     */
    public static Packing pack(String device, Shape shape, int parallel, int steps) {
        Check.range("parallel", parallel, 1, 64);
        Check.range("steps", steps, 1, 100_000);
        double alone = train(Torch.of(device, 0), shape, steps).imagesPerSecond();
        Torch share = Torch.of(device, Math.max(1, Runtime.getRuntime().availableProcessors() / parallel));
        CyclicBarrier begin = new CyclicBarrier(parallel);
        ExecutorService threads = Executors.newFixedThreadPool(parallel);
        try {
            List<Future<double[]>> running = new ArrayList<>();
            for (int i = 0; i < parallel; i++) {
                running.add(threads.submit(() -> {
                    long[] start = new long[1];
                    median(share, shape, steps, step -> {
                        if (step == 0) {
                            await(begin);
                            start[0] = System.nanoTime();
                        }
                    });
                    return new double[] {start[0], System.nanoTime()};
                }));
            }
            double first = Double.POSITIVE_INFINITY;
            double last = Double.NEGATIVE_INFINITY;
            for (Future<double[]> each : running) {
                double[] times = each.get();
                first = Math.min(first, times[0]);
                last = Math.max(last, times[1]);
            }
            double together = (double) parallel * steps * shape.batch() / ((last - first) / 1e9);
            return new Packing(parallel, alone, together, together / alone);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("a training failed: " + e.getCause(), e.getCause());
        } finally {
            threads.shutdownNow();
        }
    }

    private static void await(CyclicBarrier begin) {
        try {
            begin.await();
        } catch (InterruptedException | BrokenBarrierException e) {
            throw new IllegalStateException("the other trainings ended", e);
        }
    }

    private static Network create(Torch torch, NetworkSpec spec, Shape shape) {
        return Network.create(torch, spec, RandomInitialisation.draw(spec, 0), shape.precision(), shape.batch());
    }

    /** {@return median milliseconds of a step; {@code before} hears of each timed step, from 0} */
    private static double median(Torch torch, Shape shape, int steps, IntConsumer before) {
        NetworkSpec spec = NetworkSpec.of(shape.vit());
        SplittableRandom random = new SplittableRandom(0);
        ImageBatch images = images(random, shape.batch(), shape.vit().imageSize());
        float[] logits = new float[shape.batch() * CLASSES];
        for (int i = 0; i < logits.length; i++) {
            logits[i] = (float) random.nextDouble(-2, 2);
        }
        Tensor targets = Tensor.ofFloats(List.of((long) shape.batch(), (long) CLASSES), logits);
        Objective objective = new Objective.Distillation(
                new Objective.Targets.Given(targets), new TeacherLoss(1.0, 1.0, KlReduction.BATCH), 0);
        StepSettings settings = new StepSettings(1e-3, 0.05, 0, 0, 0);
        double[] milliseconds = new double[steps];
        try (Network network = create(torch, spec, shape)) {
            for (int i = -WARM_UP; i < steps; i++) {
                if (i >= 0) {
                    before.accept(i);
                }
                long start = System.nanoTime();
                network.step(images, objective, settings);
                if (i >= 0) {
                    milliseconds[i] = (System.nanoTime() - start) / 1e6;
                }
            }
        }
        Arrays.sort(milliseconds);
        return milliseconds[steps / 2];
    }

    private static ImageBatch images(SplittableRandom random, int batch, int imageSize) {
        int elements = batch * 3 * imageSize * imageSize;
        ByteBuffer pixels = ByteBuffer.allocateDirect(4 * elements).order(ByteOrder.nativeOrder());
        for (int i = 0; i < elements; i++) {
            pixels.putFloat((float) random.nextDouble(-2, 2));
        }
        long[] labels = new long[batch];
        Arrays.setAll(labels, i -> random.nextInt(CLASSES));
        return new ImageBatch(pixels.flip(), labels, batch, imageSize);
    }

    /** {@return a figure of this process's memory, MiB; NaN where the system does not tell (it is Linux that does)} */
    private static double memoryMb(String name) {
        try {
            return Files.readAllLines(Path.of("/proc/self/status")).stream()
                    .filter(line -> line.startsWith(name))
                    .mapToDouble(line -> Double.parseDouble(line.replaceAll("\\D", "")) / 1024)
                    .findFirst()
                    .orElse(Double.NaN);
        } catch (IOException e) {
            return Double.NaN;
        }
    }
}
