package io.learngene.engine.data.archive;

import java.util.Locale;
import java.util.Optional;

/**
 * Where an image belongs, as its path says: {@code .../split/class/image}.
 *
 * @param split its split
 * @param className its class
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

        private static Optional<Split> of(String folder) {
            return switch (folder.toLowerCase(Locale.ROOT)) {
                case "train" -> Optional.of(TRAIN);
                case "test" -> Optional.of(TEST);
                case "val", "valid", "validation" -> Optional.of(VALIDATION);
                default -> Optional.empty();
            };
        }
    }

    /**
     * @param name path of a file
     * @return the folder it lies in; empty for what is no image that is read by its name, lies elsewhere, or is hidden
     */
    static Optional<ClassFolder> ofImage(String name) {
        int slash = name.lastIndexOf('/');
        return ImageNames.isRead(ImageNames.extension(name)) && !hidden(name) && slash > 0
                ? ofClass(name.substring(0, slash))
                : Optional.empty();
    }

    /**
     * @param name path of a file that lies in no class folder, or is none that is read
     * @return the folder below a split that it lies in, however deep, whatever that is named; empty outside
     */
    static Optional<ClassFolder> around(String name) {
        String[] parts = name.split("/");
        for (int i = parts.length - 3; i >= 0; i--) {
            Optional<Split> split = Split.of(parts[i]);
            if (split.isPresent()) {
                return Optional.of(new ClassFolder(split.get(), parts[i + 1]));
            }
        }
        return Optional.empty();
    }

    /** {@return whether a file or its folder is hidden, or left behind by an operating system} */
    static boolean hidden(String name) {
        String[] parts = name.split("/");
        String file = parts[parts.length - 1];
        return file.startsWith(".")
                || parts.length > 1 && parts[parts.length - 2].startsWith(".")
                || name.contains("__MACOSX")
                || file.equals("Thumbs.db")
                || file.equals("desktop.ini");
    }

    /**
     * @param name path of a folder
     * @return the split and class that its images belong to; empty if it lies elsewhere or is hidden
     */
    static Optional<ClassFolder> ofClass(String name) {
        String[] parts = name.split("/");
        if (parts.length < 2 || name.contains("__MACOSX")) {
            return Optional.empty();
        }
        String className = parts[parts.length - 1];
        if (className.isEmpty()
                || className.startsWith(".")
                || Split.of(className).isPresent()) {
            return Optional.empty();
        }
        return Split.of(parts[parts.length - 2]).map(split -> new ClassFolder(split, className));
    }
}
