package io.learngene.method;

import io.learngene.contracts.Json;
import io.learngene.contracts.artefact.ArtefactRef;
import io.learngene.contracts.artefact.JobResult;
import io.learngene.engine.model.ModelFolder;
import io.learngene.engine.safetensors.RangeReader;
import io.learngene.engine.safetensors.SafetensorsException;
import io.learngene.engine.safetensors.SafetensorsHeader;
import io.learngene.engine.safetensors.TensorSource;
import io.learngene.engine.shape.NetworkSpec;
import io.learngene.engine.shape.ParameterSpec;
import io.learngene.runtime.job.PermanentJobException;
import io.learngene.runtime.store.ArtefactStore;
import io.learngene.runtime.store.LocalCache;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** What first weights are made from: manifests, and parts of files. */
public interface Artefacts {

    /**
     * @param key key of a manifest
     * @return its JSON; empty if there is none
     */
    Optional<byte[]> read(String key);

    /**
     * @param file a stored file
     * @return its reader
     */
    RangeReader file(ArtefactRef file);

    /**
     * @param store where everything lies
     * @return artefacts that are read from the store, no more of them than is asked for
     */
    static Artefacts of(ArtefactStore store) {
        return of(store, file -> (offset, length) -> store.open(file.key(), offset, length));
    }

    /**
     * @param store where manifests lie
     * @param cache local copies of files
     * @return artefacts whose files are fetched whole, checked, and mapped
     */
    static Artefacts of(ArtefactStore store, LocalCache cache) {
        return of(store, file -> new CachedFile(cache, file));
    }

    private static Artefacts of(ArtefactStore store, Function<ArtefactRef, RangeReader> files) {
        return new Artefacts() {
            @Override
            public Optional<byte[]> read(String key) {
                return store.read(key);
            }

            @Override
            public RangeReader file(ArtefactRef file) {
                return files.apply(file);
            }
        };
    }

    /**
     * @param key key of a result's manifest
     * @return the manifest
     * @throws PermanentJobException if it is not in the store
     */
    default JobResult result(String key) {
        byte[] bytes = read(key)
                .orElseThrow(() -> new PermanentJobException(
                        key + " is not in the store; the job or file it comes from was removed, or never finished",
                        null));
        return Json.read(bytes, JobResult.class);
    }

    /**
     * @param weights a stored safetensors file
     * @param spec what it has to fit: nothing missing, nothing left over
     * @return its tensors by name, in the order of their data
     * @throws io.learngene.engine.shape.WeightsException if they do not fit
     * @throws SafetensorsException if the file is damaged
     * @throws IOException if it cannot be read
     */
    default Map<String, TensorSource> weights(ArtefactRef weights, NetworkSpec spec) throws IOException {
        return tensors(weights, spec.parameters());
    }

    /**
     * @param weights a stored safetensors file
     * @param needed what has to be in it: nothing missing, nothing left over
     * @return its tensors by name, in the order of their data
     * @throws io.learngene.engine.shape.WeightsException if it has others
     * @throws SafetensorsException if the file is damaged
     * @throws IOException if it cannot be read
     */
    default Map<String, TensorSource> tensors(ArtefactRef weights, List<ParameterSpec> needed) throws IOException {
        RangeReader file = file(weights);
        SafetensorsHeader header;
        try {
            header = SafetensorsHeader.read(file, weights.size());
        } catch (SafetensorsException e) {
            throw new SafetensorsException(weights.key() + ": " + e.getMessage());
        }
        ModelFolder.check(header, needed);
        return TensorSource.of(header, file);
    }
}
