package io.learngene.method.sws;

import io.learngene.contracts.Check;
import io.learngene.contracts.architecture.VitArchitecture;
import io.learngene.contracts.artefact.ArtefactRef;
import io.learngene.contracts.artefact.InitialModel;
import io.learngene.contracts.artefact.Origin;
import io.learngene.contracts.project.Project;
import java.util.List;

/**
 * A descendant before tuning, as a recipe of about a kilobyte: the weights are generated from the learngene when asked for.
 *
 * @param family family
 * @param name unique in the family, for example {@code L09}
 * @param learngene id of the learngene
 * @param learngeneSha256 its weights' checksum
 * @param architecture the descendant's shape
 * @param layersSource for each layer the stage it is a copy of
 * @param parameters its parameters
 * @param flops its floating point operations per image, two per multiply-add
 * @param materialised the stored complete weights, null where they are generated on demand
 */
public record Initialisation(
        String family,
        String name,
        String learngene,
        String learngeneSha256,
        VitArchitecture architecture,
        List<Integer> layersSource,
        long parameters,
        long flops,
        ArtefactRef materialised)
        implements InitialModel {
    public Initialisation {
        Project.checkId("family", family);
        Check.present("name", name);
        Check.present("architecture", architecture);
        layersSource = List.copyOf(Check.present("layers_source", layersSource));
        Check.that(
                layersSource.size() == architecture.depth(),
                "layers_source",
                layersSource,
                "give one stage for each of the " + architecture.depth() + " layers");
    }

    @Override
    public Origin origin() {
        return new LearngeneOrigin(learngene, layersSource);
    }
}
