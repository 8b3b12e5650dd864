package io.learngene.contracts.artefact;

import io.learngene.contracts.Check;
import io.learngene.contracts.architecture.ModelArchitecture;
import io.learngene.contracts.architecture.TorchScriptArchitecture;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/**
 * An ancestor in the store: weights with timm's tensor names, or a TorchScript file.
 *
 * @param id ancestor
 * @param architecture its shape
 * @param weights {@code model.safetensors}, or {@code model.torchscript}
 * @param config {@code config.json} as uploaded, or as written by the platform
 * @param classNames names of the classes in the order of the head; null if unknown
 * @param accuracy top-1 accuracy on the test images, 0 to 1; null if unknown
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
    public AncestorManifest {
        Check.name("id", id);
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
        if (classNames != null
                && !classNames.equals(classes)
                && Set.copyOf(classNames).equals(Set.copyOf(classes))) {
            return "'" + id + "' has the dataset's classes in another order (" + classNames
                    + "); datasets number them by name, so reorder its head and its label_names";
        }
        return null;
    }
}
