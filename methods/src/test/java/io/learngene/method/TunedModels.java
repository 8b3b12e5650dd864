package io.learngene.method;

import io.learngene.contracts.architecture.VitArchitecture;
import io.learngene.contracts.artefact.ArtefactRef;
import io.learngene.contracts.artefact.CompletedTraining;
import io.learngene.contracts.artefact.Listening;
import io.learngene.contracts.artefact.ModelManifest;
import io.learngene.contracts.artefact.Origin;
import java.util.List;

/** Manifests of tuned models of which only the shape, the classes and the files matter. */
public final class TunedModels {

    private TunedModels() {}

    /**
     * @param family family
     * @param name name in its group
     * @param shape its shape
     * @param classes the classes in the order of the head
     * @param files its files
     * @return a model that began with random weights and listened to nobody
     */
    public static ModelManifest of(
            String family, String name, VitArchitecture shape, List<String> classes, List<ArtefactRef> files) {
        return new ModelManifest(
                family,
                name,
                TuneJob.MODELS,
                shape,
                new Origin.Random(),
                Listening.NONE,
                shape.parameters(),
                shape.flops(),
                classes,
                new CompletedTraining(1, List.of(), 1, null, null, null),
                files,
                null);
    }
}
