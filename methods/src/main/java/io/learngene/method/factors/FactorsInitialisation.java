package io.learngene.method.factors;

import io.learngene.contracts.Check;
import io.learngene.contracts.architecture.VitArchitecture;
import io.learngene.contracts.artefact.ArtefactRef;
import io.learngene.contracts.artefact.InitialModel;
import io.learngene.contracts.artefact.Origin;
import io.learngene.contracts.project.Project;
import java.util.List;

/**
 * A descendant before its fit, as a recipe of about a kilobyte: the weights are computed from the learngene's factors when asked for, with what a
 * layer has of its own between that of the two nearest layers.
 *
 * @param family family
 * @param name unique in the family, for example {@code L09}
 * @param method name of the method that made the learngene
 * @param learngene id of the learngene
 * @param learngeneSha256 its weights' checksum
 * @param architecture the descendant's shape
 * @param places for each layer where it lies among the learngene's layers, between whose factors its own begin: 0 to L - 1
 * @param parameters its parameters
 * @param flops its floating point operations per image, two per multiply-add
 * @param materialised the stored complete weights, null where they are computed on demand
 */
public record FactorsInitialisation(
        String family,
        String name,
        String method,
        String learngene,
        String learngeneSha256,
        VitArchitecture architecture,
        List<Double> places,
        long parameters,
        long flops,
        ArtefactRef materialised)
        implements InitialModel {
    public FactorsInitialisation {
        Project.checkId("family", family);
        Check.present("name", name);
        Check.present("method", method);
        Check.present("architecture", architecture);
        places = List.copyOf(Check.present("places", places));
    }

    @Override
    public Origin origin() {
        return new FactorsOrigin(method, learngene);
    }
}
