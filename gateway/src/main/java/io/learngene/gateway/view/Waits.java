package io.learngene.gateway.view;

import io.learngene.contracts.Topics;
import io.learngene.contracts.Vocabulary;
import io.learngene.contracts.job.Role;
import io.learngene.contracts.view.FamilyView;
import io.learngene.contracts.view.JobView;
import io.learngene.contracts.view.Waiting;
import java.time.InstantSource;
import java.util.OptionalInt;

/** Says of jobs that lie in the queue what they wait for: what a family alone does not tell. */
final class Waits {

    private final FamilyIndex index;
    private final Workers workers;
    private final InstantSource clock;

    Waits(FamilyIndex index, Workers workers, InstantSource clock) {
        this.index = index;
        this.workers = workers;
        this.clock = clock;
    }

    /** {@return the same family, each of whose waiting jobs says why} */
    FamilyView on(FamilyView view) {
        return view.jobs().stream().anyMatch(this::inQueue)
                ? view.with(view.jobs().stream()
                        .map(job -> inQueue(job) ? job.with(queued(job)) : job)
                        .toList())
                : view;
    }

    private boolean inQueue(JobView job) {
        Waiting known = job.waiting();
        boolean over = known != null
                && known.reason() == Waiting.Reason.PAUSE
                && !clock.instant().isBefore(known.until());
        return job.state() == JobView.State.QUEUED
                && job.times().queuedAt() != null
                && job.kind() != null
                && (known == null || over);
    }

    private Waiting queued(JobView job) {
        String whose =
                job.kind() + " jobs" + (job.pool().equals(Topics.DEFAULT_POOL) ? "" : " in the pool " + job.pool());
        int before = index.before(job);
        OptionalInt up = workers.of(job.kind(), job.pool());
        if (up.isPresent() && up.getAsInt() == 0) {
            return new Waiting(Waiting.Reason.NO_WORKER, "no worker that takes " + whose + " is up", before + 1, null);
        }
        String place =
                before == 0 ? "it is the next" : "about " + before + (before == 1 ? " is" : " are") + " before it";
        String detail = up.isPresent() ? workers(up.getAsInt(), busy(job), whose) + "; " + place : place;
        return new Waiting(Waiting.Reason.QUEUE, detail, before + 1, null);
    }

    private static String workers(int up, long busy, String whose) {
        String are = up == 1 ? "1 worker takes " : up + " workers take ";
        return are
                + whose
                + (busy >= up ? up == 1 ? " and is busy" : " and all are busy" : ", " + busy + " of them busy");
    }

    /** {@return how many jobs run that the same workers take} A service takes all kinds of its role. */
    private long busy(JobView job) {
        Role role = Vocabulary.kinds().get(job.kind());
        return Vocabulary.kinds().entrySet().stream()
                .filter(kind -> kind.getValue() == role)
                .mapToLong(kind -> index.jobs(kind.getKey(), job.pool(), JobView.State.RUNNING))
                .sum();
    }
}
