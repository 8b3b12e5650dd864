package io.learngene.contracts.job;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import io.learngene.contracts.Check;
import io.learngene.contracts.Json;
import io.learngene.contracts.family.Priority;
import io.learngene.contracts.project.Project;
import java.time.Instant;

/**
 * A job on its way through the queue: what the loop needs to know of it, around what is to be done. CloudEvents type
 * {@code io.learngene.job.queued.v2}.
 *
 * @param <S> kind of job
 * @param family family id
 * @param attempt attempts that ended without ending the job; a job that was given back in order keeps its number
 * @param failures how many of the last attempts failed or died without progress; the job is given up when there are too many
 * @param overruled newest attempt whose failure counts no more, because the job was asked for again; 0 if none
 * @param priority whose jobs are taken first; its attempts and what follows from it have the same. A record without it is of normal priority
 * @param line where it stands among others of its family that are not queued yet; null if nobody waits for its turn
 * @param queuedAt when it was first queued, or asked for again
 * @param spec what is to be done
 */
public record Job<S extends JobSpec>(
        String family,
        int attempt,
        int failures,

        @JsonInclude(JsonInclude.Include.NON_DEFAULT) @JsonSetter(nulls = Nulls.AS_EMPTY)
        int overruled,

        @JsonInclude(value = JsonInclude.Include.CUSTOM, valueFilter = Priority.Unsaid.class)
        Priority priority,

        Line line,
        Instant queuedAt,
        S spec) {

    /** CloudEvents type. */
    public static final String TYPE = "io.learngene.job.queued.v2";

    public Job {
        Project.checkId("family", family);
        Check.range("attempt", attempt, 0, 1_000_000);
        Check.range("failures", failures, 0, attempt);
        Check.range("overruled", overruled, 0, attempt);
        priority = Priority.or(priority);
        Check.present("queued_at", queuedAt);
        Check.present("spec", spec);
    }

    /**
     * @param <S> kind of job
     * @param family family id
     * @param queuedAt now
     * @param spec what is to be done
     * @return a job of normal priority that nobody has tried yet
     */
    public static <S extends JobSpec> Job<S> first(String family, Instant queuedAt, S spec) {
        return new Job<>(family, 0, 0, 0, Priority.NORMAL, null, queuedAt, spec);
    }

    /**
     * @param wanted a priority
     * @return the same job with that one
     */
    public Job<S> with(Priority wanted) {
        return new Job<>(family, attempt, failures, overruled, wanted, line, queuedAt, spec);
    }

    /**
     * @param stands where it stands; null for nowhere
     * @return the same job there
     */
    public Job<S> with(Line stands) {
        return new Job<>(family, attempt, failures, overruled, priority, stands, queuedAt, spec);
    }

    /**
     * @param bytes UTF-8 JSON
     * @return the job
     * @throws io.learngene.contracts.InvalidFieldException if it is none, or of a kind that is not known here
     */
    @SuppressWarnings("unchecked") // Jackson reads the bound.
    public static Job<JobSpec> read(byte[] bytes) {
        return Json.read(bytes, Job.class);
    }

    /** {@return deterministic id, beginning with the family: {@code {family}/tune/L09}} */
    @JsonIgnore
    public String id() {
        return family + "/" + spec.path();
    }

    /** {@return store key of the manifest whose existence means that the job is done} */
    @JsonIgnore
    public String resultKey() {
        return spec.resultKey(family);
    }

    /**
     * @param attempts attempts that ended, this one counted
     * @param failed how many of the last of them failed or died without progress
     * @return the record to queue for the next attempt; nobody waits for its turn any more
     */
    public Job<S> after(int attempts, int failed) {
        return new Job<>(family, attempts, failed, overruled, priority, null, queuedAt, spec);
    }

    /**
     * @param failed the attempt that ended the job
     * @param now when it is asked for again
     * @return the record to queue for it
     */
    public Job<S> again(int failed, Instant now) {
        return new Job<>(family, Math.max(attempt, failed), 0, failed, priority, null, now, spec);
    }
}
