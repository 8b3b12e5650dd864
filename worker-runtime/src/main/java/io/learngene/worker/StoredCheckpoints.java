package io.learngene.worker;

import io.learngene.contracts.artefact.ArtefactRef;
import io.learngene.contracts.artefact.StoreKeys;
import io.learngene.engine.training.Checkpoints;
import io.learngene.runtime.job.JobContext;
import io.learngene.runtime.store.ArtefactStore;
import io.learngene.runtime.store.StoreException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jboss.logging.Logger;

/** Checkpoints of one phase of a job, kept in the store, so that any worker can go on from those of any attempt. */
public final class StoredCheckpoints implements Checkpoints {

    private static final Logger LOG = Logger.getLogger(StoredCheckpoints.class);
    private static final int KEPT = 2;

    private final ArtefactStore store;
    private final String runs;
    private final String own;
    private final Path folder;
    private final boolean keepsEnd;
    private final String phase;

    /**
     * @param store where they are kept
     * @param job job id
     * @param phase name of the phase, in keys
     * @param context the attempt
     * @param keepsEnd whether the end of the phase is kept for attempts that only need its result
     */
    public StoredCheckpoints(ArtefactStore store, String job, String phase, JobContext context, boolean keepsEnd) {
        this.store = store;
        this.phase = "/checkpoints/" + phase + "/";
        this.runs = StoreKeys.runs(job);
        this.own = context.runPrefix() + this.phase.substring(1);
        this.folder = context.workDirectory().resolve("checkpoints").resolve(phase);
        this.keepsEnd = keepsEnd;
    }

    @Override
    public List<Path> newestFirst() {
        List<Path> files = new ArrayList<>();
        List<String> keys = store.list(runs).stream()
                .map(ArtefactStore.Stat::key)
                .filter(key -> key.contains(phase))
                .sorted(Comparator.comparing(StoredCheckpoints::name).reversed())
                .limit(KEPT)
                .toList();
        for (String key : keys) {
            try {
                Files.createDirectories(folder);
                Path file = folder.resolve(files.size() + "-" + name(key));
                long size = store.stat(key).orElseThrow().size();
                try (InputStream in = store.open(key, 0, size)) {
                    Files.copy(in, file);
                }
                files.add(file);
            } catch (IOException e) {
                throw new UncheckedIOException("cannot fetch " + key, e);
            }
        }
        return files;
    }

    @Override
    public Path next(long step) {
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return folder.resolve(String.format("checkpoint-%010d.safetensors", step));
    }

    /** A store that is away for a moment costs a checkpoint, not the training. */
    @Override
    public void saved(Path file) {
        try {
            ArtefactRef ref = store.put(file.getFileName().toString(), own + file.getFileName(), file);
            store.list(own).stream()
                    .map(ArtefactStore.Stat::key)
                    .filter(key -> !key.equals(ref.key()))
                    .sorted(Comparator.comparing(StoredCheckpoints::name).reversed())
                    .skip(KEPT - 1L)
                    .forEach(store::delete);
            Files.deleteIfExists(file);
        } catch (StoreException | IOException e) {
            LOG.warnf("a checkpoint was not kept: %s", e.getMessage());
        }
    }

    @Override
    public boolean keepsEnd() {
        return keepsEnd;
    }

    private static String name(String key) {
        return key.substring(key.lastIndexOf('/') + 1);
    }
}
