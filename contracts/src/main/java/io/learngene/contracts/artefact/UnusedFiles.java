package io.learngene.contracts.artefact;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.learngene.contracts.Check;

/**
 * Files of a dataset that nothing is trained or tested on, of one kind.
 *
 * @param split {@code train}, {@code test} or {@code validation}; null outside of them
 * @param className class that they lie in; null outside
 * @param extension of their names, lower case, without the point; empty if they have none
 * @param reason why they are not used
 * @param files how many
 * @param example path of the first
 */
public record UnusedFiles(String split, String className, String extension, Reason reason, int files, String example) {

    /** Why files are not used. */
    public enum Reason {
        /** Their extension is none that is read. */
        @JsonProperty("format")
        FORMAT("are of a format that is not read; convert them to JPEG or PNG, or remove them"),
        /** They are images, but in no class. */
        @JsonProperty("place")
        PLACE("do not lie in split/CLASS/; move them there"),
        /** They are images of a validation split, and there is a test split; in manifests from before epochs were compared on them. */
        @JsonProperty("split")
        SPLIT("belong to a validation split, and there is a test split; only that is tested on"),
        /** They say the labels of images beside them, and here folders say the classes. */
        @JsonProperty("labels")
        LABELS(
                "are read only where images lie beside them and in no folders of classes; here the folders say the classes"),
        /** Hidden, or left behind by an operating system. */
        @JsonProperty("hidden")
        HIDDEN("are hidden");

        private final String told;

        Reason(String told) {
            this.told = told;
        }
    }

    public UnusedFiles {
        Check.present("extension", extension);
        Check.present("reason", reason);
        Check.range("files", files, 1, Integer.MAX_VALUE);
        Check.present("example", example);
    }

    /** {@return the same kind with one file more} */
    public UnusedFiles oneMore() {
        return new UnusedFiles(split, className, extension, reason, files + 1, example);
    }

    /** {@return how many they are, where they lie, and what to do about it} */
    public String told() {
        String kind = extension.isEmpty() ? "files without an extension" : "." + extension + " files";
        String place = className == null ? "" : " of class '" + className + "' in " + split;
        return files + " " + kind + place + " " + reason.told + " (" + example + ")";
    }
}
