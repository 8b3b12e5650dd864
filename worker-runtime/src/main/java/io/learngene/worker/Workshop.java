package io.learngene.worker;

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
 * @param metrics meters of trainings
 * @param clock what time it is
 */
public record Workshop(
        ArtefactStore store,
        LocalCache cache,
        Datasets datasets,
        StoredAncestors ancestors,
        TorchRuntime torch,
        Messages messages,
        TrainingMetrics metrics,
        InstantSource clock) {}
