package io.learngene.gateway.removal;

import io.learngene.contracts.project.Project;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** What the topics tell, as far as it decides what may be deleted. */
interface Told {

    /** Where a family stands. */
    sealed interface Standing {

        /**
         * One that is there.
         *
         * @param ended whether nothing of it is left to do
         * @param jobs its jobs
         */
        record Known(boolean ended, List<Job> jobs) implements Standing {

            /** {@return the job that an object below {@code jobs/} belongs to; empty if none that is known} */
            Optional<Job> owner(String key) {
                return jobs.stream().filter(job -> key.startsWith(job.runs())).findFirst();
            }
        }

        /**
         * One that was deleted.
         *
         * @param at when
         */
        record Deleted(Instant at) implements Standing {}

        /** Nobody tells of it: it may be of another platform, or of topics that were lost. */
        record Unknown() implements Standing {}
    }

    /**
     * A job.
     *
     * @param runs prefix of what its runs write
     * @param end how it ended; empty while it has not
     * @param endedAt when that was told; null if nobody did, as of one that nobody had begun when it was cancelled
     * @param resultKey key of what it has published; null if nothing, or that is not known
     */
    record Job(String runs, Optional<End> end, Instant endedAt, String resultKey) {}

    /** How a job ended. */
    enum End {
        /** Its result is to lie in the store. */
        PUBLISHED,
        /** Its result was deleted. */
        DELETED,
        /** It failed for good, or is not wanted. */
        NOTHING
    }

    /**
     * Something that was asked for, and may refer to what lies in the store.
     *
     * @param who for people: {@code family pets-1a2b3c4d}
     * @param document what was asked for, JSON
     * @param families families that it needs beside what it says
     */
    record Asked(String who, byte[] document, Set<String> families) {

        /** {@return whose it is} */
        Project project() {
            return Project.of(who.substring(who.indexOf(' ') + 1));
        }
    }

    /**
     * @param family id
     * @return where it stands
     * @throws io.learngene.gateway.problem.ProblemException 503 while it cannot be told
     */
    Standing standing(String family);

    /**
     * {@return one after the other, what was asked for of all families that are there, and of all comparisons that have not ended}
     *
     * @throws io.learngene.gateway.problem.ProblemException 503 while it cannot be told
     */
    Stream<Asked> asked();

    /**
     * Tells everybody, and returns when the broker has it.
     *
     * @param target family, or job whose result is deleted
     */
    void delete(String target);
}
