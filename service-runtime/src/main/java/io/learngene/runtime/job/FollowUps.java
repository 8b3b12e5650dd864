package io.learngene.runtime.job;

import io.learngene.contracts.Json;
import io.learngene.contracts.Sha256;
import io.learngene.contracts.Topics;
import io.learngene.contracts.artefact.StoreKeys;
import io.learngene.contracts.family.Priority;
import io.learngene.contracts.job.Job;
import io.learngene.contracts.job.JobSpec;
import io.learngene.contracts.job.Line;
import io.learngene.runtime.messaging.Messages;
import io.learngene.runtime.store.ArtefactStore;
import io.learngene.runtime.store.MissingObjectException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Queues jobs that follow from others, unless they are done or have failed for good: a replay of old messages does no old work. Of many for
 * the same workers only a few are in the queue at a time, the others wait in a {@link Line} in the store.
 */
public final class FollowUps {

    private final ArtefactStore store;
    private final Function<Job<?>, CompletableFuture<Void>> queue;
    private final InstantSource clock;

    /**
     * @param store where results and failures are kept
     * @param messages where jobs are queued
     * @param clock what time it is
     */
    public FollowUps(ArtefactStore store, Messages messages, InstantSource clock) {
        this(store, messages::queue, clock);
    }

    FollowUps(ArtefactStore store, Function<Job<?>, CompletableFuture<Void>> queue, InstantSource clock) {
        this.store = store;
        this.queue = queue;
        this.clock = clock;
    }

    /**
     * @param family family of the jobs
     * @param priority priority of what they follow from
     * @param specs what is to be done
     * @return how many jobs were queued or stand in a line, after the broker's confirmation
     */
    public int queue(String family, Priority priority, List<? extends JobSpec> specs) {
        if (specs.isEmpty()) {
            return 0;
        }
        String prefix = StoreKeys.ofFamily(family);
        Set<String> ended =
                store.list(prefix).stream().map(ArtefactStore.Stat::key).collect(Collectors.toSet());
        Map<String, List<JobSpec>> open = new LinkedHashMap<>();
        for (JobSpec spec : specs) {
            String result = spec.resultKey(family);
            boolean done = result.startsWith(prefix)
                    ? ended.contains(result)
                    : store.stat(result).isPresent();
            if (!done && !ended.contains(StoreKeys.failure(family, spec.path()))) {
                open.computeIfAbsent(Topics.jobs(spec.kind(), spec.pool()), workers -> new ArrayList<>())
                        .add(spec);
            }
        }
        List<CompletableFuture<Void>> queued = new ArrayList<>();
        open.values().forEach(jobs -> queued.addAll(begin(family, new Line.All(Line.ABREAST, priority, jobs))));
        queued.forEach(Messages::await);
        return open.values().stream().mapToInt(List::size).sum();
    }

    private List<CompletableFuture<Void>> begin(String family, Line.All line) {
        boolean few = line.jobs().size() <= line.abreast();
        byte[] bytes = Json.write(line);
        String key = StoreKeys.line(family, Sha256.of(bytes));
        if (!few) {
            // Asked for again, it is the same line.
            store.create(key, bytes);
        }
        List<CompletableFuture<Void>> queued = new ArrayList<>();
        for (int place = 0; place < Math.min(line.abreast(), line.jobs().size()); place++) {
            queued.add(queue.apply(job(family, line, place).with(few ? null : new Line(key, place))));
        }
        return queued;
    }

    /**
     * Lets the job in that waits for this one's turn: the next that has no end. Asked again, it is queued again.
     *
     * @param job a job that was taken
     * @throws MissingObjectException if the store has lost the line, so that nobody knows who stands in it
     */
    void letNextIn(Job<?> job) {
        if (job.line() == null) {
            return;
        }
        String key = job.line().key();
        Line.All line = store.read(key)
                .map(bytes -> Json.read(bytes, Line.All.class))
                .orElseThrow(() -> new MissingObjectException(key, null));
        for (int place = job.line().place() + line.abreast();
                place < line.jobs().size();
                place += line.abreast()) {
            if (!ended(job.family(), line.jobs().get(place))) {
                Messages.await(queue.apply(job(job.family(), line, place).with(new Line(key, place))));
                return;
            }
        }
    }

    private Job<JobSpec> job(String family, Line.All line, int place) {
        return Job.first(family, clock.instant(), line.jobs().get(place)).with(line.priority());
    }

    private boolean ended(String family, JobSpec spec) {
        return store.stat(spec.resultKey(family)).isPresent()
                || store.stat(StoreKeys.failure(family, spec.path())).isPresent();
    }
}
