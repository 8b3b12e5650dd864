package io.learngene.gateway.view;

import io.learngene.contracts.event.Heartbeat;
import io.learngene.contracts.event.TrainingPoint;
import io.learngene.contracts.view.JobView;
import io.learngene.runtime.config.FoundryConfig;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What workers say while they are on a job: the newest point, and when they were heard of last. Only in memory, bounded, and the same on
 * every replica: nothing durable is written for a point.
 */
@ApplicationScoped
public class SignsOfLife {

    private static final int MOST_JOBS = 20_000;

    private record Heard(int attempt, TrainingPoint newest, Instant at) {}

    private final Map<String, Heard> jobs = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Heard> eldest) {
            return size() > MOST_JOBS;
        }
    };
    private final InstantSource clock;
    /** A worker says a word whenever it renews its lock; who was not heard of for as long as it lasts has lost it. */
    private final Duration lock;

    private final Instant since;

    @Inject
    SignsOfLife(InstantSource clock, FoundryConfig config) {
        this(clock, config.job().lockDuration());
    }

    /**
     * @param clock what time it is
     * @param lock lock of a job's record
     */
    SignsOfLife(InstantSource clock, Duration lock) {
        this.clock = clock;
        this.lock = lock;
        this.since = clock.instant();
    }

    /**
     * @param point a training point
     */
    public synchronized void heard(TrainingPoint point) {
        Heard before = jobs.get(point.job());
        TrainingPoint known = before == null ? null : before.newest();
        boolean older = known != null
                && (point.attempt() < known.attempt()
                        || point.attempt() == known.attempt() && point.at().isBefore(known.at()));
        heard(point.job(), point.attempt(), older ? known : point, before);
    }

    /**
     * @param heartbeat a sign of life
     */
    public synchronized void heard(Heartbeat heartbeat) {
        Heard before = jobs.get(heartbeat.job());
        heard(heartbeat.job(), heartbeat.attempt(), before == null ? null : before.newest(), before);
    }

    /**
     * @param family a family
     * @return it, with what is known of its jobs that run
     */
    synchronized FamilyState on(FamilyState family) {
        Map<String, FamilyState.Sign> signs = new LinkedHashMap<>();
        for (JobState job : family.jobs().values()) {
            Heard heard = jobs.get(job.job());
            if (job.state().terminal()) {
                jobs.remove(job.job());
            } else if (heard != null || job.state() == JobView.State.RUNNING) {
                signs.put(
                        job.job(),
                        new FamilyState.Sign(heard == null ? null : heard.newest(), waitingSince(job, heard)));
            }
        }
        return family.withSigns(signs);
    }

    /** The last that was heard is the newest, so that it is forgotten last. An attempt that was given up does not speak for the next. */
    private void heard(String job, int attempt, TrainingPoint newest, Heard before) {
        boolean newer = before == null || attempt >= before.attempt();
        Heard heard =
                newer ? new Heard(attempt, newest, clock.instant()) : new Heard(before.attempt(), newest, before.at());
        jobs.remove(job);
        jobs.put(job, heard);
    }

    private Instant waitingSince(JobState job, Heard heard) {
        if (job.state() != JobView.State.RUNNING) {
            return null;
        }
        Instant now = clock.instant();
        Instant last = since;
        if (heard != null && heard.attempt() >= job.attempt() && heard.at().isAfter(last)) {
            last = heard.at();
        }
        Instant started = job.run().startedAt();
        if (started.isAfter(last) && !started.isAfter(now)) {
            last = started;
        }
        return last.plus(lock).isBefore(now) ? last : null;
    }
}
