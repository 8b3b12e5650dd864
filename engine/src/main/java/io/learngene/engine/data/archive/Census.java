package io.learngene.engine.data.archive;

import io.learngene.engine.data.archive.ClassFolder.Split;
import io.learngene.engine.data.archive.UnusedFiles.Reason;
import io.learngene.engine.data.images.DatasetException;
import io.learngene.engine.data.images.ImageDecoder;
import java.util.ArrayList;
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

    private static final int MOST_KINDS = 1_000;
    private static final int NAMED = 5;

    private final String fileName;
    private final Map<Split, SortedMap<String, Integer>> images = new EnumMap<>(Split.class);
    private final Set<ClassFolder> folders = new HashSet<>();
    private boolean tree;
    private boolean cifar;
    private final Map<Kind, UnusedFiles> unused = new LinkedHashMap<>();
    private int otherFiles;

    /** What files that are not used have in common. */
    private record Kind(ClassFolder folder, String extension, Reason reason) {}

    Census(String fileName) {
        this.fileName = fileName;
    }

    void folder(String name) {
        ClassFolder.ofClass(name).ifPresent(folders::add);
    }

    void image(ClassFolder folder) {
        tree = true;
        count(folder);
    }

    void cifar(ClassFolder folder) {
        cifar = true;
        count(folder);
    }

    /** Counts a file that is none of the images and batches. */
    void otherFile(String name) {
        otherFiles++;
        String extension = ImageNames.extension(name);
        boolean read = ImageNames.isRead(extension);
        Reason reason = ClassFolder.hidden(name) ? Reason.HIDDEN : read ? Reason.PLACE : Reason.FORMAT;
        ClassFolder folder = ClassFolder.around(name).orElse(null);
        Kind kind = new Kind(folder, extension, reason);
        // A hostile archive has as many kinds as files.
        Kind counted = unused.containsKey(kind) || unused.size() < MOST_KINDS ? kind : new Kind(null, "", reason);
        unused.merge(
                counted,
                unusedFiles(counted, 1, name),
                (all, one) -> unusedFiles(counted, all.files() + 1, all.example()));
    }

    private static UnusedFiles unusedFiles(Kind kind, int files, String example) {
        ClassFolder folder = kind.folder();
        return new UnusedFiles(
                folder == null ? null : folder.split().told(),
                folder == null ? null : folder.className(),
                kind.extension(),
                kind.reason(),
                files,
                example);
    }

    /** {@return the files that nothing is trained or tested on, by their kind, in the order of the archive} */
    List<UnusedFiles> unused() {
        List<UnusedFiles> all = new ArrayList<>(unused.values());
        if (tested() == Split.TEST) {
            images(Split.VALIDATION)
                    .forEach((name, count) -> all.add(new UnusedFiles(
                            Split.VALIDATION.told(), name, "", Reason.SPLIT, count, "validation/" + name)));
        }
        return all;
    }

    /** {@return a word about files that somebody may have meant to be used; empty if there are none} */
    Optional<String> missed() {
        List<UnusedFiles> missed = unused().stream().filter(UnusedFiles::missed).toList();
        if (missed.isEmpty()) {
            return Optional.empty();
        }
        long files = missed.stream().mapToLong(UnusedFiles::files).sum();
        String first = missed.stream().limit(NAMED).map(UnusedFiles::told).collect(Collectors.joining("; "));
        String more = missed.size() > NAMED ? "; and " + (missed.size() - NAMED) + " more kinds" : "";
        return Optional.of(files + " files of " + fileName + " are not used: " + first + more);
    }

    private void count(ClassFolder folder) {
        images.computeIfAbsent(folder.split(), s -> new TreeMap<>()).merge(folder.className(), 1, Integer::sum);
    }

    boolean isCifar() {
        return cifar;
    }

    int otherFiles() {
        return otherFiles;
    }

    /** {@return number of images of every class of a split, by name} */
    SortedMap<String, Integer> images(Split split) {
        return images.getOrDefault(split, Collections.emptySortedMap());
    }

    /** {@return the split to test on: validation where there is no test} */
    Split tested() {
        return images(Split.TEST).isEmpty() ? Split.VALIDATION : Split.TEST;
    }

    /** {@return how many images will be trained and tested on} */
    long used() {
        return sum(images(Split.TRAIN)) + sum(images(tested()));
    }

    private static long sum(Map<String, Integer> counts) {
        return counts.values().stream().mapToLong(Integer::longValue).sum();
    }

    /**
     * @throws DatasetException if a split is missing, there are fewer than two classes, or a class cannot be learnt
     */
    void check() {
        Map<String, Integer> train = images(Split.TRAIN);
        Map<String, Integer> test = images(tested());
        if (tree && cifar) {
            throw new DatasetException(fileName + " holds both CIFAR-10 batches and split/CLASS/IMAGE; remove one");
        }
        checkSplit("train", train);
        checkSplit("test", test);
        if (train.size() == 1) {
            throw new DatasetException(fileName + " has one class, '"
                    + train.keySet().iterator().next() + "'; a classifier needs at least two");
        }
        for (String name : test.keySet()) {
            if (!train.containsKey(name)) {
                throw new DatasetException("class '" + name + "' of " + fileName
                        + " has test images, but none to train on; add some, or remove the class");
            }
        }
        for (UnusedFiles files : unused()) {
            refuseLostClass(files);
        }
        for (ClassFolder folder : folders) {
            boolean used = folder.split() == Split.TRAIN || folder.split() == tested();
            if (used && !images(folder.split()).containsKey(folder.className())) {
                throw new DatasetException("class '" + folder.className() + "' of " + fileName + " has no "
                        + (folder.split() == Split.TRAIN ? "train" : "test")
                        + " images; add some (" + ImageDecoder.FORMATS + "), or remove its folder");
            }
        }
    }

    /** A class of which no file is used would be missing in every model, without a word. */
    private void refuseLostClass(UnusedFiles files) {
        boolean inUse = files.missed()
                && files.className() != null
                && (files.split().equals(Split.TRAIN.told()) || files.split().equals(tested().told()));
        Split split = inUse && files.split().equals(Split.TRAIN.told()) ? Split.TRAIN : tested();
        if (inUse && !images(split).containsKey(files.className())) {
            throw new DatasetException("class '" + files.className() + "' of " + fileName + " has no " + split.told()
                    + " images that are used: " + files.told());
        }
    }

    private void checkSplit(String split, Map<String, Integer> counts) {
        if (counts.isEmpty()) {
            throw new DatasetException(fileName + " has no " + split + " images (" + otherFiles
                    + " files lie elsewhere or are no images); pack them as train/CLASS/IMAGE and test/CLASS/IMAGE,"
                    + " " + ImageDecoder.FORMATS
                    + missed().map(word -> ". " + word).orElse(""));
        }
    }
}
