package io.learngene.runtime.job;

import java.util.ArrayList;
import java.util.List;

/**
 * One state of {@link ProtocolModel}: all that broker, store and workers know.
 *
 * @param mails records of jobs in the queue, in their order
 * @param workers the workers
 * @param shelves what was published and told of each job
 * @param left what may still go wrong, and what users may still ask for
 */
record ProtocolState(List<Mail> mails, List<Worker> workers, List<Shelf> shelves, Left left) {

    /** Nobody holds it; whoever asks first gets it. */
    static final int FREE = -1;
    /** Its holder died; the broker does not know yet. */
    static final int ORPHANED = -2;
    /** Accepted. */
    static final int DONE = -3;
    /** Put aside by the broker, which hands nothing out more often than its limit says. */
    static final int ARCHIVED = -4;

    /** Runs are numbered by record and delivery, as their names are. */
    static final int RUNS_OF_A_RECORD = 8;

    /** What a worker is about to do, in one go; what it consists of is in {@link ProtocolModel#steps}. */
    enum Plan {
        IDLE,
        TAKE,
        PUBLISH,
        AGAIN,
        FAIL,
        FAILED_BEFORE,
        RETRY,
        CANCEL,
        RELEASE,
        ANEW
    }

    /**
     * A record of a job.
     *
     * @param job which job
     * @param attempt as in {@link io.learngene.contracts.job.Job}
     * @param failures as there
     * @param overruled as there
     * @param holder the worker that has its lock, or one of the constants above
     * @param deliveries how often it was handed out
     * @param begun deliveries whose run left its mark, as bits
     * @param kept deliveries whose run wrote a checkpoint, as bits
     */
    record Mail(int job, int attempt, int failures, int overruled, int holder, int deliveries, int begun, int kept) {

        static Mail of(int job, int attempt, int failures, int overruled) {
            return new Mail(job, attempt, failures, overruled, FREE, 0, 0, 0);
        }

        Mail heldBy(int who) {
            return new Mail(job, attempt, failures, overruled, who, deliveries, begun, kept);
        }

        Mail deliveredTo(int who) {
            return new Mail(job, attempt, failures, overruled, who, deliveries + 1, begun, kept);
        }

        Mail marked(int allBegun, int allKept) {
            return new Mail(job, attempt, failures, overruled, holder, deliveries, allBegun, allKept);
        }
    }

    /**
     * A worker.
     *
     * @param plan what it does
     * @param at which step of it comes next
     * @param mail the record that it has, or had before it lost the lock
     * @param delivery which delivery of it
     * @param believes whether it takes itself for the holder of the lock ({@link Lease#held})
     * @param attempts ended attempts as it counts them ({@link JobHistory})
     * @param failures failed ones of the last of them
     */
    record Worker(Plan plan, int at, int mail, int delivery, boolean believes, int attempts, int failures) {

        static final Worker IDLE = new Worker(Plan.IDLE, 0, 0, 0, false, 0, 0);

        int run() {
            return mail * RUNS_OF_A_RECORD + delivery;
        }

        Worker next() {
            return new Worker(plan, at + 1, mail, delivery, believes, attempts, failures);
        }

        Worker with(Plan other) {
            return new Worker(other, 0, mail, delivery, believes, attempts, failures);
        }

        Worker with(int ended, int failed) {
            return new Worker(plan, at, mail, delivery, believes, ended, failed);
        }

        Worker knowing(boolean held) {
            return new Worker(plan, at, mail, delivery, held, attempts, failures);
        }
    }

