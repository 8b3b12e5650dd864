package io.learngene.engine.data.images;

import io.learngene.contracts.HeapAdvice;
import io.learngene.engine.augmentation.Picture;
import io.learngene.engine.random.Seeds;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/**
 * The built-in dataset: 32 x 32 images of ten kinds of shapes, drawn from a seed. Position, size, rotation, colours,
 * textures, noise and stray strokes are random and say nothing about the class; only the outline does.
 */
public final class SyntheticShapes {

    /** Height and width, pixels. */
    public static final int IMAGE_SIZE = 32;

    /** Names of the classes in the order of the labels. */
    public static final List<String> CLASS_NAMES =
            List.of("bar", "crescent", "cross", "disc", "frame", "heart", "ring", "square", "star", "triangle");

    /** The built-in dataset is one and the same for everybody. */
    private static final long SEED = 2024;

    /** Training images, where nobody says how many. */
    public static final int TRAIN_IMAGES = 4000;

    private static final int TEST_IMAGES = 1000;

    private SyntheticShapes() {}

    /**
     * @param seed seed; the same seed gives the same images
     * @param trainImages number of training images, at least 10
     * @param testImages number of test images, at least 10
     * @return the dataset, its classes equally frequent
     * @throws DatasetException if there are fewer images than classes, or more than the memory has room for
     */
    public static Dataset dataset(long seed, int trainImages, int testImages) {
        return dataset(seed, trainImages, testImages, Preprocessing.whole(IMAGE_SIZE));
    }

    /**
     * @param seed seed; the same seed gives the same images
     * @param trainImages number of training images, at least 10
     * @param testImages number of test images, at least 10
     * @param preprocessing how evaluation sees the test images
     * @return the dataset, its classes equally frequent
     * @throws DatasetException as above, or if the images are wanted in another size
     */
    public static Dataset dataset(long seed, int trainImages, int testImages, Preprocessing preprocessing) {
        if (preprocessing.imageSize() != IMAGE_SIZE) {
            throw new DatasetException("dataset.image_size: " + preprocessing.imageSize()
                    + "; synthetic-shapes is drawn at " + IMAGE_SIZE + " pixels, leave it out");
        }
        if (trainImages < CLASS_NAMES.size() || testImages < CLASS_NAMES.size()) {
            throw new DatasetException("synthetic-shapes: " + trainImages + " training and " + testImages
                    + " test images; give at least " + CLASS_NAMES.size() + " of each, one of every class");
        }
        requireMemory(trainImages + (long) testImages, ImageMemory.bytes());
        return new Dataset(
                CLASS_NAMES,
                draw(seed, 0, trainImages, pixels -> pixels),
                null,
                draw(
                        seed,
                        1,
                        testImages,
                        pixels -> preprocessing.evaluated(new Picture(IMAGE_SIZE, IMAGE_SIZE, pixels))));
    }

    /**
     * @param trainImages number of training images; null for {@value #TRAIN_IMAGES}
     * @param testImages number of test images; null for {@value #TEST_IMAGES}
     * @param preprocessing how evaluation sees the test images
     * @return the built-in dataset, one and the same for everybody
     * @throws DatasetException as above
     */
    public static Dataset builtIn(Integer trainImages, Integer testImages, Preprocessing preprocessing) {
        return dataset(
                SEED,
                trainImages == null ? TRAIN_IMAGES : trainImages,
                testImages == null ? TEST_IMAGES : testImages,
                preprocessing);
    }

    /**
     * @param testImages number of test images; null for {@value #TEST_IMAGES}
     * @param preprocessing how evaluation sees them
     * @return the test images of the built-in dataset, which do not depend on the training images
     * @throws DatasetException as above
     */
    public static LabelledImages builtInTest(Integer testImages, Preprocessing preprocessing) {
        return builtIn(CLASS_NAMES.size(), testImages, preprocessing).test();
    }

