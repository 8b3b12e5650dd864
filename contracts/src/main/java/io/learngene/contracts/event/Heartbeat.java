package io.learngene.contracts.event;

import io.learngene.contracts.Check;
import io.learngene.contracts.project.Project;
import java.time.Instant;

/**
 * A worker is on a job and alive, told whenever it renews its lock. CloudEvents type {@code io.learngene.job.heartbeat.v1}.
 *
 * @param job job
 * @param family family
 * @param attempt attempt number, from 1
 * @param worker name of the worker
 * @param at when
 */
public record Heartbeat(String job, String family, int attempt, String worker, Instant at) {
    /** CloudEvents type. */
    public static final String TYPE = "io.learngene.job.heartbeat.v1";

    public Heartbeat {
        Check.present("job", job);
        Project.checkId("family", family);
        Check.present("worker", worker);
        Check.present("at", at);
    }
}
