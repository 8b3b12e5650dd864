package io.learngene.local.bench;

import io.learngene.contracts.Check;
import io.learngene.contracts.architecture.VitArchitecture;
import io.learngene.contracts.recipe.Augmentation;
import io.learngene.contracts.recipe.Precision;
import io.learngene.engine.data.archive.DataProgress;
import io.learngene.engine.data.archive.DatasetLimits;
import io.learngene.engine.data.archive.DatasetReader;
import io.learngene.engine.data.batch.BatchLoader;
import io.learngene.engine.data.batch.BatchStream;
import io.learngene.engine.data.batch.ImageBatch;
import io.learngene.engine.data.images.Dataset;
import io.learngene.engine.data.images.Preprocessing;
import io.learngene.engine.network.Network;
import io.learngene.engine.network.Objective;
import io.learngene.engine.network.StepSettings;
import io.learngene.engine.shape.NetworkSpec;
import io.learngene.engine.shape.RandomInitialisation;
import io.learngene.engine.torch.Torch;
import java.awt.Color;
import java.awt.GradientPaint;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.SplittableRandom;
import javax.imageio.ImageIO;

/** Measures whether JPEG files are read, decoded and augmented as fast as a network trains on them. */
public final class InputBenchmark {

    private static final int WARM_UP = 2;
    private static final int NOISE = 40;

    /**
     * What was measured.
     *
     * @param imagesPerSecond images that are prepared in a second while nothing trains
     * @param trainedPerSecond images that are trained on in a second
     * @param waiting share of the training's time in which it waited for images, 0 to 1
     */
    public record Report(double imagesPerSecond, double trainedPerSecond, double waiting) {}

    private InputBenchmark() {}

    /**
     * @param torch where it trains
     * @param vit what is trained
     * @param precision arithmetic of the passes
     * @param augmentation what happens to each image
     * @param sourceSize height and width of the JPEG files, pixels
     * @param batch images of a step
     * @param steps timed steps
     * @param folder an empty folder for the images
     * @return the measurements
     * @throws IOException if the images cannot be written or read
     */
    public static Report measure(
            Torch torch,
            VitArchitecture vit,
            Precision precision,
            Augmentation augmentation,
            int sourceSize,
            int batch,
            int steps,
            Path folder)
            throws IOException {
        Check.range("source_size", sourceSize, 8, 4096);
        Check.range("steps", steps, 1, 100_000);
        draw(folder, sourceSize, (WARM_UP + steps + 1) * batch, vit.classes());
        Dataset dataset = DatasetReader.read(
                folder, Preprocessing.whole(vit.imageSize()), DatasetLimits.standard(), DataProgress.SILENT, folder);
        double alone = run(dataset, augmentation, batch, steps, images -> {})[0];
        NetworkSpec spec = NetworkSpec.of(vit);
        StepSettings settings = new StepSettings(1e-3, 0.05, 0, 0, 0);
        try (Network network = Network.create(torch, spec, RandomInitialisation.draw(spec, 0), precision, batch)) {
            double[] training = run(
                    dataset,
                    augmentation,
                    batch,
                    steps,
                    images -> network.step(images, new Objective.CrossEntropy(0.1), settings));
            return new Report(alone, training[0], training[1]);
        }
    }

    private interface Consumer {
        void take(ImageBatch batch);
    }

    /** {@return images per second, and the share of the time that was waited} */
    private static double[] run(Dataset dataset, Augmentation augmentation, int batch, int steps, Consumer consumer) {
        try (BatchStream batches = BatchLoader.training(dataset.train(), batch, augmentation, 0, 0, 0)) {
            for (int i = 0; i < WARM_UP; i++) {
                consumer.take(batches.next());
            }
            double before = batches.secondsWaited();
            long start = System.nanoTime();
            for (int i = 0; i < steps; i++) {
                consumer.take(batches.next());
            }
            double seconds = (System.nanoTime() - start) / 1e9;
            return new double[] {steps * batch / seconds, (batches.secondsWaited() - before) / seconds};
        }
    }

    /** Gradients with noise: about as large, and as much work, as photographs. */
    private static void draw(Path folder, int side, int images, int classes) throws IOException {
        SplittableRandom random = new SplittableRandom(0);
        for (int i = 0; i < images + classes; i++) {
            Path place = folder.resolve((i < images ? "train/" : "test/") + "class" + i % classes);
            Files.createDirectories(place);
            BufferedImage image = new BufferedImage(side, side, BufferedImage.TYPE_INT_RGB);
            Graphics2D graphics = image.createGraphics();
            graphics.setPaint(new GradientPaint(
                    0, 0, new Color(random.nextInt(1 << 24)), side, side, new Color(random.nextInt(1 << 24))));
            graphics.fillRect(0, 0, side, side);
            graphics.dispose();
            for (int y = 0; y < side; y++) {
                for (int x = 0; x < side; x++) {
                    int rgb = image.getRGB(x, y);
                    int noise = random.nextInt(NOISE);
                    image.setRGB(
                            x,
                            y,
                            new Color(
                                            Math.min(255, (rgb >> 16 & 255) + noise),
                                            Math.min(255, (rgb >> 8 & 255) + noise),
                                            Math.min(255, (rgb & 255) + noise))
                                    .getRGB());
                }
            }
            ImageIO.write(
                    image,
                    "jpeg",
                    place.resolve(String.format(Locale.ROOT, "%05d.jpg", i)).toFile());
        }
    }
}
