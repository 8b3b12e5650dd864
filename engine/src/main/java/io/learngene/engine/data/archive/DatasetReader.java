package io.learngene.engine.data.archive;

import io.learngene.contracts.HeapAdvice;
import io.learngene.contracts.artefact.MultiLabel;
import io.learngene.contracts.artefact.UnusedFiles;
import io.learngene.engine.augmentation.Picture;
import io.learngene.engine.data.archive.ClassFolder.Split;
import io.learngene.engine.data.images.Dataset;
import io.learngene.engine.data.images.DatasetException;
import io.learngene.engine.data.images.ImageDecoder;
import io.learngene.engine.data.images.ImageLabels;
import io.learngene.engine.data.images.ImageMemory;
import io.learngene.engine.data.images.ImagePack;
import io.learngene.engine.data.images.LabelledImages;
import io.learngene.engine.data.images.Preprocessing;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;

/**
 * Reads {@code split/class/image} trees ({@link ImageDecoder#FORMATS}) and CIFAR-10 binary batches from a folder, zip, tar or tar.gz. Splits
 * are {@code train} and {@code test}, and {@code val}, {@code valid} or {@code validation}, which is tested on where there is no {@code
 * test}; folders above the splits and below the classes do not matter. The order of the images depends on their names alone.
 */
public final class DatasetReader {

    /**
     * What an archive holds.
     *
     * @param format {@code zip}, {@code tar}, {@code tar.gz} or {@code folder}; {@code cifar10-binary} behind a plus
     * @param train number of training images of every class, by name; for CIFAR-10 binary batches by label
     * @param test the same of the test images
     * @param validation the same of the validation images beside them; empty if there are none
     * @param used files of these images, by extension
     * @param unused the files that nothing is trained or tested on, by extension, class and reason
     * @param multiLabel its images, where each has any number of classes; null where each is of one
     */
    public record Inspection(
            String format,
            SortedMap<String, Integer> train,
            SortedMap<String, Integer> test,
            SortedMap<String, Integer> validation,
            SortedMap<String, Integer> used,
            List<UnusedFiles> unused,
            MultiLabel multiLabel) {

        public Inspection {
            unused = List.copyOf(unused);
        }
    }

    private final Path path;
    private final String told;
    private final Preprocessing preprocessing;
    private final DatasetLimits limits;
    private final DataProgress progress;
    private final ImagePack pack;
    private final Archive archive;
    private final Layout layout = new Layout();
    private final Census census;
    /** Whether all names were seen before anything was read. */
    private boolean looked;

    private final List<Kept> images = new ArrayList<>();
    private List<String> cifarNames = CifarBatches.CLASS_NAMES;
    private long expected;
    /** The only split that is read; null for all. */
    private Split tested;

    /** An image of the dataset: its pixels if they stay in memory, and the number of its file in the pack, or -1. */
    private record Kept(ClassFolder folder, String name, byte[] pixels, int number) {}

    private DatasetReader(
            Path path,
            String told,
            Preprocessing preprocessing,
            DatasetLimits limits,
            DataProgress progress,
            ImagePack pack)
            throws IOException {
        this.path = path;
        this.told = told;
        this.preprocessing = preprocessing;
        this.limits = limits;
        this.progress = progress;
        this.pack = pack;
        this.archive = new Archive(path, told, limits);
        this.census = new Census(told, layout, limits);
    }

    /** As {@link #read(Path, String, Preprocessing, DatasetLimits, DataProgress, Path)}, named as its file. */
    public static Dataset read(
            Path path, Preprocessing preprocessing, DatasetLimits limits, DataProgress progress, Path scratch)
            throws IOException {
        return read(path, path.getFileName().toString(), preprocessing, limits, progress, scratch);
    }

    /**
     * Decodes a dataset, on all cores: into memory where its images are small, else to see that its images are sound. Files
     * that a training may crop from are laid on the disk.
     *
     * @param path folder or archive
     * @param told its name in messages
     * @param preprocessing how its pictures become squares
     * @param limits what is believed of it
     * @param progress hears of the images, and of broken ones that are skipped
     * @param scratch where image files are laid that are read again, up to as large as the dataset
     * @return the dataset
     * @throws DatasetException if it cannot be used; the message says why and what to do
     * @throws IOException if it cannot be read, or there is no room for its images
     */
    public static Dataset read(
            Path path,
            String told,
            Preprocessing preprocessing,
            DatasetLimits limits,
            DataProgress progress,
            Path scratch)
            throws IOException {
        DatasetReader reader = new DatasetReader(path, told, preprocessing, limits, progress, new ImagePack(scratch));
        reader.expect();
        reader.readAll();
        return reader.dataset();
    }

    /**
     * The images that are tested on.
     *
     * @param classNames names of the classes of the dataset, sorted
     * @param images the images
     */
    public record TestImages(List<String> classNames, LabelledImages images) {}

