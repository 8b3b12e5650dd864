package io.learngene.method.factors;

import com.fasterxml.jackson.annotation.JsonTypeName;
import io.learngene.contracts.Check;
import io.learngene.contracts.artefact.Origin;
import io.learngene.contracts.project.Project;

/**
 * The factors of a learngene in the shape of the model that begins with them, what its layers have of their own by rule.
 *
 * @param method name of the method that made it
 * @param learngene its id
 */
@JsonTypeName("factors")
public record FactorsOrigin(String method, String learngene) implements Origin {
    public FactorsOrigin {
        Check.present("method", method);
        Project.checkId("learngene", learngene);
    }
}
