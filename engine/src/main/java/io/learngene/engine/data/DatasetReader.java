package io.learngene.engine.data;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Reads {@code split/class/image} trees (JPEG, PNG) and CIFAR-10 binary batches from a folder, zip, tar or tar.gz. Splits
 * are {@code train} and one of {@code test}, {@code val}, {@code validation}, {@code valid}; folders above the splits do not
 * matter. The order of the images depends on their names alone.
 */
public final class DatasetReader {

    private static final int CIFAR_RECORD = 1 + 3 * 32 * 32;

    /**
     * What an archive holds, without its images.
     *
     * @param format {@code zip}, {@code tar}, {@code tar.gz} or {@code folder}; {@code cifar10-binary} behind a plus
     * @param counts number of images by {@code split/class}; empty for CIFAR-10 binary batches
     */
    public record Inspection(String format, Map<String, Integer> counts) {}

    private final Path path;
    private final int imageSize;
    private final DatasetLimits limits;
    private final DataProgress progress;
    private final List<Image> images = new ArrayList<>();
    private final List<String> broken = new ArrayList<>();
    private List<String> cifarNames = List.of();
    private long bytes;

    private record Image(boolean train, String className, String name, byte[] pixels) {}

    private DatasetReader(Path path, int imageSize, DatasetLimits limits, DataProgress progress) {
        this.path = path;
        this.imageSize = imageSize;
        this.limits = limits;
        this.progress = progress;
    }

    /**
     * Decodes a dataset into memory, on all cores.
     *
     * @param path folder or archive
     * @param imageSize height and width to scale to, pixels
     * @param limits what is believed of it
     * @param progress hears of the images
     * @return the dataset
     * @throws DatasetException if it cannot be used; the message says why and what to do
     * @throws IOException if it cannot be read
     */
    public static Dataset read(Path path, int imageSize, DatasetLimits limits, DataProgress progress)
            throws IOException {
        DatasetReader reader = new DatasetReader(path, imageSize, limits, progress);
        reader.readAll();
        return reader.dataset();
    }

    /**
     * Looks at the names only.
     *
     * @param path folder or archive
     * @param limits what is believed of it
     * @return what it holds
     * @throws DatasetException if it cannot be used
     * @throws IOException if it cannot be read
     */
    public static Inspection inspect(Path path, DatasetLimits limits) throws IOException {
        Map<String, Integer> counts = new TreeMap<>();
        boolean[] cifar = new boolean[1];
        Archive archive = new Archive(path, limits);
        archive.walk((name, content) -> {
            String[] place = place(name);
            if (place != null) {
                counts.merge(place[0] + "/" + place[1], 1, Integer::sum);
            } else if (isCifar(name)) {
                cifar[0] = true;
            }
        });
        if (cifar[0] && counts.isEmpty()) {
            return new Inspection(archive.format() + "+cifar10-binary", counts);
        }
        for (String split : List.of("train", "test")) {
            List<String> classes = counts.keySet().stream()
                    .filter(k -> k.startsWith(split + "/"))
                    .toList();
            checkSplit(path, split, classes.size());
        }
        return new Inspection(archive.format(), counts);
    }

    private void readAll() throws IOException {
        Archive archive = new Archive(path, limits);
        long total = 0;
        if (!archive.format().startsWith("tar")) {
            total = inspect(path, limits).counts().values().stream()
                    .mapToLong(Integer::longValue)
                    .sum();
        }
        long all = total;
        int cores = Runtime.getRuntime().availableProcessors();
        ExecutorService pool = Executors.newFixedThreadPool(cores, task -> {
            Thread thread = new Thread(task, "decode");
            thread.setDaemon(true);
            return thread;
        });
        ThreadLocal<ImageDecoder> decoders =
                ThreadLocal.withInitial(() -> new ImageDecoder(imageSize, limits.pixels()));
        Queue<Future<Image>> running = new ArrayDeque<>();
        try {
            archive.walk((name, content) -> {
                String[] place = place(name);
                if (place != null) {
                    byte[] file = content.read();
                    running.add(pool.submit(() -> decode(decoders.get(), place, name, file)));
                    while (running.size() > 64 * cores) {
                        take(running, all);
                    }
                } else if (isCifar(name)) {
                    readCifar(name, content.read());
                }
            });
            while (!running.isEmpty()) {
                take(running, all);
            }
        } finally {
            pool.shutdownNow();
        }
        progress.images(images.size(), images.size());
    }

    private Image decode(ImageDecoder decoder, String[] place, String name, byte[] file) {
        try {
            return new Image(place[0].equals("train"), place[1], name, decoder.decode(file));
        } catch (IOException e) {
            return new Image(false, null, name + ": " + e.getMessage(), null);
        }
    }

