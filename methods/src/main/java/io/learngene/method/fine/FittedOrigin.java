package io.learngene.method.fine;

import com.fasterxml.jackson.annotation.JsonTypeName;
import io.learngene.contracts.Check;
import io.learngene.contracts.artefact.Origin;

/**
 * The factors of a learngene with sigmas that were fitted.
 *
 * @param manifest key of the fit's manifest
 */
@JsonTypeName("fine_fitted")
public record FittedOrigin(String manifest) implements Origin {
    public FittedOrigin {
        Check.present("manifest", manifest);
    }
}
