package io.learngene.engine.network;

import io.learngene.contracts.Check;
import io.learngene.contracts.architecture.VitArchitecture;
import io.learngene.contracts.recipe.KlReduction;
import io.learngene.contracts.recipe.Precision;
import io.learngene.engine.data.ImageBatch;
import io.learngene.engine.tensor.Tensor;
import io.learngene.engine.torch.Torch;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

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
     * What was measured.
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
     * @param torch where it runs
     * @param dim token width
     * @param heads attention heads
     * @param depth blocks
     * @param tokens tokens of an image: a square number, patches are 4 x 4
     * @param batch images of a step
     * @param precision arithmetic of the passes
     * @param steps timed steps, after two that are not
     * @return the measurements
     */
    public static Report run(
            Torch torch, int dim, int heads, int depth, int tokens, int batch, Precision precision, int steps) {
        int side = (int) Math.round(Math.sqrt(tokens));
        Check.that(side * side == tokens && tokens >= 4, "tokens", tokens, "give a square number from 4");
        Check.range("batch", batch, 1, 65_536);
        Check.range("steps", steps, 1, 100_000);
        VitArchitecture vit = new VitArchitecture(side * PATCH, PATCH, dim, heads, depth, CLASSES, null, null, null);
        NetworkSpec spec = NetworkSpec.of(vit);
        SplittableRandom random = new SplittableRandom(0);
        ImageBatch images = images(random, batch, vit.imageSize());
        float[] logits = new float[batch * CLASSES];
        for (int i = 0; i < logits.length; i++) {
            logits[i] = (float) random.nextDouble(-2, 2);
        }
        Objective objective = new Objective.Distillation(
                new Objective.Targets.Given(Tensor.ofFloats(List.of((long) batch, (long) CLASSES), logits)),
                1,
                1,
                KlReduction.BATCH,
                0);
        StepSettings settings = new StepSettings(1e-3, 0.05, 0, 0, 0);
        double[] milliseconds = new double[steps];
        double settled = Double.NaN;
        double growth;
        try (Network network = Network.create(torch, spec, Initialisation.draw(spec, 0), precision, batch)) {
            for (int i = -WARM_UP; i < steps; i++) {
                long start = System.nanoTime();
                network.step(images, objective, settings);
                if (i >= 0) {
                    milliseconds[i] = (System.nanoTime() - start) / 1e6;
                }
                if (i == SETTLED) {
                    settled = memoryMb("VmRSS:");
                }
            }
            growth = memoryMb("VmRSS:") - settled;
        }
        Arrays.sort(milliseconds);
        double median = milliseconds[steps / 2];
        return new Report(
                median,
                batch * 1e3 / median,
                memoryMb("VmHWM:"),
                torch.threads(),
                precision,
                Double.isNaN(growth) ? null : growth);
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
