package io.learngene.method;

import io.learngene.contracts.Check;
import io.learngene.contracts.InvalidFieldException;
import io.learngene.contracts.architecture.VitArchitecture;
import io.learngene.contracts.artefact.AncestorManifest;
import io.learngene.contracts.artefact.ModelManifest;
import io.learngene.contracts.artefact.StoreKeys;
import io.learngene.contracts.family.DatasetSelection;
import io.learngene.contracts.project.Project;
import java.io.IOException;

/**
 * The model that another one is made from, field {@code from} of a request.
 *
 * @param family family of a tuned model; null for an ancestor
 * @param name name of the model in its family, or id of the ancestor
 */
public record Source(String family, String name) {

    /**
     * @param from {@code family/name} of a tuned model, or the id of an uploaded ancestor
     * @return the source
     * @throws InvalidFieldException if it can be neither
     */
    public static Source of(String from) {
        int slash = from.indexOf('/');
        if (slash < 0) {
            return new Source(null, named(() -> Project.checkId("from", from), from));
        }
        String family = named(() -> Project.checkId("from", from.substring(0, slash)), from);
        String name = from.substring(slash + 1);
        Check.that(
                name.matches("[A-Za-z0-9][A-Za-z0-9-]{0,62}"),
                "from",
                from,
                "give the family and the name of a tuned model, for example pets-1a2b3c4d/L04");
        return new Source(family, name);
    }

    private static String named(java.util.function.Supplier<String> checked, String from) {
        try {
            return checked.get();
        } catch (InvalidFieldException e) {
            throw new InvalidFieldException(
                    "from", from, "give family/name of a tuned model, or the id of an uploaded ancestor");
        }
    }

    /** {@return whether it is an uploaded ancestor} */
    public boolean ancestor() {
        return family == null;
    }

    /**
     * @param given images of the request; null for those that the model was tuned on
     * @param shelves what there is in the store
     * @return the images, pinned
     * @throws InvalidFieldException if none are given for an ancestor
     */
    public DatasetSelection images(DatasetSelection given, Shelves shelves) {
        if (given != null) {
            return shelves.pin(given);
        }
        Check.that(!ancestor(), "dataset", null, "name the images that the model is tuned and tested on");
        return shelves.pin(manifest(shelves).provenance().dataset());
    }

    /**
     * @param dataset images, pinned
     * @param shelves what there is in the store
     * @return its shape, with the classes and the size of these images
     * @throws InvalidFieldException if there is no such Vision Transformer, or it cannot take such images
     */
    public VitArchitecture architecture(DatasetSelection dataset, Shelves shelves) {
        VitArchitecture own = ancestor() ? ancestor(shelves) : manifest(shelves).architecture();
        Check.that(
                dataset.imageSize() % own.patchSize() == 0,
                "dataset.image_size",
                dataset.imageSize(),
                written() + " cuts images into patches of " + own.patchSize() + " pixels; give " + own.imageSize()
                        + " or another multiple of that");
        return own.forDataset(shelves.classes(dataset).size(), dataset.imageSize());
    }

    /**
     * @param artefacts where it lies
     * @return the model
     * @throws io.learngene.runtime.job.PermanentJobException if it is not in the store, or no Vision Transformer
     * @throws IOException if it cannot be read
     */
    public StoredModel read(Artefacts artefacts) throws IOException {
        return ancestor() ? StoredModel.ancestor(name, artefacts) : StoredModel.tuned(key(), artefacts);
    }

    private String key() {
        return StoreKeys.modelManifest(family, TuneJob.MODELS, name);
    }

    private String written() {
        return ancestor() ? name : family + "/" + name;
    }

    private VitArchitecture ancestor(Shelves shelves) {
        AncestorManifest manifest = shelves.ancestor(name)
                .orElseThrow(() -> new InvalidFieldException(
                        "from",
                        name,
                        "there is no such ancestor; upload it with PUT /ancestors/" + name
                                + ", or name a tuned model as family/name"));
        if (manifest.architecture() instanceof VitArchitecture vit) {
            return vit;
        }
        throw new InvalidFieldException("from", name, StoredModel.unfit(manifest.architecture()));
    }

    private ModelManifest manifest(Shelves shelves) {
        return shelves.result(key())
                .filter(ModelManifest.class::isInstance)
                .map(ModelManifest.class::cast)
                .orElseThrow(() -> new InvalidFieldException(
                        "from",
                        written(),
                        "there is no such tuned model; ./foundry show " + family + " lists those of its family"));
    }
}
