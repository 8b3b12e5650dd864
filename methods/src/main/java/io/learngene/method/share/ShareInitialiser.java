package io.learngene.method.share;

import io.learngene.contracts.artefact.StoreKeys;
import io.learngene.engine.safetensors.TensorSource;
import io.learngene.method.Artefacts;
import io.learngene.method.Initialiser;
import io.learngene.method.LearngeneManifest;
import java.io.IOException;
import java.util.Collections;
import java.util.Map;

/** Layers that are all copies of a learngene's one block. */
final class ShareInitialiser implements Initialiser<ShareOrigin> {

    @Override
    public Class<ShareOrigin> origin() {
        return ShareOrigin.class;
    }

    @Override
    public Map<String, TensorSource> weights(ShareOrigin origin, Wanted wanted, Artefacts artefacts)
            throws IOException {
        LearngeneManifest learngene =
                (LearngeneManifest) artefacts.result(StoreKeys.learngeneManifest(origin.learngene()));
        return learngene
                .expanded(Collections.nCopies(wanted.architecture().depth(), 0), wanted, artefacts)
                .fitted(wanted);
    }

    @Override
    public String lineage(ShareOrigin origin) {
        return "Initialised from the learngene `" + origin.learngene()
                + "`, every layer a copy of its one block, then tuned.";
    }
}
