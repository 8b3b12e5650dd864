package io.learngene.method.tleg;

import io.learngene.contracts.Check;
import io.learngene.contracts.architecture.VitArchitecture;
import io.learngene.contracts.artefact.ArtefactRef;
import io.learngene.contracts.artefact.InitialModel;
import io.learngene.contracts.artefact.Origin;
import io.learngene.contracts.project.Project;
import java.util.List;

/**
 * A descendant before tuning, as a recipe of about a kilobyte: the weights are computed from the learngene when asked for.
 *
 * @param family family
 * @param name unique in the family, for example {@code L09}
 * @param learngene id of the learngene
 * @param learngeneSha256 its weights' checksum
 * @param architecture the descendant's shape
 * @param slopeShares for each layer how much of the slope is added to the base: i / L
 * @param parameters its parameters
 * @param flops its floating point operations per image, two per multiply-add
 * @param materialised the stored complete weights, null where they are computed on demand
 */
public record TlegInitialisation(
        String family,
        String name,
        String learngene,
        String learngeneSha256,
        VitArchitecture architecture,
        List<Double> slopeShares,
        long parameters,
        long flops,
        ArtefactRef materialised)
        implements InitialModel {
    public TlegInitialisation {
        Project.checkId("family", family);
        Check.present("name", name);
        Check.present("architecture", architecture);
        slopeShares = List.copyOf(Check.present("slope_shares", slopeShares));
    }

    @Override
    public Origin origin() {
        return new TlegOrigin(learngene);
    }
}
