package io.learngene.contracts.artefact;

import io.learngene.contracts.Check;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The files of an uploaded dataset, counted by their names.
 *
 * @param used files that are trained or tested on, by extension (lower case, without the point)
 * @param unused files that are not, by extension, class and reason; the {@value #MOST_KINDS} kinds with the most files
 * @param otherUnused unused files of all other kinds
 */
public record DatasetFiles(SortedMap<String, Integer> used, List<UnusedFiles> unused, long otherUnused) {

    /** Kinds of unused files that are told one by one: an archive may have as many kinds as files. */
    public static final int MOST_KINDS = 20;

    private static final int MOST_TEXT = 200;

    public DatasetFiles {
        Check.present("used", used);
        Check.present("unused", unused);
        used = Collections.unmodifiableSortedMap(new TreeMap<>(used));
        unused = List.copyOf(unused);
    }

    /**
     * @param used files that are trained or tested on, by extension
     * @param unused all kinds of unused files
     * @return what a manifest tells of them
     */
    public static DatasetFiles of(SortedMap<String, Integer> used, List<UnusedFiles> unused) {
        List<UnusedFiles> most = unused.stream()
                .sorted(Comparator.comparingInt(UnusedFiles::files).reversed())
                .limit(MOST_KINDS)
                .toList();
        long all = unused.stream().mapToLong(UnusedFiles::files).sum();
        long told = most.stream().mapToLong(UnusedFiles::files).sum();
        return new DatasetFiles(used, most.stream().map(DatasetFiles::shortened).toList(), all - told);
    }

    private static UnusedFiles shortened(UnusedFiles kind) {
        return new UnusedFiles(
                kind.split(),
                kind.className() == null ? null : shortened(kind.className()),
                kind.extension(),
                kind.reason(),
                kind.files(),
                shortened(kind.example()));
    }

    private static String shortened(String text) {
        return text.length() <= MOST_TEXT ? text : text.substring(0, MOST_TEXT) + "...";
    }
}
