package io.learngene.method.answers;

import io.learngene.contracts.architecture.ModelArchitecture;
import io.learngene.contracts.architecture.TorchScriptArchitecture;
import io.learngene.engine.shape.NetworkSpec;

/**
 * What decides an ancestor's answer to an image. The same file is another function with other heads or another normalisation.
 *
 * @param sha256 checksum of its weights
 * @param architecture its shape at the images' size
 */
public record AncestorFile(String sha256, ModelArchitecture architecture) {

    /** {@return what {@link io.learngene.engine.network.Classifier#identity} is of it, without loading it} */
    Object identity() {
        return architecture instanceof TorchScriptArchitecture ? architecture : NetworkSpec.of(architecture);
    }
}
