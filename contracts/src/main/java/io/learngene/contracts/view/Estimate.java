package io.learngene.contracts.view;

import io.learngene.contracts.Check;
import java.util.List;

/**
 * What a family would take, before anything of it runs.
 *
 * @param phases what it does, in the order in which it begins
 * @param flops operations of training, as the family's ledger will count them; null if nobody knows what an ancestor takes
 * @param seconds seconds of training, one after the other on one worker of each pool; null with {@code flops}
 * @param storedBytes bytes of weights and of an ancestor's answers that stay in the store
 * @param atMost whether a training may end before its last epoch, so that it may be less
 */
public record Estimate(List<Phase> phases, Double flops, Double seconds, long storedBytes, boolean atMost) {

    public Estimate {
        phases = List.copyOf(Check.present("phases", phases));
    }

    /**
     * Trainings of one sort.
     *
     * @param kind kind of the jobs that do them
     * @param group what is trained: {@code ancestor}, {@code learngene}, {@code models} or a baseline
     * @param pool pool whose workers do it
     * @param trainings how many
     * @param flops operations; null if nobody knows them
     * @param seconds seconds of one worker; null with {@code flops}
     * @param storedBytes bytes that stay
     * @param speed what the seconds follow from
     */
    public record Phase(
            String kind,
            String group,
            String pool,
            int trainings,
            Double flops,
            Double seconds,
            long storedBytes,
            Speed speed) {
        public Phase {
            Check.present("kind", kind);
            Check.present("group", group);
            Check.present("pool", pool);
            Check.present("speed", speed);
        }
    }

    /**
     * How fast a pool does a kind of job.
     *
     * @param flopsPerSecond operations of training in a second
     * @param jobs finished jobs that this was measured on; 0 where there are none, and it is what the gateway was told
     */
    public record Speed(double flopsPerSecond, int jobs) {}
}
