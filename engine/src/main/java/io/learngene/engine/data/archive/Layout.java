package io.learngene.engine.data.archive;

import io.learngene.engine.data.archive.ClassFolder.Split;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Where the splits and classes of a dataset lie. The folder that holds all of its images does not matter, whatever it is named; below
 * it the first folder that is named as a split is one. So {@code train/train/1.png} is of the class {@code train}, unless
 * everything lies in a folder that somebody has called {@code train}. What holds everything is known when all names were seen, and is
 * asked for only where a path has two names of splits.
 */
final class Layout {

    /** Folders in classes that are named as splits: of a split within a split the first ones tell it. */
    private static final int MOST_REMEMBERED = 10_000;

    private final Set<String> belowNamedAsSplit = new HashSet<>();
    private boolean decided;
    private boolean doubtful;
    private boolean splitsBelow;
    private String[] above;

    /** Takes the name of a file in, until it is decided what holds everything. */
    void see(String name) {
        String[] folders = folders(name);
        if (!decided && isVisibleImage(name) && ClassFolder.splits(folders) > 0) {
            int common = above == null ? folders.length : common(above, folders);
            splitsBelow |= ClassFolder.splits(from(common, folders)) > 0
                    || above != null && ClassFolder.splits(from(common, above)) > 0;
            above = Arrays.copyOf(folders, common);
        }
        doubtful |= isDoubtful(name);
    }

    /** {@return whether the place of this file or folder is not known before all names were seen} */
    boolean isDoubtful(String name) {
        return !decided && ClassFolder.splits(name.split("/")) > 1;
    }

    /** All names were seen. {@return whether a place may have been told wrong until now} */
    boolean decide() {
        boolean before = doubtful;
        if (above == null) {
            above = new String[0];
        } else if (!splitsBelow) {
            // One split holds everything: it is one all the same, so that the others are told to be missing.
            above = Arrays.copyOf(above, ClassFolder.lastSplit(above));
        }
        decided = true;
        doubtful = false;
        return before;
    }

    /**
     * @param name path of a file
     * @return where it belongs; empty for what is no image that is read by its name, lies in no class, or is hidden
     */
    Optional<ClassFolder> ofImage(String name) {
        return isVisibleImage(name) ? around(name) : Optional.empty();
    }

    /**
     * @param name path of a folder
     * @return the split and class that its images belong to; empty if it lies elsewhere or is hidden
     */
    Optional<ClassFolder> ofFolder(String name) {
        return ClassFolder.hidden(name) ? Optional.empty() : of(name.split("/"));
    }

    /**
     * @param name path of a file
     * @return the class folder that it lies in, however deep, whatever it is; empty outside
     */
    Optional<ClassFolder> around(String name) {
        return of(folders(name));
    }

    /**
     * @param name path of a file
     * @return the split that it lies in itself, in no folder below; empty elsewhere, and for what is hidden
     */
    Optional<Split> besideImages(String name) {
        String[] folders = folders(name);
        if (ClassFolder.hidden(name)) {
            return Optional.empty();
        }
        if (decided && ClassFolder.splits(folders) > 1) {
            boolean inside =
                    folders.length >= above.length && Arrays.equals(above, Arrays.copyOf(folders, above.length));
            folders = inside ? from(above.length, folders) : new String[0];
        }
        int split = ClassFolder.firstSplit(folders);
        return split >= 0 && split + 1 == folders.length ? Split.of(folders[split]) : Optional.empty();
    }

    /**
     * @param name path of a file
     * @return the split that it is an image of, if it lies in that itself; empty for what is no image that is read by its name
     */
    Optional<Split> ofLooseImage(String name) {
        return isVisibleImage(name) ? besideImages(name) : Optional.empty();
    }

    /** {@return whether a folder of this name lies directly in a class that is named as a split} */
    boolean liesBelowNamedAsSplit(String folder) {
        return belowNamedAsSplit.contains(folder);
    }

    private Optional<ClassFolder> of(String[] folders) {
        if (!decided || ClassFolder.splits(folders) < 2) {
            return ClassFolder.of(folders);
        }
        if (folders.length < above.length || !Arrays.equals(above, Arrays.copyOf(folders, above.length))) {
            return Optional.empty();
        }
        String[] below = from(above.length, folders);
        Optional<ClassFolder> found = ClassFolder.of(below);
        found.filter(ClassFolder::isNamedAsSplit).ifPresent(folder -> remember(below));
        return found;
    }

    private void remember(String[] folders) {
        int next = ClassFolder.firstSplit(folders) + 2;
        if (next < folders.length && belowNamedAsSplit.size() < MOST_REMEMBERED) {
            belowNamedAsSplit.add(folders[next]);
        }
    }

    private static int common(String[] one, String[] other) {
        int difference = Arrays.mismatch(one, other);
        return difference < 0 ? one.length : difference;
    }

    private static String[] from(int first, String[] folders) {
        return Arrays.copyOfRange(folders, first, folders.length);
    }

    private static boolean isVisibleImage(String name) {
        return ImageNames.isRead(ImageNames.extension(name)) && !ClassFolder.hidden(name);
    }

    private static String[] folders(String name) {
        int slash = name.lastIndexOf('/');
        return slash < 0 ? new String[0] : name.substring(0, slash).split("/");
    }
}
