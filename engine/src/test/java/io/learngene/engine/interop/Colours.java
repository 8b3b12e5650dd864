package io.learngene.engine.interop;

import io.learngene.engine.data.archive.DataProgress;
import io.learngene.engine.data.archive.DatasetLimits;
import io.learngene.engine.data.archive.DatasetReader;
import io.learngene.engine.data.batch.BatchLoader;
import io.learngene.engine.data.batch.BatchStream;
import io.learngene.engine.data.batch.ImageBatch;
import io.learngene.engine.data.images.Dataset;
import io.learngene.engine.data.images.Normalisation;
import io.learngene.engine.data.images.Preprocessing;
import io.learngene.engine.network.Classifier;
import io.learngene.engine.safetensors.SafetensorsWriter;
import io.learngene.engine.tensor.Tensor;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;

/** Inputs that both sides see: numbers from 0 to 1 before any normalisation, and image files. */
final class Colours {

    private static final int IMAGES = 3;
    private static final int PICTURES = 40;

    private Colours() {}

    static void write(Path file) throws IOException {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        for (int size : List.of(32, 64, 224)) {
            tensors.put(
                    Integer.toString(size),
                    Tensor.ofFloats(List.of((long) IMAGES, 3L, (long) size, (long) size), of(size)));
        }
        SafetensorsWriter.write(file, tensors, Map.of());
    }

    /** {@return what a network here is given} */
    static ImageBatch batch(int size) {
        float[] colours = of(size);
        ByteBuffer direct = ByteBuffer.allocateDirect(4 * colours.length).order(ByteOrder.nativeOrder());
        double[] mean = Normalisation.mean();
        double[] deviation = Normalisation.deviation();
        for (int i = 0; i < colours.length; i++) {
            int channel = i / (size * size) % 3;
            direct.putFloat((float) ((colours[i] - mean[channel]) / deviation[channel]));
        }
        return new ImageBatch(direct.flip(), new long[IMAGES], IMAGES, size);
    }

    /** Folders of pictures: {@code exact} need no scaling, {@code photos} do. */
    static void pictures(Path root) throws IOException {
        for (int i = 0; i < PICTURES; i++) {
            for (String split : List.of("train", "test")) {
                String name = split + "/" + i % 10 + "/" + (char) ('a' + i / 10);
                write(root.resolve("exact/" + name + ".png"), "png", 32, 32, i);
                int width = 40 + 3 * (i % 9);
                write(root.resolve("photos/" + name + ".jpg"), "jpeg", width, height(width, 110 - 5 * (i % 7)), i);
            }
        }
    }

    /**
     * Where as many pixels are left over on the one side as on the other: of an odd number timm rounds half to even, and transformers
     * down.
     */
    private static int height(int width, int about) {
        int height = about;
        while (36 * height / width % 2 != 0) {
            height++;
        }
        return height;
    }

    /** {@return the best class of each test picture, in the order of their paths} */
    static List<Integer> predictions(Path folder, double cropPct, Classifier classifier, Path scratch)
            throws IOException {
        int size = classifier.architecture().imageSize();
        Dataset dataset = DatasetReader.read(
                folder,
                new Preprocessing(size, cropPct),
                DatasetLimits.standard(),
                DataProgress.SILENT,
                Files.createTempDirectory(scratch, "pack"));
        List<Integer> predictions = new ArrayList<>();
        try (BatchStream batches = BatchLoader.evaluation(dataset.test(), PICTURES)) {
            for (ImageBatch batch = batches.next(); batch != null; batch = batches.next()) {
                float[] logits = classifier.logits(batch).toFloats();
                int classes = logits.length / batch.size();
                for (int image = 0; image < batch.size(); image++) {
                    int best = 0;
                    for (int c = 1; c < classes; c++) {
                        best = logits[image * classes + c] > logits[image * classes + best] ? c : best;
                    }
                    predictions.add(best);
                }
            }
        }
        return predictions;
    }

    private static void write(Path file, String format, int width, int height, int seed) throws IOException {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                int red = wave(53 * seed, x * (0.1 + 0.02 * seed));
                int green = wave(97 * seed, y * (0.3 - 0.005 * seed));
                int blue = wave(31 * seed, (x + y) * 0.15);
                image.setRGB(x, y, red << 16 | green << 8 | blue);
            }
        }
        Files.createDirectories(file.getParent());
        ImageIO.write(image, format, file.toFile());
    }

    private static int wave(int base, double at) {
        return (int) Math.round(40 + base % 175 + 40 * Math.sin(at));
    }

    private static float[] of(int size) {
        float[] colours = new float[IMAGES * 3 * size * size];
        for (int i = 0; i < colours.length; i++) {
            colours[i] = (float) (0.5 + 0.5 * Math.sin(i * 0.37 + i / (size * size)));
        }
        return colours;
    }
}
