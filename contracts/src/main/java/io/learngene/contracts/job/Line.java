package io.learngene.contracts.job;

import io.learngene.contracts.Check;
import io.learngene.contracts.family.Priority;
import java.util.List;

/**
 * Where a job stands among those of its family that follow from one result. Only a few of them are in the queue at a time, so that jobs of
 * other families come between them; each that is taken lets another one in.
 *
 * @param key store key of the whole line, {@link All}
 * @param place its place, from 0
 */
public record Line(String key, int place) {

    /** Most jobs of one line that are in the queue at a time. */
    public static final int ABREAST = 4;

    public Line {
        Check.present("key", key);
        Check.range("place", place, 0, Integer.MAX_VALUE);
    }

    /**
     * A whole line, as it lies in the store: jobs of one family, kind and pool.
     *
     * @param abreast how many of them are in the queue at a time: who is taken lets the one in that stands so many places behind it
     * @param priority priority of all
     * @param jobs what is to be done, first to last
     */
    public record All(int abreast, Priority priority, List<JobSpec> jobs) {
        public All {
            Check.range("abreast", abreast, 1, Integer.MAX_VALUE);
            priority = Priority.or(priority);
            Check.present("jobs", jobs);
            jobs = List.copyOf(jobs);
        }
    }
}