    private void take(Queue<Future<Image>> running, long total) {
        try {
            Image image = running.remove().get();
            if (image.pixels() == null) {
                broken.add(image.name());
                refuseTooManyBroken(total);
            } else {
                add(image);
                if (images.size() % 500 == 0) {
                    progress.images(images.size(), total);
                }
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException("an image could not be decoded", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DatasetException("interrupted while reading " + path.getFileName(), e);
        }
    }

    private void add(Image image) {
        bytes += image.pixels().length + 64;
        if (bytes > limits.memoryBytes()) {
            throw new DatasetException(path.getFileName() + " needs more than " + limits.memoryBytes() / 1_000_000
                    + " MB of memory at " + imageSize + " x " + imageSize + " pixels; give the worker a larger heap"
                    + " (-Xmx), a smaller image_size, or fewer images");
        }
        images.add(image);
    }

    private void refuseTooManyBroken(long total) {
        double seen = total > 0 ? total : images.size() + broken.size();
        boolean tooMany = broken.size() > Math.max(DatasetLimits.BROKEN_ALWAYS_SKIPPED, limits.brokenShare() * seen);
        if (tooMany) {
            throw new DatasetException(broken.size() + " images of " + path.getFileName()
                    + " are broken, more than are skipped; repair or remove them. The first: "
                    + String.join("; ", broken.subList(0, 3)));
        }
    }

    /** CIFAR-10's own format: records of one label and three planes of 32 x 32 bytes. */
    private void readCifar(String name, byte[] file) {
        String base = name.substring(name.lastIndexOf('/') + 1);
        if (base.equals("batches.meta.txt")) {
            cifarNames = new String(file, java.nio.charset.StandardCharsets.UTF_8)
                    .lines()
                    .map(String::strip)
                    .filter(line -> !line.isEmpty())
                    .toList();
            return;
        }
        if (imageSize != 32) {
            throw new DatasetException(
                    "image_size: " + imageSize + "; CIFAR-10 binary batches hold 32 x 32 pixels," + " give 32");
        }
        if (file.length % CIFAR_RECORD != 0) {
            throw new DatasetException(name + " has " + file.length + " bytes, no multiple of the " + CIFAR_RECORD
                    + " of a CIFAR-10 record; it is truncated");
        }
        for (int i = 0; i < file.length / CIFAR_RECORD; i++) {
            int at = i * CIFAR_RECORD;
            byte[] pixels = java.util.Arrays.copyOfRange(file, at + 1, at + CIFAR_RECORD);
            if (file[at] < 0 || file[at] > 9) {
                throw new DatasetException(
                        name + ": record " + i + " has label " + (file[at] & 0xff) + "; CIFAR-10 has classes 0 to 9");
            }
            add(new Image(
                    base.startsWith("data_batch"),
                    Integer.toString(file[at]),
                    String.format("%s/%06d", name, i),
                    pixels));
        }
    }

    private Dataset dataset() {
        List<String> classes =
                images.stream().map(Image::className).distinct().sorted().toList();
        List<String> trainClasses = images.stream()
                .filter(Image::train)
                .map(Image::className)
                .distinct()
                .toList();
        checkSplit(path, "train", trainClasses.size());
        long test = images.stream().filter(i -> !i.train()).count();
        checkSplit(path, "test", test == 0 ? 0 : 2);
        for (String name : classes) {
            if (!trainClasses.contains(name)) {
                throw new DatasetException("class '" + name + "' of " + path.getFileName()
                        + " has no readable training image; add some, or remove the class");
            }
        }
        List<String> names = cifarNames.size() == classes.size() && cifarNames.size() == 10 ? cifarNames : classes;
        return new Dataset(names, split(classes, true), split(classes, false));
    }

    private LabelledImages split(List<String> classes, boolean train) {
        List<Image> some = images.stream()
                .filter(i -> i.train() == train)
                .sorted(Comparator.comparing(Image::name))
                .toList();
        byte[][] pixels = some.stream().map(Image::pixels).toArray(byte[][]::new);
        int[] labels =
                some.stream().mapToInt(i -> classes.indexOf(i.className())).toArray();
        return new LabelledImages(imageSize, classes.size(), pixels, labels);
    }

    private static void checkSplit(Path path, String split, int classes) {
        if (classes == 0) {
            throw new DatasetException(path.getFileName() + " has no " + split + " images; pack them as " + split
                    + "/CLASS/IMAGE.jpg (JPEG or PNG)");
        }
        if (classes == 1) {
            throw new DatasetException(
                    path.getFileName() + " has one class in " + split + "; a classifier needs at least two");
        }
    }

    /** {@return split and class of an image's path; null for a file that is no image in a split} */
    private static String[] place(String name) {
        String[] parts = name.split("/");
        String lower = name.toLowerCase(Locale.ROOT);
        boolean image = lower.endsWith(".jpg") || lower.endsWith(".jpeg") || lower.endsWith(".png");
        if (!image || parts.length < 3 || lower.contains("__macosx") || parts[parts.length - 1].startsWith(".")) {
            return null;
        }
        String split = parts[parts.length - 3].toLowerCase(Locale.ROOT);
        return switch (split) {
            case "train" -> new String[] {"train", parts[parts.length - 2]};
            case "test", "val", "valid", "validation" -> new String[] {"test", parts[parts.length - 2]};
            default -> null;
        };
    }

    private static boolean isCifar(String name) {
        String base = name.substring(name.lastIndexOf('/') + 1);
        return base.matches("data_batch_\\d\\.bin|test_batch\\.bin|batches\\.meta\\.txt");
    }
}