    /**
     * What lies in the store and in the topics about a job.
     *
     * @param manifest the run whose manifest lies there, 0 for none
     * @param files runs whose files lie there, as bits
     * @param mark attempt in the failure mark, 0 for none
     * @param cancelled whether it is not wanted any more
     * @param dead whether it lies among the dead letters
     * @param started newest attempt of which {@code JobStarted} was told
     * @param succeeded the run whose manifest {@code JobSucceeded} named, 0 for none
     * @param failed newest attempt of which {@code JobFailed} was told
     * @param stopped whether {@code JobCancelled} was told
     * @param doubled whether there may be two records of the job: a worker died between queueing one and giving up its own
     */
    record Shelf(
            int manifest,
            long files,
            int mark,
            boolean cancelled,
            boolean dead,
            int started,
            int succeeded,
            int failed,
            boolean stopped,
            boolean doubled) {

        static final Shelf EMPTY = new Shelf(0, 0, 0, false, false, 0, 0, 0, false, false);

        Shelf published(int run) {
            return new Shelf(run, files, mark, cancelled, dead, started, succeeded, failed, stopped, doubled);
        }

        Shelf holding(long kept) {
            return new Shelf(manifest, kept, mark, cancelled, dead, started, succeeded, failed, stopped, doubled);
        }

        Shelf marked(int attempt) {
            return new Shelf(
                    manifest,
                    files,
                    Math.max(mark, attempt),
                    cancelled,
                    dead,
                    started,
                    succeeded,
                    failed,
                    stopped,
                    doubled);
        }

        Shelf unwanted() {
            return new Shelf(manifest, files, mark, true, dead, started, succeeded, failed, stopped, doubled);
        }

        Shelf putAside() {
            return new Shelf(manifest, files, mark, cancelled, true, started, succeeded, failed, stopped, doubled);
        }

        Shelf toldStart(int attempt) {
            return new Shelf(
                    manifest,
                    files,
                    mark,
                    cancelled,
                    dead,
                    Math.max(started, attempt),
                    succeeded,
                    failed,
                    stopped,
                    doubled);
        }

        Shelf toldSuccess(int run) {
            return new Shelf(manifest, files, mark, cancelled, dead, started, run, failed, stopped, doubled);
        }

        Shelf toldFailure(int attempt) {
            return new Shelf(
                    manifest,
                    files,
                    mark,
                    cancelled,
                    dead,
                    started,
                    succeeded,
                    Math.max(failed, attempt),
                    stopped,
                    doubled);
        }

        Shelf toldStop() {
            return new Shelf(manifest, files, mark, cancelled, dead, started, succeeded, failed, true, doubled);
        }

        Shelf twice() {
            return new Shelf(manifest, files, mark, cancelled, dead, started, succeeded, failed, stopped, true);
        }

        /** {@return bits of the files that the manifest names} */
        long named() {
            return manifest == 0 ? 0 : 1L << manifest;
        }
    }

    /**
     * How often something may still happen.
     *
     * @param crashes a worker dies
     * @param losses a lock ends although its holder lives
     * @param copies a record comes once more, as after a rewound offset
     * @param unseen a delivery that nobody looks at
     * @param errors store or broker fail, before or after they did what they were asked for
     * @param stops a worker is told to end
     * @param checkpoints a run writes a checkpoint
     * @param cancels a user cancels the family
     * @param retries a user asks for a failed job again
     */
    record Left(
            int crashes,
            int losses,
            int copies,
            int unseen,
            int errors,
            int stops,
            int checkpoints,
            int cancels,
            int retries) {

        static final Left NOTHING = new Left(0, 0, 0, 0, 0, 0, 0, 0, 0);

        Left crashes(int n) {
            return new Left(n, losses, copies, unseen, errors, stops, checkpoints, cancels, retries);
        }

        Left losses(int n) {
            return new Left(crashes, n, copies, unseen, errors, stops, checkpoints, cancels, retries);
        }

        Left copies(int n) {
            return new Left(crashes, losses, n, unseen, errors, stops, checkpoints, cancels, retries);
        }

        Left unseen(int n) {
            return new Left(crashes, losses, copies, n, errors, stops, checkpoints, cancels, retries);
        }

        Left errors(int n) {
            return new Left(crashes, losses, copies, unseen, n, stops, checkpoints, cancels, retries);
        }

        Left stops(int n) {
            return new Left(crashes, losses, copies, unseen, errors, n, checkpoints, cancels, retries);
        }

        Left checkpoints(int n) {
            return new Left(crashes, losses, copies, unseen, errors, stops, n, cancels, retries);
        }

        Left cancels(int n) {
            return new Left(crashes, losses, copies, unseen, errors, stops, checkpoints, n, retries);
        }

        Left retries(int n) {
            return new Left(crashes, losses, copies, unseen, errors, stops, checkpoints, cancels, n);
        }
    }

    ProtocolState mail(int index, Mail mail) {
        return new ProtocolState(set(mails, index, mail), workers, shelves, left);
    }

    ProtocolState queued(Mail mail) {
        List<Mail> all = new ArrayList<>(mails);
        all.add(mail);
        return new ProtocolState(List.copyOf(all), workers, shelves, left);
    }

    ProtocolState worker(int index, Worker worker) {
        return new ProtocolState(mails, set(workers, index, worker), shelves, left);
    }

    ProtocolState shelf(int job, Shelf shelf) {
        return new ProtocolState(mails, workers, set(shelves, job, shelf), left);
    }

    ProtocolState left(Left other) {
        return new ProtocolState(mails, workers, shelves, other);
    }

    private static <T> List<T> set(List<T> list, int index, T value) {
        List<T> all = new ArrayList<>(list);
        all.set(index, value);
        return List.copyOf(all);
    }
}
