package io.learngene.engine.data.archive;

import io.learngene.contracts.HeapAdvice;
import io.learngene.contracts.artefact.MultiLabel;
import io.learngene.contracts.artefact.UnusedFiles;
import io.learngene.contracts.artefact.UnusedFiles.Reason;
import io.learngene.engine.data.archive.ClassFolder.Split;
import io.learngene.engine.data.images.DatasetException;
import io.learngene.engine.data.images.ImageDecoder;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Counts what a dataset holds and refuses what nothing can be trained on. */
final class Census {

    private static final int NAMED = 5;

    /** What a name takes besides its letters, with its counts. */
    private static final int NAME_BYTES = 100;

    private final String told;
    private final Layout layout;
    /** Labels of images in no folders of classes; null where the folders are the classes. */
    private LabelLists labels;

    private final long mostNameBytes;
    private final Map<Split, SortedMap<String, Integer>> images = new EnumMap<>(Split.class);
    private final Map<Split, SortedMap<String, Integer>> extensions = new EnumMap<>(Split.class);
    private final Map<ClassFolder, Broken> broken = new LinkedHashMap<>();
    private final Set<ClassFolder> folders = new HashSet<>();
    private final Map<ClassFolder, UnusedFiles> firstMissed = new LinkedHashMap<>();
    private final UnusedKinds unused = new UnusedKinds();
    private final UnusedKinds lists = new UnusedKinds();
    private boolean tree;
    private boolean cifar;
    private boolean labelFile;
    private int otherFiles;
    private long nameBytes;

    /** Images of a class that cannot be decoded, and the first with the reason. */
    private record Broken(int images, String first) {}

    /** @param told name of the dataset in messages */
    Census(String told, Layout layout, DatasetLimits limits) {
        this.told = told;
        this.layout = layout;
        this.mostNameBytes = limits.nameBytes();
    }

    /** @param known labels of images in no folders of classes; null where the folders are the classes */
    void labelledBy(LabelLists known) {
        labels = known;
    }

    void folder(String name) {
        layout.ofFolder(name).filter(folders::add).ifPresent(this::keep);
    }

    /**
     * @param name path of a file
     * @return where it belongs as an image; empty for what is none
     */
    Optional<ClassFolder> place(String name) {
        return labels == null ? layout.ofImage(name) : layout.ofLooseImage(name).map(ClassFolder::withoutClass);
    }

    void image(ClassFolder folder, String name) {
        tree = true;
        count(folder);
        usedFile(folder.split(), name);
    }

    /** An image that was counted cannot be decoded. */
    void broken(ClassFolder folder, String why) {
        broken.merge(folder, new Broken(1, why), (all, one) -> new Broken(all.images() + 1, all.first()));
    }

    /** Counts an image in a batch. */
    void cifar(ClassFolder folder) {
        cifar = true;
        count(folder);
    }

    /** Counts a file that tells something of the split, with or without images in it. */
    void usedFile(Split split, String name) {
        extensions.computeIfAbsent(split, s -> new TreeMap<>()).merge(ImageNames.extension(name), 1, Integer::sum);
    }

    /** Counts a file that is used with batches alone. */
    void listOfClasses(String name) {
        lists.add(layout.around(name).orElse(null), name, Reason.FORMAT);
    }

    /** Counts a file that is none of the images and batches. */
    void otherFile(String name) {
        otherFiles++;
        boolean read = ImageNames.isRead(ImageNames.extension(name));
        boolean listed = isLabelFile(name);
        labelFile |= listed;
        Reason other = listed ? Reason.LABELS : Reason.FORMAT;
        Reason reason = ClassFolder.hidden(name) ? Reason.HIDDEN : read ? Reason.PLACE : other;
        ClassFolder folder = layout.around(name).orElse(null);
        unused.add(folder, name, reason);
        UnusedFiles one = UnusedKinds.one(folder, ImageNames.extension(name), reason, name);
        if (folder != null && missed(one) && firstMissed.putIfAbsent(folder, one) == null) {
            keep(folder);
            keep(name);
        }
    }

    /** {@return whether a file says labels of the images beside it} */
    boolean isLabelFile(String name) {
        return LabelFile.isOne(name) && layout.besideImages(name).isPresent();
    }

    /** {@return whether its images lie in no folders of classes, and files beside them say their labels} */
    boolean isLabelled() {
        return labelFile && !tree && !cifar;
    }

