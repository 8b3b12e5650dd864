package io.learngene.contracts.artefact;

import io.learngene.contracts.Check;
import io.learngene.contracts.architecture.ModelArchitecture;
import java.time.Instant;
import java.util.List;

/**
 * An ancestor in the store: timm tensor names.
 *
 * @param id ancestor
 * @param architecture its shape
 * @param weights {@code model.safetensors}
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
}
