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
     * @return the folder it lies in; empty for what is no JPEG or PNG by its name, lies elsewhere, or is hidden
     */
    static Optional<ClassFolder> ofImage(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        boolean image = lower.endsWith(".jpg") || lower.endsWith(".jpeg") || lower.endsWith(".png");
        int slash = name.lastIndexOf('/');
        boolean hidden = name.startsWith(".", slash + 1);
        return image && !hidden && slash > 0 ? ofClass(name.substring(0, slash)) : Optional.empty();
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
