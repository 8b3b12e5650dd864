package io.learngene.contracts.event;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.learngene.contracts.Check;
import io.learngene.contracts.Sha256;
import io.learngene.contracts.artefact.ResultSummary;
import io.learngene.contracts.project.Project;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/**
 * Something that happened to a job. CloudEvents type: {@code io.learngene.} + JSON field {@code fact} + {@code .v1}, of success
 * {@code .v2}.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "fact")
@JsonSubTypes({
    @JsonSubTypes.Type(value = Fact.JobStarted.class, name = "job.started"),
    @JsonSubTypes.Type(value = Fact.JobRetried.class, name = "job.retried"),
    @JsonSubTypes.Type(value = Fact.JobReleased.class, name = "job.released"),
    @JsonSubTypes.Type(value = Fact.JobWarned.class, name = "job.warned"),
    @JsonSubTypes.Type(value = Fact.JobSucceeded.class, name = "job.succeeded"),
    @JsonSubTypes.Type(value = Fact.JobFailed.class, name = "job.failed"),
    @JsonSubTypes.Type(value = Fact.JobCancelled.class, name = "job.cancelled")
})
public sealed interface Fact {

    /** {@return job id} */
    String job();

    /** {@return family id} */
    String family();

    /** {@return when it happened} */
    Instant at();

    /** {@return CloudEvents type} */
    @JsonIgnore
    String type();

    /** {@return CloudEvents id: equal for the same fact told twice} */
    @JsonIgnore
    String id();

    /**
     * A worker took the job.
     *
     * @param job job
     * @param family family
     * @param attempt attempt number, from 1
     * @param worker name of the worker
     * @param at when
     */
    record JobStarted(String job, String family, int attempt, String worker, Instant at) implements Fact {
        public JobStarted {
            Check.present("job", job);
            Project.checkId("family", family);
            Check.present("at", at);
        }

        @Override
        @JsonIgnore
        public String type() {
            return "io.learngene.job.started.v1";
        }

        @Override
        @JsonIgnore
        public String id() {
            // A job that was given back starts again under the same number.
            return job + "/started/" + attempt + "/" + at;
        }
    }

    /**
     * An attempt failed for a reason that may pass; the job is queued again.
     *
     * @param job job
     * @param family family
     * @param attempt the attempt that failed
     * @param reason why
     * @param delaySeconds seconds until the next attempt
     * @param at when
     */
    record JobRetried(String job, String family, int attempt, String reason, double delaySeconds, Instant at)
            implements Fact {
        public JobRetried {
            Check.present("job", job);
            Project.checkId("family", family);
            Check.present("at", at);
        }

        @Override
        @JsonIgnore
        public String type() {
            return "io.learngene.job.retried.v1";
        }

        @Override
        @JsonIgnore
        public String id() {
            return job + "/retried/" + attempt;
        }
    }

    /**
     * A worker gave the job back in order: it waits again, and the attempt does not count.
     *
     * @param job job
     * @param family family
     * @param attempt the attempt that was given back; the next one has the same number
     * @param worker who gave it back
     * @param reason why
     * @param at when
     */
    record JobReleased(String job, String family, int attempt, String worker, String reason, Instant at)
            implements Fact {
        public JobReleased {
            Check.present("job", job);
            Project.checkId("family", family);
            Check.present("at", at);
        }

        @Override
        @JsonIgnore
        public String type() {
            return "io.learngene.job.released.v1";
        }

        @Override
        @JsonIgnore
        public String id() {
            return job + "/released/" + attempt + "/" + at;
        }
    }

    /**
     * The work went on without something: a damaged checkpoint, broken images. Told once for every message of a run.
     *
     * @param job job
     * @param family family
     * @param attempt the attempt
     * @param message what is missing, why, and what to do about it; at most {@value #MOST_TEXT} characters
     * @param at when
     */
    record JobWarned(String job, String family, int attempt, String message, Instant at) implements Fact {
        /** Longest message. */
        public static final int MOST_TEXT = 500;

        public JobWarned {
            Check.present("job", job);
            Project.checkId("family", family);
            Check.present("message", message);
            Check.that(
                    message.length() <= MOST_TEXT,
                    "message",
                    message.length() + " characters",
                    "give at most " + MOST_TEXT);
            Check.present("at", at);
        }

        @Override
        @JsonIgnore
        public String type() {
            return "io.learngene.job.warned.v1";
        }

        @Override
        @JsonIgnore
        public String id() {
            String digest = Sha256.of(message.getBytes(StandardCharsets.UTF_8));
            return job + "/warned/" + attempt + "/" + digest.substring(0, 8);
        }
    }

    /**
     * The job is done; its manifest lies in the store.
     *
     * @param job job
     * @param family family
     * @param resultKey key of the manifest
     * @param sha256 checksum of the manifest
     * @param summary what a family's table shows of it
     * @param at when
     */
    record JobSucceeded(String job, String family, String resultKey, String sha256, ResultSummary summary, Instant at)
            implements Fact {
        public JobSucceeded {
            Check.present("job", job);
            Project.checkId("family", family);
            Check.present("result_key", resultKey);
            Check.sha256("sha256", sha256);
            Check.present("summary", summary);
            Check.present("at", at);
        }

        @Override
        @JsonIgnore
        public String type() {
            return "io.learngene.job.succeeded.v2";
        }

        @Override
        @JsonIgnore
        public String id() {
            return job + "/succeeded";
        }
    }

    /**
     * The job will not be tried again, unless somebody asks for it.
     *
     * @param job job
     * @param family family
     * @param attempt the last attempt
     * @param reason what is wrong and what to change
     * @param at when
     */
    record JobFailed(String job, String family, int attempt, String reason, Instant at) implements Fact {
        public JobFailed {
            Check.present("job", job);
            Project.checkId("family", family);
            Check.present("reason", reason);
            Check.present("at", at);
        }

        @Override
        @JsonIgnore
        public String type() {
            return "io.learngene.job.failed.v1";
        }

        @Override
        @JsonIgnore
        public String id() {
            // A job that was asked for again may fail again.
            return job + "/failed/" + attempt;
        }
    }

    /**
     * The job was stopped because it or its family was cancelled.
     *
     * @param job job
     * @param family family
     * @param at when
     */
    record JobCancelled(String job, String family, Instant at) implements Fact {
        public JobCancelled {
            Check.present("job", job);
            Project.checkId("family", family);
            Check.present("at", at);
        }

        @Override
        @JsonIgnore
        public String type() {
            return "io.learngene.job.cancelled.v1";
        }

        @Override
        @JsonIgnore
        public String id() {
            return job + "/cancelled";
        }
    }
}
