package io.learngene.engine.data.archive;

import java.util.Locale;
import java.util.Optional;

/**
 * Where an image belongs, as its path says: {@code .../split/class/.../image}.
 *
 * @param split its split
 * @param className its class; empty for images that lie in the split itself
 */
record ClassFolder(Split split, String className) {

    /** Part of a dataset. */
    enum Split {
        TRAIN,
        TEST,
        /** Tested on where there is no test split. */
        VALIDATION;

        /** {@return its name in messages} */
        String told() {
            return name().toLowerCase(Locale.ROOT);
        }

        static Optional<Split> of(String folder) {
            return switch (folder.toLowerCase(Locale.ROOT)) {
                case "train" -> Optional.of(TRAIN);
                case "test" -> Optional.of(TEST);
                case "val", "valid", "validation" -> Optional.of(VALIDATION);
                default -> Optional.empty();
            };
        }
    }

    /** {@return the place of images that lie in the split itself} */
    static ClassFolder withoutClass(Split split) {
        return new ClassFolder(split, "");
    }

    /** {@return whether its class is named as a split} */
    boolean isNamedAsSplit() {
        return Split.of(className).isPresent();
    }

    /**
     * The first folder that is named as a split is one, the next is a class, whatever that is named, and how deep an image lies
     * below it does not matter (as in torchvision's ImageFolder).
     *
     * @param folders path of a folder, from below what holds all splits
     * @return the split and class that its images belong to; empty outside
     */
    static Optional<ClassFolder> of(String[] folders) {
        int split = firstSplit(folders);
        return split < 0 || split + 1 == folders.length || folders[split + 1].startsWith(".")
                ? Optional.empty()
                : Split.of(folders[split]).map(s -> new ClassFolder(s, folders[split + 1]));
    }

    /** {@return how many of the folders are named as splits} */
    static int splits(String[] folders) {
        int splits = 0;
        for (String folder : folders) {
            splits += Split.of(folder).isPresent() ? 1 : 0;
        }
        return splits;
    }

    /** {@return where the last folder is that is named as a split; -1 if none is} */
    static int lastSplit(String[] folders) {
        for (int i = folders.length - 1; i >= 0; i--) {
            if (Split.of(folders[i]).isPresent()) {
                return i;
            }
        }
        return -1;
    }

    /** {@return where the first folder is that is named as a split; -1 if none is} */
    static int firstSplit(String[] folders) {
        for (int i = 0; i < folders.length; i++) {
            if (Split.of(folders[i]).isPresent()) {
                return i;
            }
        }
        return -1;
    }

    /** {@return whether a file or a folder below a split is hidden, or left behind by an operating system} */
    static boolean hidden(String name) {
        String[] parts = name.split("/");
        for (int i = firstSplit(parts) + 1; i < parts.length; i++) {
            if (parts[i].startsWith(".")) {
                return true;
            }
        }
        String file = parts[parts.length - 1];
        return name.contains("__MACOSX") || file.equals("Thumbs.db") || file.equals("desktop.ini");
    }
}
