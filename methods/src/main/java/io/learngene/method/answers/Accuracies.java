package io.learngene.method.answers;

import io.learngene.contracts.Check;
import io.learngene.contracts.InvalidFieldException;
import io.learngene.contracts.Json;
import io.learngene.contracts.Sha256;
import io.learngene.contracts.architecture.ModelArchitecture;
import io.learngene.contracts.artefact.StoreKeys;
import io.learngene.contracts.family.DatasetSelection;
import io.learngene.contracts.recipe.Precision;
import io.learngene.engine.data.images.Dataset;
import io.learngene.engine.data.images.ImagesVersion;
import io.learngene.engine.training.Evaluations;
import io.learngene.runtime.job.JobContext;
import io.learngene.runtime.store.ArtefactStore;
import java.util.Optional;

/** How often ancestors are right about test images. It lies in the store, so that none is measured twice. */
public final class Accuracies {

    private final ArtefactStore store;

    /** @param store where they are kept */
    public Accuracies(ArtefactStore store) {
        this.store = store;
    }

    /** @param top1 share of the test images, 0 to 1 */
    private record Measured(Double top1) {
        Measured {
            Check.present("top1", top1);
            Check.range("top1", top1, 0.0, 1.0);
        }
    }

    /** Everything that decides an accuracy, and nothing else. */
    private record Key(
            String ancestor,
            ModelArchitecture architecture,
            DatasetSelection dataset,
            Precision precision,
            int images) {}

    /**
     * @param ancestor an ancestor
     * @param selection the dataset, pinned
     * @param dataset the same, opened
     * @param precision arithmetic of its passes
     * @param context the attempt that asks, warned of what cannot be read
     * @param teacher the ancestor; asked only where nobody measured it before
     * @return its top-1 accuracy on the test images, 0 to 1
     * @throws Exception if it cannot be loaded, or the store cannot be reached
     */
    public double of(
            AncestorFile ancestor,
            DatasetSelection selection,
            Dataset dataset,
            Precision precision,
            JobContext context,
            LazyTeacher teacher)
            throws Exception {
        Key decides = new Key(
                ancestor.sha256(), ancestor.architecture(), selection.ofTesting(), precision, ImagesVersion.CURRENT);
        String key = StoreKeys.ancestorAccuracy(Sha256.of(Json.write(decides)));
        Optional<Measured> before = read(key, context);
        if (before.isPresent()) {
            return before.get().top1();
        }
        Measured measured =
                new Measured(Evaluations.of(teacher.get(), dataset.test()).top1());
        // Other hardware may count an image more or less; the first one stays.
        return store.create(key, Json.write(measured))
                ? measured.top1()
                : read(key, context).orElse(measured).top1();
    }

    private Optional<Measured> read(String key, JobContext context) {
        Optional<byte[]> stored = store.read(key);
        try {
            return stored.map(bytes -> Json.read(bytes, Measured.class));
        } catch (InvalidFieldException e) {
            context.warn("the stored accuracy " + key + " cannot be used, it is measured again: " + e.getMessage());
            store.delete(key);
            return Optional.empty();
        }
    }
}
