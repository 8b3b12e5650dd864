package io.learngene.local.output;

import com.fasterxml.jackson.databind.JsonNode;
import io.learngene.contracts.Json;
import io.learngene.contracts.artefact.DatasetFiles;
import io.learngene.contracts.artefact.UnusedFiles;
import io.learngene.local.client.OneLine;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** What lies in a dataset: images by class, files by extension, and what is not used. */
public final class DatasetCounts {

    private static final int MOST_CLASSES = 50;

    private DatasetCounts() {}

    /**
     * @param manifest a dataset's manifest as the gateway answers it
     * @return the counts, several lines
     */
    public static String of(JsonNode manifest) {
        return classes(manifest.path("train_images"), manifest.path("test_images"), manifest.path("multi_label"))
                + files(manifest.path("files"));
    }

    private static String classes(JsonNode train, JsonNode test, JsonNode multiLabel) {
        TreeSet<String> names = new TreeSet<>();
        train.fieldNames().forEachRemaining(names::add);
        test.fieldNames().forEachRemaining(names::add);
        List<String[]> rows = new ArrayList<>();
        rows.add(new String[] {"class", "train", "test"});
        names.stream()
                .limit(MOST_CLASSES)
                .forEach(name -> rows.add(row(
                        OneLine.of(name),
                        train.path(name).asInt(),
                        test.path(name).asInt())));
        if (names.size() > MOST_CLASSES) {
            rows.add(row("(" + (names.size() - MOST_CLASSES) + " more)", rest(train, names), rest(test, names)));
        }
        if (multiLabel.isObject()) {
            // An image has any number of these classes, so their sum says nothing.
            rows.add(row(
                    "(images)",
                    multiLabel.path("train").path("images").asInt(),
                    multiLabel.path("test").path("images").asInt()));
            rows.add(row(
                    "(without labels)",
                    multiLabel.path("train").path("without_labels").asInt(),
                    multiLabel.path("test").path("without_labels").asInt()));
            return FamilyTable.aligned(rows) + "multi-label: an image counts for each of its classes\n";
        }
        rows.add(row("(all)", sum(train), sum(test)));
        return FamilyTable.aligned(rows);
    }

    private static String[] row(String name, long train, long test) {
        return new String[] {name, FamilyTable.count(train), FamilyTable.count(test)};
    }

    private static long rest(JsonNode counts, TreeSet<String> names) {
        return names.stream()
                .skip(MOST_CLASSES)
                .mapToLong(name -> counts.path(name).asInt())
                .sum();
    }

    private static long sum(JsonNode counts) {
        long sum = 0;
        for (JsonNode count : counts) {
            sum += count.asInt();
        }
        return sum;
    }

    private static String files(JsonNode node) {
        if (!node.isObject()) {
            return "files were not counted when this was uploaded; under another name they are\n";
        }
        DatasetFiles files = Json.mapper().convertValue(node, DatasetFiles.class);
        String used = files.used().entrySet().stream()
                .map(each -> FamilyTable.count(each.getValue()) + " " + extension(each.getKey()))
                .collect(Collectors.joining(", "));
        StringBuilder text = new StringBuilder("used: " + used + "\n");
        for (UnusedFiles kind : files.unused()) {
            text.append("not used: ").append(OneLine.of(kind.told())).append('\n');
        }
        if (files.otherUnused() > 0) {
            text.append(String.format(Locale.ROOT, "not used: %,d files of other kinds%n", files.otherUnused()));
        }
        return text.toString();
    }

    private static String extension(String extension) {
        return extension.isEmpty() ? "without an extension" : "." + OneLine.of(extension);
    }
}
