package io.learngene.method.factors;

import com.fasterxml.jackson.annotation.JsonTypeName;
import io.learngene.contracts.Check;
import io.learngene.contracts.artefact.Origin;

/**
 * The factors of a learngene with what was fitted of them.
 *
 * @param method name of the method that made the learngene
 * @param manifest key of the fit's manifest
 */
@JsonTypeName("fitted")
public record FittedOrigin(String method, String manifest) implements Origin {
    public FittedOrigin {
        Check.present("method", method);
        Check.present("manifest", manifest);
    }
}
