package io.learngene.engine.data.archive;

import io.learngene.engine.data.archive.ClassFolder.Split;
import io.learngene.engine.data.images.DatasetException;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** Counts what a dataset holds and refuses what nothing can be trained on. */
final class Census {

    private final String fileName;
    private final Map<Split, SortedMap<String, Integer>> images = new EnumMap<>(Split.class);
    private final Set<ClassFolder> folders = new HashSet<>();
    private boolean tree;
    private boolean cifar;
    private int otherFiles;

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

    void otherFile() {
        otherFiles++;
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
        for (ClassFolder folder : folders) {
            boolean used = folder.split() == Split.TRAIN || folder.split() == tested();
            if (used && !images(folder.split()).containsKey(folder.className())) {
                throw new DatasetException("class '" + folder.className() + "' of " + fileName + " has no "
                        + (folder.split() == Split.TRAIN ? "train" : "test")
                        + " images; add some (JPEG or PNG), or remove its folder");
            }
        }
    }

    private void checkSplit(String split, Map<String, Integer> counts) {
        if (counts.isEmpty()) {
            throw new DatasetException(fileName + " has no " + split + " images (" + otherFiles
                    + " files lie elsewhere or are no images); pack them as train/CLASS/IMAGE and test/CLASS/IMAGE,"
                    + " JPEG or PNG");
        }
    }
}
