package io.learngene.engine.data.archive;

import io.learngene.contracts.artefact.UnusedFiles;
import io.learngene.contracts.artefact.UnusedFiles.Reason;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Counts files that are not used by their kinds, of which a hostile archive has as many as files. */
final class UnusedKinds {

    private static final int MOST_WITH_CLASS = 1_000;
    private static final int MOST = 2_000;

    private final Map<Kind, UnusedFiles> kinds = new LinkedHashMap<>();

    /** What files that are not used have in common. */
    private record Kind(ClassFolder folder, String extension, Reason reason) {}

    /**
     * @param folder class that it lies in; null outside
     * @param name its path
     */
    void add(ClassFolder folder, String name, Reason reason) {
        String extension = ImageNames.extension(name);
        Kind kind = new Kind(folder, extension, reason);
        if (!kinds.containsKey(kind) && kinds.size() >= MOST_WITH_CLASS) {
            kind = new Kind(null, extension, reason);
        }
        if (!kinds.containsKey(kind) && kinds.size() >= MOST) {
            kind = new Kind(null, "", reason);
        }
        UnusedFiles before = kinds.get(kind);
        kinds.put(kind, before == null ? one(kind.folder(), kind.extension(), reason, name) : before.oneMore());
    }

    static UnusedFiles one(ClassFolder folder, String extension, Reason reason, String name) {
        return new UnusedFiles(
                folder == null ? null : folder.split().told(),
                folder == null ? null : folder.className(),
                extension,
                reason,
                1,
                name);
    }

    /** {@return the kinds, in the order of the archive} */
    List<UnusedFiles> all() {
        return new ArrayList<>(kinds.values());
    }
}
