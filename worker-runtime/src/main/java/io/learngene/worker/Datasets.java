package io.learngene.worker;

import io.learngene.contracts.Json;
import io.learngene.contracts.artefact.DatasetManifest;
import io.learngene.contracts.artefact.StoreKeys;
import io.learngene.contracts.family.DatasetSelection;
import io.learngene.engine.data.archive.DataProgress;
import io.learngene.engine.data.archive.DatasetLimits;
import io.learngene.engine.data.archive.DatasetReader;
import io.learngene.engine.data.images.Dataset;
import io.learngene.engine.data.images.Preprocessing;
import io.learngene.engine.data.images.SyntheticShapes;
import io.learngene.runtime.job.PermanentJobException;
import io.learngene.runtime.store.ArtefactStore;
import io.learngene.runtime.store.LocalCache;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.util.List;

/** Opens datasets; the last one stays in memory, because the jobs of a family follow one another. */
@ApplicationScoped
public class Datasets {

    private final ArtefactStore store;
    private final LocalCache cache;
    private Opened last;

    private record Opened(DatasetSelection selection, Dataset dataset) {}

    /**
     * @param store where manifests lie
     * @param cache where archives are fetched to
     */
    public Datasets(ArtefactStore store, LocalCache cache) {
        this.store = store;
        this.cache = cache;
    }

    /**
     * @param selection which images; pinned, unless built in
     * @param progress hears of the fetching and the decoding
     * @return the dataset
     * @throws PermanentJobException if it is not in the store or the selection does not fit it
     * @throws io.learngene.engine.data.images.DatasetException if it cannot be used
     * @throws IOException if it cannot be read
     */
    public synchronized Dataset open(DatasetSelection selection, DataProgress progress) throws IOException {
        if (last == null || !selection.equals(last.selection())) {
            // Two of them may not fit into memory; and what could not be opened is nobody's dataset.
            last = null;
            last = new Opened(selection, selected(selection, progress));
        }
        return last.dataset();
    }

    /**
     * What needs no image opens none: the images of a large dataset do not fit into the memory of a worker that trains nothing.
     *
     * @param selection which images; pinned, unless built in
     * @return names of its classes, in the order of its labels
     * @throws PermanentJobException if it is not in the store
     * @throws IOException if it cannot be read
     */
    public List<String> classes(DatasetSelection selection) throws IOException {
        return selection.synthetic()
                ? SyntheticShapes.CLASS_NAMES
                : List.copyOf(manifest(selection).trainImages().keySet());
    }

    private Dataset selected(DatasetSelection selection, DataProgress progress) throws IOException {
        Dataset all = selection.synthetic() ? synthetic(selection) : read(selection, progress);
        // Held out of all, so that these images stay however many others are trained on.
        Dataset held =
                selection.validation() == null ? all : all.holdingOut(selection.validation(), preprocessing(selection));
        return selection.synthetic() ? held : held.subset(selection.trainImages(), selection.testImages());
    }

    private static Dataset synthetic(DatasetSelection selection) {
        return SyntheticShapes.builtIn(selection.trainImages(), selection.testImages(), preprocessing(selection));
    }

    private Dataset read(DatasetSelection selection, DataProgress progress) throws IOException {
        return DatasetReader.read(
                cache.fetch(manifest(selection).source(), progress::alive),
                "dataset '" + selection.name() + "'",
                preprocessing(selection),
                DatasetLimits.standard(),
                progress,
                cache.folder().resolveSibling("images"));
    }

    private DatasetManifest manifest(DatasetSelection selection) throws IOException {
        byte[] manifest = store.read(StoreKeys.datasetManifest(selection.name(), selection.sha256()))
                .orElseThrow(() -> new PermanentJobException(
                        "dataset: '" + selection.name() + "' with content " + selection.sha256()
                                + " is not in the store; add it again and submit again",
                        null));
        return Json.read(manifest, DatasetManifest.class);
    }

    private static Preprocessing preprocessing(DatasetSelection selection) {
        return new Preprocessing(selection.imageSize(), selection.evaluatedShare());
    }
}
