package io.learngene.method.tleg;

import com.fasterxml.jackson.annotation.JsonTypeName;
import io.learngene.contracts.Check;
import io.learngene.contracts.artefact.Origin;

/**
 * The linear expansion of a learngene to the depth of the model that begins with it.
 *
 * @param learngene its id
 */
@JsonTypeName(TlegRequest.METHOD)
public record TlegOrigin(String learngene) implements Origin {
    public TlegOrigin {
        Check.name("learngene", learngene);
    }
}
