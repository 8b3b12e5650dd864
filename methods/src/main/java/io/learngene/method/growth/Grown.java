package io.learngene.method.growth;

import com.fasterxml.jackson.annotation.JsonTypeName;
import io.learngene.contracts.Check;
import io.learngene.contracts.artefact.Origin;

/**
 * First weights of a grown model.
 *
 * @param manifest key of the {@link GrownManifest}
 */
@JsonTypeName("grown")
public record Grown(String manifest) implements Origin {
    public Grown {
        Check.present("manifest", manifest);
    }
}
