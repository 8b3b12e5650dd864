package io.learngene.method.sws;

import com.fasterxml.jackson.annotation.JsonTypeName;
import io.learngene.contracts.Check;
import io.learngene.contracts.artefact.Origin;
import io.learngene.contracts.project.Project;
import java.util.List;

/**
 * An expansion of a learngene.
 *
 * @param learngene its id
 * @param layersSource for each layer the stage it is a copy of
 */
@JsonTypeName("learngene")
public record LearngeneOrigin(String learngene, List<Integer> layersSource) implements Origin {
    public LearngeneOrigin {
        Project.checkId("learngene", learngene);
        layersSource = List.copyOf(Check.present("layers_source", layersSource));
    }
}
