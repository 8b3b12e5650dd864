package io.learngene.engine.data.archive;

import io.learngene.contracts.HeapAdvice;
import io.learngene.contracts.artefact.MultiLabel;
import io.learngene.engine.data.archive.ClassFolder.Split;
import io.learngene.engine.data.images.DatasetException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * The labels of a dataset whose images have any number of them: what the files of labels say, beside what lies there. Classes are the labels
 * of the training images, sorted by name.
 */
final class LabelLists {

    /** What a line takes beside the name of its file, with its place in a table. */
    private static final int LINE_BYTES = 128;

    private final String told;
    private final long mostBytes;
    private final Map<Split, String> files = new EnumMap<>(Split.class);
    private final Map<Split, Map<String, Line>> lines = new EnumMap<>(Split.class);
    private final Map<String, Integer> numbers = new HashMap<>();
    private final List<String> labels = new ArrayList<>();
    private long bytes;

    /** An image, a line about one, or both. */
    private static final class Line {
        /** Numbers of its labels, ascending; null before its line was read. */
        private int[] labels;

        private boolean found;
    }

    /** @param told name of the dataset in messages */
    LabelLists(String told, DatasetLimits limits) {
        this.told = told;
        this.mostBytes = limits.labelBytes();
    }

    /** Takes a file of labels in. */
    void file(Split split, String name, byte[] content) {
        String other = files.put(split, name);
        if (other != null) {
            throw new DatasetException(told + " has " + other + " and " + name + " for the same split; remove one");
        }
        LabelFile.read(name, content, (number, file, theirs) -> {
            Line line = line(split, file);
            if (line.labels != null) {
                throw new DatasetException(
                        name + ": line " + number + " is the second one of " + LabelFile.shown(file) + "; leave one");
            }
            line.labels = theirs.stream().mapToInt(this::number).sorted().toArray();
            if (Arrays.stream(line.labels).distinct().count() < line.labels.length) {
                throw new DatasetException(
                        name + ": line " + number + " has a label twice; name each label of an image once");
            }
            count(4L * line.labels.length);
        });
    }

    /** Takes an image in, by its name without folders. */
    void image(Split split, String file) {
        Line line = line(split, file);
        if (line.found) {
            throw new DatasetException(told + " has two folders of its " + split.told() + " split with an image "
                    + LabelFile.shown(file) + "; put the split's images into one folder");
        }
        line.found = true;
    }

    private Line line(Split split, String file) {
        return lines.computeIfAbsent(split, s -> new HashMap<>()).computeIfAbsent(file, f -> {
            count(LINE_BYTES + 2L * f.length());
            return new Line();
        });
    }

    private int number(String label) {
        return numbers.computeIfAbsent(label, l -> {
            count(LINE_BYTES + 2L * l.length());
            labels.add(l);
            return labels.size() - 1;
        });
    }

    private void count(long more) {
        bytes += more;
        if (bytes > mostBytes) {
            throw new DatasetException(told + " has files of labels that take more than the " + mostBytes
                    + " bytes of memory that are there for them; give Java " + HeapAdvice.larger()
                    + ", or fewer images");
        }
    }

    /** {@return the classes: names of all labels of training images, sorted} */
    List<String> classes() {
        return List.copyOf(positives(Split.TRAIN).keySet());
    }

    /** {@return for each label of a split how many of its images have it} */
    SortedMap<String, Integer> positives(Split split) {
        SortedMap<String, Integer> counts = new TreeMap<>();
        for (Line line : of(split)) {
            for (int label : line.labels == null ? new int[0] : line.labels) {
                counts.merge(labels.get(label), 1, Integer::sum);
            }
        }
        return counts;
    }

    /** {@return how many images a split has, and how many of them without a label} */
    MultiLabel.Images counts(Split split) {
        return new MultiLabel.Images(of(split).size(), (int) of(split).stream()
                .filter(line -> line.labels != null && line.labels.length == 0)
                .count());
    }

    /**
     * @param split a split
     * @param files names of some of its images, without folders
     * @return for each the numbers of its classes, in the order of {@link #classes}, ascending
     */
    int[][] of(Split split, List<String> files) {
        List<String> classes = classes();
        int[] places = labels.stream()
                .mapToInt(label -> Math.max(0, Collections.binarySearch(classes, label)))
                .toArray();
        Map<String, Line> known = lines.get(split);
        return files.stream()
                .map(file -> Arrays.stream(known.get(file).labels)
                        .map(label -> places[label])
                        .sorted()
                        .toArray())
                .toArray(int[][]::new);
    }

    /**
     * @param tested the split that is tested on
     * @throws DatasetException if an image has no line, a line no image, a label is never trained, or none is ever tested
     */
    void check(Split tested) {
        for (Split split : lines.keySet()) {
            String file = files.get(split);
            if (file == null) {
                throw new DatasetException(
                        "the " + split.told() + " images of " + told
                                + " have no metadata.csv or metadata.jsonl beside them, as those of another split have; add one");
            }
            refuse(
                    split,
                    line -> line.labels == null,
                    "images have no line in " + file
                            + "; add one for each, with empty labels where an image has none, or remove them");
            refuse(
                    split,
                    line -> !line.found,
                    "lines of " + file + " name no image beside it that is read; add the images, or remove the lines");
        }
        List<String> classes = classes();
        if (classes.size() < 2) {
            throw new DatasetException("the training images of " + told + " have " + classes.size()
                    + " different labels " + classes + "; a classifier needs at least two classes");
        }
        if (positives(tested).isEmpty()) {
            throw new DatasetException("no " + tested.told() + " image of " + told
                    + " has a label, so that nothing could be found in them; give some that have");
        }
        for (Split split : lines.keySet()) {
            for (String label : positives(split).keySet()) {
                if (!classes.contains(label)) {
                    throw new DatasetException("class '" + label + "' of " + told + " has " + split.told()
                            + " images, but none to train on; add some, or remove the label");
                }
            }
        }
    }

    private void refuse(Split split, Predicate<Line> wrong, String what) {
        List<String> those = lines.get(split).entrySet().stream()
                .filter(each -> wrong.test(each.getValue()))
                .map(Map.Entry::getKey)
                .sorted()
                .toList();
        if (!those.isEmpty()) {
            throw new DatasetException(those.size() + " " + what + ". The first: " + LabelFile.shown(those.get(0)));
        }
    }

    private Collection<Line> of(Split split) {
        return lines.getOrDefault(split, Map.of()).values();
    }
}