    static void requireMemory(long images, long memoryBytes) {
        long needed = images * (3L * IMAGE_SIZE * IMAGE_SIZE + ImageMemory.PER_IMAGE);
        if (needed > memoryBytes) {
            throw new DatasetException("synthetic-shapes: " + images + " images need " + needed / 1000
                    + " kB of memory, and " + memoryBytes / 1000 + " kB are there; give train_images and test_images"
                    + " that fit, or the worker " + HeapAdvice.larger());
        }
    }

    private static LabelledImages draw(long seed, int split, int count, UnaryOperator<byte[]> seen) {
        byte[][] pixels = new byte[count][];
        int[] labels = new int[count];
        IntStream.range(0, count).parallel().forEach(i -> {
            labels[i] = i % CLASS_NAMES.size();
            pixels[i] = seen.apply(image(labels[i], Seeds.stream(seed, split, i)));
        });
        return new LabelledImages(IMAGE_SIZE, CLASS_NAMES.size(), pixels, labels);
    }

    private static byte[] image(int shape, SplittableRandom random) {
        double[] colour = {random.nextDouble(0.4, 1), random.nextDouble(0.4, 1), random.nextDouble(0.4, 1)};
        double[] ground = darker(colour, random);
        Texture inside = Texture.of(random);
        Texture outside = Texture.of(random);
        double size = random.nextDouble(0.55, 0.85);
        double turn = random.nextDouble(-0.6, 0.6);
        double cos = StrictMath.cos(turn);
        double sin = StrictMath.sin(turn);
        double room = 0.95 - size;
        double centreX = random.nextDouble(-1, 1) * Math.max(0.05, room);
        double centreY = random.nextDouble(-1, 1) * Math.max(0.05, room);
        double stretch = random.nextDouble(0.85, 1.18);
        Stroke[] strokes = new Stroke[random.nextInt(3)];
        for (int i = 0; i < strokes.length; i++) {
            strokes[i] = Stroke.of(random);
        }
        double noise = random.nextDouble(0.02, 0.07);
        byte[] pixels = new byte[3 * IMAGE_SIZE * IMAGE_SIZE];
        for (int py = 0; py < IMAGE_SIZE; py++) {
            for (int px = 0; px < IMAGE_SIZE; px++) {
                double x = (px + 0.5) / IMAGE_SIZE * 2 - 1;
                double y = (py + 0.5) / IMAGE_SIZE * 2 - 1;
                double u = ((x - centreX) * cos + (y - centreY) * sin) / size * stretch;
                double v = (-(x - centreX) * sin + (y - centreY) * cos) / size / stretch;
                // One pixel is 1/16 of the unit that distances are in: a smooth edge about that wide.
                double cover = clamp(0.5 - distance(shape, u, v) * size * IMAGE_SIZE / 2);
                double light = 1 + 0.15 * (cover * inside.at(x, y) + (1 - cover) * outside.at(x, y));
                int at = py * IMAGE_SIZE + px;
                for (int channel = 0; channel < 3; channel++) {
                    double value = (cover * colour[channel] + (1 - cover) * ground[channel]) * light;
                    for (Stroke stroke : strokes) {
                        value += stroke.cover(x, y) * (stroke.colour[channel] - value);
                    }
                    value += noise * (random.nextDouble() + random.nextDouble() - 1) * 2;
                    pixels[channel * IMAGE_SIZE * IMAGE_SIZE + at] = (byte) (int) (clamp(value) * 255 + 0.5);
                }
            }
        }
        return pixels;
    }

    /** Signed distance (roughly) to the outline of a shape in the unit disc; negative inside. */
    private static double distance(int shape, double x, double y) {
        double radius = Math.sqrt(x * x + y * y);
        return switch (shape) {
            case 0 -> box(x, y, 0.95, 0.3);
            case 1 -> Math.max(radius - 0.9, 0.72 - Math.hypot(x - 0.45, y));
            case 2 -> Math.min(box(x, y, 0.9, 0.26), box(x, y, 0.26, 0.9));
            case 3 -> radius - 0.8;
            case 4 -> Math.max(box(x, y, 0.75, 0.75), -box(x, y, 0.42, 0.42));
            case 5 -> heart(x, y);
            case 6 -> Math.abs(radius - 0.66) - 0.2;
            case 7 -> box(x, y, 0.68, 0.68);
            case 8 -> star(x, y, radius);
            case 9 -> polygon(x, y, 3, 0.5);
            default -> throw new IllegalArgumentException("shape " + shape);
        };
    }

