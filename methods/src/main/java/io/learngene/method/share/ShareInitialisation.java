package io.learngene.method.share;

import io.learngene.contracts.Check;
import io.learngene.contracts.architecture.VitArchitecture;
import io.learngene.contracts.artefact.ArtefactRef;
import io.learngene.contracts.artefact.InitialModel;
import io.learngene.contracts.artefact.Origin;
import io.learngene.contracts.project.Project;

/**
 * A descendant before tuning, as a recipe of about a kilobyte: the weights are copied from the learngene when asked for.
 *
 * @param family family
 * @param name unique in the family, for example {@code L09}
 * @param learngene id of the learngene
 * @param learngeneSha256 its weights' checksum
 * @param architecture the descendant's shape
 * @param copies layers, all of them copies of the one block
 * @param parameters its parameters
 * @param flops its floating point operations per image, two per multiply-add
 * @param materialised the stored complete weights, null where they are copied on demand
 */
public record ShareInitialisation(
        String family,
        String name,
        String learngene,
        String learngeneSha256,
        VitArchitecture architecture,
        int copies,
        long parameters,
        long flops,
        ArtefactRef materialised)
        implements InitialModel {
    public ShareInitialisation {
        Project.checkId("family", family);
        Check.present("name", name);
        Check.present("architecture", architecture);
    }

    @Override
    public Origin origin() {
        return new ShareOrigin(learngene);
    }
}
