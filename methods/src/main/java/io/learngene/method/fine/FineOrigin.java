package io.learngene.method.fine;

import com.fasterxml.jackson.annotation.JsonTypeName;
import io.learngene.contracts.Check;
import io.learngene.contracts.artefact.Origin;

/**
 * The factors of a learngene at the depth of the model that begins with them, their sigmas by rule.
 *
 * @param learngene its id
 */
@JsonTypeName(FineRequest.METHOD)
public record FineOrigin(String learngene) implements Origin {
    public FineOrigin {
        Check.name("learngene", learngene);
    }
}
