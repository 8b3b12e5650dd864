package io.learngene.method.sws;

import io.learngene.contracts.architecture.ModelArchitecture;
import io.learngene.contracts.artefact.EpochResult;
import io.learngene.worker.AncestorLoader;
import java.util.List;

/**
 * A teacher, at hand.
 *
 * @param id its id in the store
 * @param sha256 checksum of its weights
 * @param architecture its shape
 * @param loader makes it ready to be asked
 * @param accuracy top-1 accuracy on the test images, 0 to 1; null if it was not measured
 * @param history how it was trained; empty if it was given
 * @param seconds seconds of its training; 0 if it was given
 */
record Ancestor(
        String id,
        String sha256,
        ModelArchitecture architecture,
        AncestorLoader loader,
        Double accuracy,
        List<EpochResult> history,
        double seconds) {}
