package io.learngene.method.sws;

import io.learngene.contracts.artefact.StoreKeys;
import io.learngene.engine.safetensors.TensorSource;
import io.learngene.method.Artefacts;
import io.learngene.method.Initialiser;
import io.learngene.method.LearngeneManifest;
import java.io.IOException;
import java.util.Map;

/** Layers that are copies of a learngene's stages (SWS, section 3.2). */
final class LearngeneInitialiser implements Initialiser<LearngeneOrigin> {

    @Override
    public Class<LearngeneOrigin> origin() {
        return LearngeneOrigin.class;
    }

    @Override
    public Map<String, TensorSource> weights(LearngeneOrigin origin, Wanted wanted, Artefacts artefacts)
            throws IOException {
        LearngeneManifest learngene =
                (LearngeneManifest) artefacts.result(StoreKeys.learngeneManifest(origin.learngene()));
        return learngene.expanded(origin.layersSource(), wanted, artefacts).fitted(wanted);
    }

    @Override
    public String lineage(LearngeneOrigin origin) {
        return "Initialised from the learngene `" + origin.learngene() + "`, layers from its stages "
                + origin.layersSource() + ", then tuned.";
    }
}
