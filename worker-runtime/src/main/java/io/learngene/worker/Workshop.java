package io.learngene.worker;

import io.learngene.contracts.Json;
import io.learngene.contracts.artefact.JobResult;
import io.learngene.runtime.job.PermanentJobException;
import io.learngene.runtime.messaging.Messages;
import io.learngene.runtime.store.ArtefactStore;
import io.learngene.runtime.store.LocalCache;
import java.time.InstantSource;

/**
 * What the methods' handlers work with; one for a process, shared by its jobs, which run one at a time.
 *
 * @param store where artefacts lie
 * @param cache local copies of them
 * @param datasets opens datasets
 * @param ancestors fetches ancestors
 * @param torch PyTorch, loaded when it is first asked for
 * @param messages what is told to others
 * @param clock what time it is
 */
public record Workshop(
        ArtefactStore store,
        LocalCache cache,
        Datasets datasets,
        StoredAncestors ancestors,
        TorchRuntime torch,
        Messages messages,
        InstantSource clock) {

    /**
     * @param key key of a result's manifest
     * @return the manifest
     * @throws PermanentJobException if it is not in the store
     */
    public JobResult result(String key) {
        byte[] bytes = store.read(key)
                .orElseThrow(() -> new PermanentJobException(
                        key + " is not in the store; the job or file it comes from was removed, or never finished",
                        null));
        return Json.read(bytes, JobResult.class);
    }
}
