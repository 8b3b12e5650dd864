package io.learngene.method.selection;

import com.fasterxml.jackson.annotation.JsonTypeName;
import io.learngene.contracts.Check;
import io.learngene.contracts.artefact.Origin;

/**
 * First weights of a model that is a selection of a larger one's.
 *
 * @param manifest key of the {@link SelectedManifest}
 * @param model name of the model in it
 */
@JsonTypeName("selected")
public record Selected(String manifest, String model) implements Origin {
    public Selected {
        Check.present("manifest", manifest);
        Check.present("model", model);
    }
}