    /** {@return the files that nothing is trained or tested on, by their kind, in the order of the archive} */
    List<UnusedFiles> unused() {
        List<UnusedFiles> all = unused.all();
        if (!cifar) {
            all.addAll(lists.all());
        }
        return all;
    }

    /** {@return how many files something is trained or tested on, by extension} */
    SortedMap<String, Integer> usedFiles() {
        SortedMap<String, Integer> used = new TreeMap<>(extensions.getOrDefault(Split.TRAIN, new TreeMap<>()));
        for (Split split : tested() == Split.TEST ? Set.of(Split.TEST, Split.VALIDATION) : Set.of(tested())) {
            extensions.getOrDefault(split, new TreeMap<>()).forEach((e, files) -> used.merge(e, files, Integer::sum));
        }
        if (cifar) {
            lists.all().forEach(kind -> used.merge(kind.extension(), kind.files(), Integer::sum));
        }
        return used;
    }

    /** Whether somebody may have meant them to be used. */
    private static boolean missed(UnusedFiles files) {
        return switch (files.reason()) {
            case FORMAT -> files.className() != null || ImageNames.isImage(files.extension());
            case PLACE, SPLIT, LABELS -> true;
            case HIDDEN -> false;
        };
    }

    /** {@return a word about files that somebody may have meant to be used; empty if there are none} */
    Optional<String> missed() {
        List<UnusedFiles> missed = unused().stream().filter(Census::missed).toList();
        if (missed.isEmpty()) {
            return Optional.empty();
        }
        long files = missed.stream().mapToLong(UnusedFiles::files).sum();
        String first = missed.stream().limit(NAMED).map(UnusedFiles::told).collect(Collectors.joining("; "));
        String more = missed.size() > NAMED ? "; and " + (missed.size() - NAMED) + " more kinds" : "";
        return Optional.of(files + " files of " + told + " are not used: " + first + more);
    }

    private void count(ClassFolder folder) {
        SortedMap<String, Integer> classes = images.computeIfAbsent(folder.split(), s -> new TreeMap<>());
        if (classes.merge(folder.className(), 1, Integer::sum) == 1) {
            keep(folder);
        }
    }

    private void keep(ClassFolder folder) {
        keep(folder.className());
    }

    /** A hostile archive has as many long names as files. */
    private void keep(String name) {
        nameBytes += NAME_BYTES + name.length();
        if (nameBytes > mostNameBytes) {
            throw new DatasetException(told + " has classes whose names take more than the " + mostNameBytes
                    + " bytes of memory that are there for them; give Java " + HeapAdvice.larger()
                    + ", or fewer classes with shorter names");
        }
    }

    boolean isCifar() {
        return cifar;
    }

    int otherFiles() {
        return otherFiles;
    }

    /** {@return number of images of every class of a split, by name; an image counts for each of its labels} */
    SortedMap<String, Integer> images(Split split) {
        return labels == null ? folders(split) : labels.positives(split);
    }

    private SortedMap<String, Integer> folders(Split split) {
        return images.getOrDefault(split, Collections.emptySortedMap());
    }

    /** {@return number of images of a split} */
    long count(Split split) {
        return sum(folders(split));
    }

    /** {@return the split to test on: validation where there is no test} */
    Split tested() {
        return folders(Split.TEST).isEmpty() ? Split.VALIDATION : Split.TEST;
    }

    /** {@return the labels of its images; null where folders are the classes} */
    LabelLists labels() {
        return labels;
    }

    /** {@return its images where they have any number of labels; null where folders are the classes} */
    MultiLabel multiLabel() {
        return labels == null
                ? null
                : new MultiLabel(
                        labels.counts(Split.TRAIN),
                        labels.counts(tested()),
                        hasValidation() ? labels.counts(Split.VALIDATION) : null);
    }

    /** {@return whether there are images that epochs are compared on beside the test images} */
    boolean hasValidation() {
        return tested() == Split.TEST && count(Split.VALIDATION) > 0;
    }

    /** {@return number of images of every class that epochs are compared on beside the test images; empty if there are none} */
    SortedMap<String, Integer> validation() {
        return hasValidation() ? images(Split.VALIDATION) : Collections.emptySortedMap();
    }

    /** {@return how many images there are to train, compare and test on} */
    long used() {
        return count(Split.TRAIN) + count(tested()) + (hasValidation() ? count(Split.VALIDATION) : 0);
    }

    private static long sum(Map<String, Integer> counts) {
        return counts.values().stream().mapToLong(Integer::longValue).sum();
    }

