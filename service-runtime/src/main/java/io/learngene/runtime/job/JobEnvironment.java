package io.learngene.runtime.job;

import io.learngene.runtime.messaging.Cancellations;
import io.learngene.runtime.messaging.Messages;
import io.learngene.runtime.observability.JobMetrics;
import io.learngene.runtime.store.ArtefactStore;
import io.learngene.runtime.tracing.Traces;
import java.time.InstantSource;

/**
 * What jobs are run with.
 *
 * @param store where results are published
 * @param messages where facts go
 * @param cancellations what is not wanted any more
 * @param metrics counters
 * @param traces traces of attempts
 * @param clock what time it is
 * @param exit ends this process, because work in it hangs and nothing else frees what it holds
 * @param finish ends this process in order, because it is done; returns before that
 */
public record JobEnvironment(
        ArtefactStore store,
        Messages messages,
        Cancellations cancellations,
        JobMetrics metrics,
        Traces traces,
        InstantSource clock,
        Runnable exit,
        Runnable finish) {}
