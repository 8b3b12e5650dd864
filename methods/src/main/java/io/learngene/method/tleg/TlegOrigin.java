package io.learngene.method.tleg;

import com.fasterxml.jackson.annotation.JsonTypeName;
import io.learngene.contracts.artefact.Origin;
import io.learngene.contracts.project.Project;

/**
 * The linear expansion of a learngene to the depth of the model that begins with it.
 *
 * @param learngene its id
 */
@JsonTypeName(TlegRequest.METHOD)
public record TlegOrigin(String learngene) implements Origin {
    public TlegOrigin {
        Project.checkId("learngene", learngene);
    }
}
