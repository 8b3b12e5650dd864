package io.learngene.worker;

import io.learngene.engine.torch.Torch;
import java.util.Map;

/** Versions that an artefact was made with, for its provenance. */
public final class Versions {

    private Versions() {}

    /**
     * @param torch what trained
     * @return versions by name
     */
    public static Map<String, String> of(Torch torch) {
        String own = Versions.class.getPackage().getImplementationVersion();
        return Map.of(
                "learngene-foundry",
                own == null ? "development" : own,
                "java",
                System.getProperty("java.version"),
                "pytorch",
                torch.version());
    }
}