    /**
     * Decodes what a dataset is tested on, and nothing else. They are the test images of {@link #read}, in their order.
     *
     * @param path folder or archive
     * @param preprocessing how its pictures become squares
     * @param limits what is believed of it
     * @param progress hears of the images, and of broken ones that are skipped
     * @param scratch where image files are laid that are read again
     * @return the images
     * @throws DatasetException if it cannot be used
     * @throws IOException if it cannot be read, or there is no room for its images
     */
    public static TestImages readTest(
            Path path, Preprocessing preprocessing, DatasetLimits limits, DataProgress progress, Path scratch)
            throws IOException {
        DatasetReader reader = new DatasetReader(
                path, path.getFileName().toString(), preprocessing, limits, progress, new ImagePack(scratch));
        // Which split that is depends on all names.
        Census names = Names.look(path, reader.told, limits, reader.layout);
        reader.know(names);
        reader.expected = names.count(names.tested());
        reader.requireMemory(reader.expected);
        reader.tested = names.tested();
        reader.readAll();
        reader.census.check();
        List<String> classes = reader.classes();
        return new TestImages(reader.names(classes), reader.split(classes, reader.tested));
    }

    /** As {@link #inspect(Path, String, DatasetLimits)}, named as its file. */
    public static Inspection inspect(Path path, DatasetLimits limits) throws IOException {
        return inspect(path, path.getFileName().toString(), limits);
    }

    /**
     * Looks at names and sizes, and decodes no image.
     *
     * @param path folder or archive
     * @param told its name in messages
     * @param limits what is believed of it
     * @return what it holds
     * @throws DatasetException if it cannot be used
     * @throws IOException if it cannot be read
     */
    public static Inspection inspect(Path path, String told, DatasetLimits limits) throws IOException {
        Archive archive = new Archive(path, told, limits);
        Census census = Names.look(path, told, limits, new Layout());
        return new Inspection(
                archive.format() + (census.isCifar() ? "+cifar10-binary" : ""),
                census.images(Split.TRAIN),
                census.images(census.tested()),
                census.validation(),
                census.usedFiles(),
                census.unused(),
                census.multiLabel());
    }

    /** Refuses early what would not fit, where a look at the names costs little. */
    private void expect() throws IOException {
        if (archive.format().equals("folder") || archive.format().equals("zip")) {
            expect(Names.look(path, told, limits, layout));
        }
    }

    private void expect(Census names) {
        know(names);
        expected = names.used();
        requireMemory(expected);
    }

    /** Nothing was read before, or nothing whose place would be another one. */
    private void know(Census names) {
        looked = true;
        census.labelledBy(names.labels());
    }

    /** The names in a tar are known only when it was read through; that is done where they decide, and only there. */
    private void decide(String name) throws IOException {
        if (layout.isDoubtful(name)
                || !looked
                        && (census.isLabelFile(name)
                                || layout.ofLooseImage(name).isPresent())) {
            expect(Names.look(path, told, limits, layout));
        }
    }

    private void readAll() throws IOException {
        try (DecodingPool pool = new DecodingPool(told, preprocessing, limits, census, expected)) {
            archive.walk(new Archive.Visitor() {
                @Override
                public void file(String name, Archive.Content content) throws IOException {
                    decide(name);
                    Optional<ClassFolder> folder = census.place(name);
                    folder.ifPresent(known -> census.image(known, name));
                    if (folder.isPresent() && wanted(folder.get().split())) {
                        pool.decode(folder.get(), name, content.read(), DatasetReader.this::add);
                    } else if (folder.isEmpty() && CifarBatches.isBatch(name)) {
                        readCifar(name, content);
                    } else if (CifarBatches.isMeta(name)) {
                        census.listOfClasses(name);
                        cifarNames = CifarBatches.names(name, content.read());
                    } else if (census.labels() != null && census.isLabelFile(name)) {
                        census.usedFile(layout.besideImages(name).orElseThrow(), name);
                    } else if (folder.isEmpty()) {
                        census.otherFile(name);
                    }
                }

                @Override
                public void folder(String name) throws IOException {
                    decide(name);
                    census.folder(name);
                }
            });
            pool.finish(this::add);
            pool.broken().ifPresent(progress::warning);
            census.missed().ifPresent(progress::warning);
            if (census.usedFiles().keySet().stream().anyMatch(ImageNames::isJpeg)) {
                ImageDecoder.withoutLibjpeg()
                        .ifPresent(remedy -> progress.warning("libjpeg-turbo cannot be loaded, so JPEG files of " + told
                                + " are decoded by the JDK, to the same pixels but slower; " + remedy));
            }
        }
        progress.images(images.size(), images.size());
    }

