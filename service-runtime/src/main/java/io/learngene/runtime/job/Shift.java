package io.learngene.runtime.job;

import com.fasterxml.jackson.annotation.JsonTypeName;
import io.learngene.contracts.Topics;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a worker takes on, and when it is done for good. A worker that a scaler starts for one job ends after it; one that came for
 * nothing, because others were quicker, ends after a while.
 *
 * @param pool pool whose jobs it takes
 * @param kinds kinds of jobs that it takes; empty for all that its service knows
 * @param jobs it ends after so many jobs that it worked on, however they ended; what is only announced again, dropped or put aside is none
 * @param idlePatience it ends after so long without a job
 */
public record Shift(String pool, Set<String> kinds, OptionalInt jobs, Optional<Duration> idlePatience) {

    /** Everything in the default pool, for ever. */
    public static final Shift ENDLESS = new Shift(Topics.DEFAULT_POOL, Set.of(), OptionalInt.empty(), Optional.empty());

    /**
     * @throws IllegalArgumentException if the worker would end before it began; names the setting
     */
    public Shift {
        kinds = Set.copyOf(kinds);
        if (jobs.isPresent() && jobs.getAsInt() < 1) {
            throw new IllegalArgumentException("foundry.worker.jobs is " + jobs.getAsInt()
                    + " and has to be at least 1; leave it out for a worker that never ends");
        }
        if (idlePatience.isPresent() && idlePatience.get().compareTo(Duration.ZERO) <= 0) {
            throw new IllegalArgumentException("foundry.worker.idle-patience is " + idlePatience.get()
                    + " and has to be longer than nothing; leave it out for a worker that never ends");
        }
    }

    /**
     * @param handlers all that a service knows
     * @return those that this worker takes
     * @throws IllegalArgumentException if one of the kinds is none of them; names it and those there are
     */
    List<JobHandler<?>> of(List<? extends JobHandler<?>> handlers) {
        Set<String> known = new TreeSet<>();
        handlers.forEach(handler -> known.add(kind(handler)));
        for (String kind : kinds) {
            if (!known.contains(kind)) {
                throw new IllegalArgumentException(
                        "foundry.worker.kinds: this service has no jobs of the kind '" + kind + "'; it has " + known);
            }
        }
        return List.copyOf(handlers.stream()
                .filter(handler -> kinds.isEmpty() || kinds.contains(kind(handler)))
                .toList());
    }

    /**
     * @param worked jobs so far
     * @param idle how long there was none
     * @return why the worker is done; empty while it is not
     */
    Optional<String> over(int worked, Duration idle) {
        if (jobs.isPresent() && worked >= jobs.getAsInt()) {
            return Optional.of("it has worked on " + worked + " (foundry.worker.jobs)");
        }
        return idlePatience
                .filter(patience -> idle.compareTo(patience) > 0)
                .map(patience -> "there was none for " + patience + " (foundry.worker.idle-patience)");
    }

    static String kind(JobHandler<?> handler) {
        return handler.type().getAnnotation(JsonTypeName.class).value();
    }
}