    /**
     * @throws DatasetException if a split is missing, there are fewer than two classes, or a class cannot be learnt
     */
    void check() {
        if (labels != null) {
            checkSplit("train", folders(Split.TRAIN));
            checkSplit("test", folders(tested()));
            labels.check(tested());
            return;
        }
        Map<String, Integer> train = images(Split.TRAIN);
        Map<String, Integer> test = images(tested());
        if (tree && cifar) {
            throw new DatasetException(told + " holds both CIFAR-10 batches and split/CLASS/IMAGE; remove one");
        }
        checkSplit("train", train);
        checkSplit("test", test);
        train.keySet().forEach(this::refuseDoubtfulClass);
        test.keySet().forEach(this::refuseDoubtfulClass);
        if (train.size() == 1) {
            throw new DatasetException(told + " has one class, '"
                    + train.keySet().iterator().next() + "'; a classifier needs at least two");
        }
        refuseUntrained("test", train, test);
        refuseUntrained("validation", train, validation());
        firstMissed.forEach(this::refuseLostClass);
        folders.forEach(this::refuseEmptyClass);
        broken.forEach(this::refuseBrokenClass);
    }

    private void refuseUntrained(String split, Map<String, Integer> train, Map<String, Integer> evaluated) {
        for (String name : evaluated.keySet()) {
            if (!train.containsKey(name)) {
                throw new DatasetException("class '" + name + "' of " + told + " has " + split
                        + " images, but none to train on; add some, or remove the class");
            }
        }
    }

    /** A class may be named as a split. A split within a split is none, and where it lies may be a mistake. */
    private void refuseDoubtfulClass(String name) {
        if (Split.of(name).isEmpty()) {
            return;
        }
        doubt(name).ifPresent(why -> {
            throw new DatasetException("folder '" + name + "' in a split of " + told
                    + " may be meant as a class or as a split: " + why
                    + "; put a split beside the others, and give a class images in train and test, in no folder that"
                    + " is named as another class");
        });
    }

    private Optional<String> doubt(String name) {
        if (!images(Split.TRAIN).containsKey(name)) {
            return Optional.of("it has no train images");
        }
        if (!images(tested()).containsKey(name)) {
            return Optional.of("it has no test images");
        }
        return images(Split.TRAIN).keySet().stream()
                .filter(layout::liesBelowNamedAsSplit)
                .map(other -> "it holds a folder '" + other + "', and that is a class, too")
                .findFirst();
    }

    private boolean isUsed(Split split) {
        return split == Split.TRAIN || split == tested();
    }

    /** A class of which no file is used would be missing in every model, without a word. */
    private void refuseLostClass(ClassFolder folder, UnusedFiles first) {
        if (isUsed(folder.split()) && !images(folder.split()).containsKey(folder.className())) {
            UnusedFiles all = unused.all().stream()
                    .filter(kind -> kind.example().equals(first.example()))
                    .findFirst()
                    .orElse(first);
            throw new DatasetException("class '" + folder.className() + "' of " + told + " has no "
                    + folder.split().told() + " images that are used: " + all.told());
        }
    }

    private void refuseEmptyClass(ClassFolder folder) {
        if (isUsed(folder.split()) && !images(folder.split()).containsKey(folder.className())) {
            throw new DatasetException("class '" + folder.className() + "' of " + told + " has no "
                    + (folder.split() == Split.TRAIN ? "train" : "test")
                    + " images; add some (" + ImageDecoder.FORMATS + "), or remove its folder");
        }
    }

    /** Such a class would be missing in the model, or would never be tested. */
    private void refuseBrokenClass(ClassFolder folder, Broken images) {
        if (isUsed(folder.split()) && images(folder.split()).get(folder.className()) == images.images()) {
            throw new DatasetException("class '" + folder.className() + "' of " + told + " has " + images.images() + " "
                    + folder.split().told() + " images, and all of them are broken; repair them, or remove the class."
                    + " The first: " + images.first());
        }
    }

    private void checkSplit(String split, Map<String, Integer> counts) {
        if (counts.isEmpty()) {
            throw new DatasetException(told + " has no " + split + " images (" + otherFiles
                    + " files lie elsewhere or are no images); pack them as "
                    + (labels == null
                            ? "train/CLASS/IMAGE and test/CLASS/IMAGE,"
                            : "train/IMAGE and test/IMAGE beside a metadata.csv,")
                    + " " + ImageDecoder.FORMATS
                    + missed().map(word -> ". " + word).orElse(""));
        }
    }
}
