package io.learngene.gateway.transfer;

import io.learngene.contracts.Check;
import io.learngene.contracts.Json;
import io.learngene.contracts.artefact.ArtefactRef;
import io.learngene.contracts.artefact.DatasetFiles;
import io.learngene.contracts.artefact.DatasetManifest;
import io.learngene.contracts.artefact.StoreKeys;
import io.learngene.contracts.family.DatasetSelection;
import io.learngene.contracts.project.Project;
import io.learngene.engine.data.archive.DatasetLimits;
import io.learngene.engine.data.archive.DatasetReader;
import io.learngene.engine.data.images.DatasetException;
import io.learngene.gateway.guard.MemoryBudget;
import io.learngene.gateway.quota.Quotas;
import io.learngene.gateway.submission.Datasets;
import io.learngene.runtime.store.ArtefactStore;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;

/** Datasets from outside: the archive is checked, then stored, then announced by its manifest. */
@ApplicationScoped
public class DatasetUploads {

    private final Spool spool;
    private final ArtefactStore store;
    private final Datasets datasets;
    private final Quotas quotas;
    private final InstantSource clock;

    DatasetUploads(Spool spool, ArtefactStore store, Datasets datasets, Quotas quotas, InstantSource clock) {
        this.quotas = quotas;
        this.clock = clock;
        this.spool = spool;
        this.store = store;
        this.datasets = datasets;
    }

    /**
     * The dataset after an upload.
     *
     * @param manifest its manifest
     * @param created whether this content is new
     */
    public record Stored(DatasetManifest manifest, boolean created) {}

    /**
     * @param name dataset
     * @param body the archive
     * @param declared its declared length; -1 if unknown
     * @return the dataset
     */
    public Stored put(String name, InputStream body, long declared) {
        Project.checkId("dataset", name);
        Check.that(
                !name.equals(DatasetSelection.SYNTHETIC), "dataset", name, "this name is built in; choose another one");
        Project project = Project.of(name);
        quotas.admitBytes(project, declared);
        try (Spool.Upload upload = spool.take(body, declared)) {
            Optional<DatasetManifest> known = datasets.content(name, upload.sha256());
            if (known.isPresent()) {
                return new Stored(known.get(), false);
            }
            quotas.admitBytes(project, upload.size());
            Stored stored = store(name, upload);
            quotas.stored(project, upload.size());
            return stored;
        }
    }

    private Stored store(String name, Spool.Upload upload) {
        DatasetReader.Inspection found;
        // The names of an archive may take all that there is for checking.
        try (MemoryBudget.Share all = spool.heap(Runtime.getRuntime().maxMemory())) {
            found = inspect(upload.file());
        }
        String format = found.format().replaceFirst("\\+.*", "");
        String fileName = "source." + format;
        String key = StoreKeys.datasetManifest(name, upload.sha256());
        ArtefactRef source =
                spool.send(store, fileName, key.substring(0, key.lastIndexOf('/') + 1) + fileName, upload.file());
        DatasetManifest manifest = new DatasetManifest(
                name,
                upload.sha256(),
                format,
                source,
                found.train(),
                found.test(),
                DatasetFiles.of(found.used(), found.unused()),
                found.validation(),
                found.multiLabel(),
                clock.instant());
        boolean created = store.create(key, Json.write(manifest));
        datasets.changed(name);
        return new Stored(
                created ? manifest : datasets.content(name, upload.sha256()).orElse(manifest), created);
    }

    /** {@return what the archive holds, after a look at every name in it} */
    private static DatasetReader.Inspection inspect(Path file) {
        try {
            return DatasetReader.inspect(file, "the archive", DatasetLimits.standard());
        } catch (IOException e) {
            throw new DatasetException("the archive is damaged or truncated; pack it again", e);
        }
    }
}
