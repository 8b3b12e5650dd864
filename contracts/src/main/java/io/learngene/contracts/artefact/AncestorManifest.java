package io.learngene.contracts.artefact;

import io.learngene.contracts.Check;
import io.learngene.contracts.architecture.ModelArchitecture;
import io.learngene.contracts.architecture.TorchScriptArchitecture;
import io.learngene.contracts.project.Project;
import java.text.Normalizer;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * An ancestor in the store: weights with timm's tensor names, or a TorchScript file.
 *
 * @param id ancestor
 * @param architecture its shape
 * @param weights {@code model.safetensors}, or {@code model.torchscript}
 * @param config {@code config.json} as uploaded, or as written by the platform
 * @param classNames names of the classes in the order of the head; null if unknown
 * @param accuracy top-1 accuracy on the test images, 0 to 1; null if unknown, and where these have any number of classes
 * @param createdAt when it was published
 */
public record AncestorManifest(
        String id,
        ModelArchitecture architecture,
        ArtefactRef weights,
        ArtefactRef config,
        List<String> classNames,
        Double accuracy,
        Instant createdAt) {

    private static final int FEW = 5;

    public AncestorManifest {
        Project.checkId("id", id);
        Check.present("architecture", architecture);
        Check.present("weights", weights);
        Check.present("created_at", createdAt);
    }

    /**
     * @param classes names of a dataset's classes in the order of its labels
     * @param imageSize size of its images, pixels
     * @return why it cannot teach them; null if it can
     */
    public String refusal(List<String> classes, int imageSize) {
        if (architecture instanceof TorchScriptArchitecture && architecture.imageSize() != imageSize) {
            return "'" + id + "' is a TorchScript file for images of " + architecture.imageSize()
                    + " pixels and no others, the dataset has " + imageSize + "; set dataset.image_size to "
                    + architecture.imageSize();
        }
        if (architecture.classes() != classes.size()) {
            return "'" + id + "' has " + architecture.classes() + " classes, the dataset has " + classes.size()
                    + "; take an ancestor that was trained on these classes";
        }
        return classNames == null ? null : refusal(classes);
    }

    /** What stands for what is not said by position alone, so names are compared, whatever their spelling. */
    private String refusal(List<String> classes) {
        List<String> theirs = spelled(classNames);
        List<String> wanted = spelled(classes);
        if (theirs.equals(wanted) || Collections.disjoint(theirs, wanted)) {
            return null;
        }
        if (Set.copyOf(theirs).equals(Set.copyOf(wanted))) {
            return "'" + id + "' has the dataset's classes in another order (" + few(classNames)
                    + "); datasets number them by name, so reorder its head and its label_names";
        }
        List<String> strange = classNames.stream()
                .filter(name -> !wanted.contains(spelled(name)))
                .toList();
        return "'" + id + "' has classes that the dataset has not (" + few(strange)
                + "); take an ancestor that was trained on these classes, or, where these are other words for the dataset's,"
                + " name them in its label_names as there";
    }

    /**
     * @param classes names of a dataset's classes in the order of its labels
     * @return what is not known of an ancestor that is not refused; null if nothing
     */
    public String warning(List<String> classes) {
        if (classNames == null || !Collections.disjoint(spelled(classNames), spelled(classes))) {
            return null;
        }
        return "ancestor '" + id + "' names no class as the dataset does (" + few(classNames) + "; there "
                + few(classes) + "); it is taken that they are the same ones in the same order";
    }

    private static List<String> spelled(List<String> names) {
        return names.stream().map(AncestorManifest::spelled).toList();
    }

    private static String spelled(String name) {
        String bare = Normalizer.normalize(name, Normalizer.Form.NFKC)
                .toLowerCase(Locale.ROOT)
                .replaceAll("[^\\p{L}\\p{N}]", "");
        return bare.isEmpty() ? name : bare;
    }

    private static String few(List<String> names) {
        return String.join(", ", names.subList(0, Math.min(FEW, names.size()))) + (names.size() > FEW ? ", ..." : "");
    }
}
