package io.learngene.runtime.job;

import io.learngene.contracts.artefact.StoreKeys;
import io.learngene.contracts.job.Job;
import io.learngene.contracts.job.JobSpec;
import io.learngene.runtime.messaging.Messages;
import io.learngene.runtime.store.ArtefactStore;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;

/** Queues jobs that follow from others, unless they are done or have failed for good: a replay of old messages does no old work. */
public final class FollowUps {

    private final ArtefactStore store;
    private final Messages messages;
    private final InstantSource clock;

    /**
     * @param store where results and failures are kept
     * @param messages where jobs are queued
     * @param clock what time it is
     */
    public FollowUps(ArtefactStore store, Messages messages, InstantSource clock) {
        this.store = store;
        this.messages = messages;
        this.clock = clock;
    }

    /**
     * @param family family of the jobs
     * @param specs what is to be done
     * @return how many jobs were queued, after the broker's confirmation
     */
    public int queue(String family, List<? extends JobSpec> specs) {
        if (specs.isEmpty()) {
            return 0;
        }
        String prefix = StoreKeys.ofFamily(family);
        Set<String> ended =
                store.list(prefix).stream().map(ArtefactStore.Stat::key).collect(Collectors.toSet());
        List<CompletableFuture<Void>> queued = new ArrayList<>();
        for (JobSpec spec : specs) {
            String result = spec.resultKey(family);
            boolean done = result.startsWith(prefix)
                    ? ended.contains(result)
                    : store.stat(result).isPresent();
            if (!done && !ended.contains(StoreKeys.failure(family, spec.path()))) {
                queued.add(messages.queue(Job.first(family, clock.instant(), spec)));
            }
        }
        queued.forEach(Messages::await);
        return queued.size();
    }
}
