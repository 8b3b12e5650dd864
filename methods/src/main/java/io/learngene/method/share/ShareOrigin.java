package io.learngene.method.share;

import com.fasterxml.jackson.annotation.JsonTypeName;
import io.learngene.contracts.artefact.Origin;
import io.learngene.contracts.project.Project;

/**
 * As many copies of a learngene's one block as the model that begins with it has layers.
 *
 * @param learngene its id
 */
@JsonTypeName(ShareRequest.METHOD)
public record ShareOrigin(String learngene) implements Origin {
    public ShareOrigin {
        Project.checkId("learngene", learngene);
    }
}