    private static double box(double x, double y, double halfWidth, double halfHeight) {
        return Math.max(Math.abs(x) - halfWidth, Math.abs(y) - halfHeight);
    }

    private static double polygon(double x, double y, int corners, double inradius) {
        double distance = -1;
        for (int i = 0; i < corners; i++) {
            double angle = 2 * Math.PI * i / corners;
            distance = Math.max(distance, x * StrictMath.cos(angle) + y * StrictMath.sin(angle) - inradius);
        }
        return distance;
    }

    private static double star(double x, double y, double radius) {
        double fifth = 2 * Math.PI / 5;
        double angle = Math.abs(Math.IEEEremainder(StrictMath.atan2(y, x), fifth)) / (fifth / 2);
        return (radius - (0.95 - 0.55 * angle)) * 0.6;
    }

    private static double heart(double x, double y) {
        double a = Math.abs(x) / 0.85;
        double b = -y / 0.85 + 0.1;
        double curve = b - 0.62 * Math.sqrt(a);
        return (a * a + curve * curve - 0.62) * 0.5;
    }

    /** A colour that is clearly darker, so that the outline shows. */
    private static double[] darker(double[] colour, SplittableRandom random) {
        double[] other = new double[3];
        do {
            for (int channel = 0; channel < 3; channel++) {
                other[channel] = random.nextDouble();
            }
        } while (light(other) > light(colour) - 0.3);
        return other;
    }

    private static double light(double[] colour) {
        return 0.3 * colour[0] + 0.59 * colour[1] + 0.11 * colour[2];
    }

    private static double clamp(double value) {
        return Math.max(0, Math.min(1, value));
    }

    /** Plain, stripes, waves or a checkerboard, -1 to 1. */
    private record Texture(int kind, double frequencyX, double frequencyY, double phase) {
        static Texture of(SplittableRandom random) {
            double frequency = random.nextDouble(3, 11);
            double angle = random.nextDouble(Math.PI);
            return new Texture(
                    random.nextInt(4),
                    frequency * StrictMath.cos(angle),
                    frequency * StrictMath.sin(angle),
                    random.nextDouble(2 * Math.PI));
        }

        double at(double x, double y) {
            double along = frequencyX * x + frequencyY * y + phase;
            double across = frequencyX * y - frequencyY * x + phase;
            return switch (kind) {
                case 0 -> 0;
                case 1 -> StrictMath.sin(along);
                case 2 -> Math.signum(StrictMath.sin(along));
                default -> Math.signum(StrictMath.sin(along) * StrictMath.sin(across));
            };
        }
    }

    /** A short thin line that is no part of the shape. */
    private record Stroke(double x, double y, double dx, double dy, double length, double[] colour) {
        static Stroke of(SplittableRandom random) {
            double angle = random.nextDouble(Math.PI);
            double[] colour = {random.nextDouble(), random.nextDouble(), random.nextDouble()};
            return new Stroke(
                    random.nextDouble(-1, 1),
                    random.nextDouble(-1, 1),
                    StrictMath.cos(angle),
                    StrictMath.sin(angle),
                    random.nextDouble(0.3, 1.2),
                    colour);
        }

        double cover(double px, double py) {
            double along = Math.max(0, Math.min(length, (px - x) * dx + (py - y) * dy));
            double distance = Math.hypot(px - x - along * dx, py - y - along * dy);
            return Math.max(0, Math.min(1, 1.3 - distance * IMAGE_SIZE / 2));
        }
    }
}
