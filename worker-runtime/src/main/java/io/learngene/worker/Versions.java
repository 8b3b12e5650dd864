package io.learngene.worker;

import java.util.Map;

/** Versions that an artefact was made with, for its provenance. */
public final class Versions {

    private Versions() {}

    /** {@return versions by name} */
    public static Map<String, String> current() {
        String own = Versions.class.getPackage().getImplementationVersion();
        return Map.of(
                "learngene-foundry",
                own == null ? "development" : own,
                "java",
                System.getProperty("java.version"),
                "pytorch",
                "2.7.1");
    }
}
