package io.learngene.engine.data.archive;

/**
 * Files of a dataset that nothing is trained or tested on, of one kind.
 *
 * @param split {@code train}, {@code test} or {@code validation}; null outside of them
 * @param className class folder that they lie in or below; null outside
 * @param extension of their names, lower case, without the point; empty if they have none
 * @param reason why they are not used
 * @param files how many
 * @param example path of the first
 */
public record UnusedFiles(String split, String className, String extension, Reason reason, int files, String example) {

    /** Why files are not used. */
    public enum Reason {
        /** Their extension is none that is read. */
        FORMAT("are of a format that is not read; convert them to JPEG or PNG, or remove them"),
        /** They are images, but not in a class folder itself. */
        PLACE("do not lie directly in split/CLASS/, with a class that is not named as a split; move them there"),
        /** They are images of a validation split, and there is a test split. */
        SPLIT("belong to a validation split, and there is a test split; only that is tested on"),
        /** Hidden, or left behind by an operating system. */
        HIDDEN("are hidden");

        private final String told;

        Reason(String told) {
            this.told = told;
        }
    }

    /** {@return whether somebody may have meant them to be used} */
    boolean missed() {
        return switch (reason) {
            case FORMAT -> className != null || ImageNames.isImage(extension);
            case PLACE, SPLIT -> true;
            case HIDDEN -> false;
        };
    }

    /** {@return how many they are, where they lie, and what to do about it} */
    String told() {
        String kind = extension.isEmpty() ? "files without an extension" : "." + extension + " files";
        String place = className == null ? "" : " of class '" + className + "' in " + split;
        return files + " " + kind + place + " " + reason.told + " (" + example + ")";
    }
}