    private void readCifar(String name, Archive.Content content) throws IOException {
        if (preprocessing.imageSize() != CifarBatches.IMAGE_SIZE) {
            throw new DatasetException("image_size: " + preprocessing.imageSize()
                    + "; CIFAR-10 binary batches hold images of " + CifarBatches.IMAGE_SIZE + " pixels, give that");
        }
        try (InputStream batch = content.open()) {
            CifarBatches.read(name, batch, (record, label, pixels) -> {
                ClassFolder folder = new ClassFolder(CifarBatches.split(name), Integer.toString(label));
                census.cifar(folder);
                if (!wanted(folder.split())) {
                    return;
                }
                byte[] seen = folder.split() == Split.TRAIN
                        ? pixels
                        : preprocessing.evaluated(
                                new Picture(CifarBatches.IMAGE_SIZE, CifarBatches.IMAGE_SIZE, pixels));
                keep(new Kept(folder, String.format(Locale.ROOT, "%s/%09d", name, record), seen, -1));
            });
        }
    }

    private void add(DecodedImage image) {
        int number = image.file() == null ? -1 : packed(image.file());
        keep(new Kept(image.folder(), image.name(), image.pixels(), number));
    }

    private int packed(byte[] file) {
        try {
            return pack.add(file);
        } catch (IOException e) {
            throw new UncheckedIOException("the images of " + told + " cannot be laid down", e);
        }
    }

    private void keep(Kept image) {
        images.add(image);
        if (images.size() % 500 == 0) {
            requireMemory(images.size());
            progress.images(images.size(), expected);
        }
    }

    private void requireMemory(long count) {
        int imageSize = preprocessing.imageSize();
        long perImage = ImageMemory.PER_IMAGE + (preprocessing.streams() ? 0 : 3L * imageSize * imageSize);
        if (count * perImage > limits.memoryBytes()) {
            throw new DatasetException(told + " needs " + (expected > 0 ? "" : "more than ")
                    + count * perImage / 1000 + " kB of memory at " + imageSize + " x " + imageSize
                    + " pixels, and " + limits.memoryBytes() / 1000
                    + " kB are there; give the worker " + HeapAdvice.larger()
                    + ", a smaller image_size, or fewer images");
        }
    }

    private boolean wanted(Split split) {
        return tested == null || split == tested;
    }

    private List<String> classes() {
        return List.copyOf(census.images(Split.TRAIN).keySet());
    }

    private List<String> names(List<String> classes) {
        return census.isCifar()
                ? classes.stream()
                        .map(label -> cifarNames.get(Integer.parseInt(label)))
                        .toList()
                : classes;
    }

    private Dataset dataset() {
        census.check();
        List<String> classes = classes();
        List<String> names = names(classes);
        LabelledImages validation = census.hasValidation() ? split(classes, Split.VALIDATION) : null;
        if (validation != null && validation.size() == 0) {
            throw new DatasetException(told
                    + " has validation images, and all of them are broken; repair them, or remove" + " that split");
        }
        LabelledImages train = split(classes, Split.TRAIN);
        LabelledImages test = split(classes, census.tested());
        if (census.labels() != null) {
            refuseBroken(classes, train, test);
        }
        return new Dataset(names, train, validation, test);
    }

    /** Where folders are classes, the census knows of which one all images are broken. */
    private void refuseBroken(List<String> classes, LabelledImages train, LabelledImages test) {
        if (test.size() == 0) {
            throw new DatasetException("all test images of " + told + " are broken; repair them, or give others");
        }
        int[] trained = train.perClass();
        for (int c = 0; c < trained.length; c++) {
            if (trained[c] == 0) {
                throw new DatasetException("all training images with the label '" + classes.get(c) + "' of " + told
                        + " are broken; repair them, or remove the label");
            }
        }
    }

    private LabelledImages split(List<String> classes, Split split) {
        List<Kept> some = images.stream()
                .filter(i -> i.folder().split() == split)
                .sorted(Comparator.comparing(Kept::name))
                .toList();
        ImageLabels labels = labels(classes, split, some);
        int[] numbers = some.stream().mapToInt(Kept::number).toArray();
        if (preprocessing.streams()) {
            return LabelledImages.packed(preprocessing, pack, numbers, limits.pixels(), labels);
        }
        byte[][] pixels = some.stream().map(Kept::pixels).toArray(byte[][]::new);
        return LabelledImages.cutOut(preprocessing, pixels, pack, numbers, limits.pixels(), labels);
    }

    private ImageLabels labels(List<String> classes, Split split, List<Kept> some) {
        if (census.labels() != null) {
            List<String> files = some.stream().map(i -> Names.file(i.name())).toList();
            return new ImageLabels.Several(classes.size(), census.labels().of(split, files));
        }
        Map<String, Integer> labelOf = new HashMap<>();
        classes.forEach(name -> labelOf.put(name, labelOf.size()));
        return new ImageLabels.One(
                classes.size(),
                some.stream().mapToInt(i -> labelOf.get(i.folder().className())).toArray());
    }
}
