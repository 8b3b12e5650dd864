package io.learngene.runtime.job;

import io.learngene.runtime.job.ProtocolExplorer.Move;
import io.learngene.runtime.job.ProtocolState.Left;
import io.learngene.runtime.job.ProtocolState.Mail;
import io.learngene.runtime.job.ProtocolState.Plan;
import io.learngene.runtime.job.ProtocolState.Shelf;
import io.learngene.runtime.job.ProtocolState.Worker;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * How a job goes from its record to its end: what {@link JobLoop}, {@link JobRun}, {@link Lease}, {@link FollowUps}, {@link FailureMark}
 * and {@link Leftovers} do, each call of the store or the broker being one step. Between any two of them anything else may happen:
 * another worker's step, a death, a lost lock. What a worker asks its own {@link Lease} is one step with what it says then.
 *
 * <p>Numbers are small here: two failures in a row instead of five end a job, a record is queued anew at its third delivery instead of the
 * eighth, and the broker puts it aside at the fifth instead of the tenth.
 */
final class ProtocolModel {

    private static final int ATTEMPTS = 2;
    private static final int MOST_DELIVERIES = 3;
    private static final int BROKERS_LIMIT = 5;

    /** What is done to the store or told to the broker. */
    private enum Step {
        LOOK,
        BEGIN,
        START,
        WORK,
        PUBLISH,
        CLEAN,
        NEXT,
        SUCCEED,
        ACCEPT,
        DEAD_LETTER,
        MARK,
        SAY_FAILED,
        REPEAT_FAILURE,
        CLEAN_FAILED,
        SAY_RETRIED,
        QUEUE,
        SAY_CANCELLED,
        CLEAN_CANCELLED,
        SAY_RELEASED
    }

    /**
     * What is looked at.
     *
     * @param jobs 1, or 2 where the second follows from the first
     * @param unnoticed whether a worker goes on believing that it has the lock for a while after it lost it, as after a broken
     *     connection; otherwise its own clock tells it first
     * @param fails whether work may fail, for now or for good
     * @param budget what may happen beside
     * @param flaws what is done wrong
     */
    record Setting(int jobs, boolean unnoticed, boolean fails, Left budget, Set<ProtocolFlaw> flaws) {

        /** {@return whether there is one record that counts and one worker that may speak at any time} */
        boolean strict() {
            return !unnoticed && budget.copies() == 0;
        }

        boolean has(ProtocolFlaw flaw) {
            return flaws.contains(flaw);
        }
    }

    private final Setting setting;
    private final ProtocolRules rules;

    ProtocolModel(Setting setting) {
        this.setting = setting;
        this.rules = new ProtocolRules(setting);
    }

    /** {@return the rules, one of which is about states in which nothing goes on} */
    ProtocolRules rules() {
        return rules;
    }

    ProtocolState first() {
        return new ProtocolState(
                List.of(Mail.of(0, 0, 0, 0)),
                List.of(Worker.IDLE, Worker.IDLE),
                Collections.nCopies(setting.jobs(), Shelf.EMPTY),
                setting.budget());
    }

    /** {@return every step from here} */
    List<Move> moves(ProtocolState s) {
        List<Move> all = new ArrayList<>();
        for (int w = 0; w < s.workers().size(); w++) {
            if (s.workers().get(w).plan() == Plan.IDLE) {
                // Idle workers are all alike.
                if (w == 0 || s.workers().get(w - 1).plan() != Plan.IDLE) {
                    claims(s, w, all);
                }
            } else {
                works(s, w, all);
            }
        }
        new ProtocolAccidents(setting, s).add(all);
        all.forEach(ProtocolRules::whole);
        return all;
    }

    /** {@link JobLoop}: any free record, whoever asks first. */
    private void claims(ProtocolState s, int w, List<Move> all) {
        for (int m = 0; m < s.mails().size(); m++) {
            Mail mail = s.mails().get(m);
            if (mail.holder() == ProtocolState.FREE) {
                Mail taken = mail.deliveredTo(w);
                // JobRun knows no more before it has looked: as many attempts as there can have been.
                int most = has(ProtocolFlaw.STOP_FORGETS_ATTEMPTS) ? 0 : mail.deliveries();
                Worker worker =
                        new Worker(Plan.TAKE, 0, m, taken.deliveries(), true, mail.attempt() + most, mail.failures());
                ProtocolState now = s.mail(m, taken).worker(w, worker);
                Move.add(all, w + " takes record " + m, true, superseded(s, m) ? doubled(now, mail.job()) : now);
            }
        }
    }

    private static boolean superseded(ProtocolState s, int m) {
        int job = s.mails().get(m).job();
        return s.mails().subList(m + 1, s.mails().size()).stream().anyMatch(later -> later.job() == job);
    }

    private static ProtocolState doubled(ProtocolState s, int job) {
        return s.shelf(job, s.shelves().get(job).twice());
    }

    private void works(ProtocolState s, int w, List<Move> all) {
        Worker worker = s.workers().get(w);
        Step step = steps(worker.plan()).get(worker.at());
        String what = w + " " + step;
        if (step == Step.LOOK) {
            Move.add(all, what, true, look(s, w));
        } else if (step == Step.WORK) {
            work(s, w, all);
        } else {
            ProtocolState done = step(s, w, step);
            Move.add(all, what, true, done);
            if (s.left().errors() > 0) {
                errors(s, w, step, done, all);
            }
        }
        boolean mayStop = step == Step.LOOK || step == Step.WORK;
        if (mayStop && worker.believes() && s.left().stops() > 0) {
            Left left = s.left().stops(s.left().stops() - 1);
            Move.add(all, w + " is told to end", false, s.left(left).worker(w, worker.with(Plan.RELEASE)));
        }
    }

    /** Store or broker do not do what they are asked for, or do it and do not say so. */
    private void errors(ProtocolState s, int w, Step step, ProtocolState done, List<Move> all) {
        Worker worker = s.workers().get(w);
        Left left = s.left().errors(s.left().errors() - 1);
        ProtocolState undone = s.left(left);
        String what = w + " " + step;
        switch (step) {
            // Goes on without.
            case BEGIN, START, CLEAN, CLEAN_FAILED, CLEAN_CANCELLED ->
                Move.add(all, what + " fails", false, on(undone, w));
            case ACCEPT -> {
                boolean holds = mail(s, worker).holder() == w;
                ProtocolState open =
                        holds ? undone.mail(worker.mail(), mail(s, worker).heldBy(ProtocolState.ORPHANED)) : undone;
                Move.add(all, what + " fails", false, on(open, w));
            }
            default -> {
                Move.add(all, what + " fails", false, failed(undone, w));
                Move.add(
                        all,
                        what + " is not answered",
                        false,
                        failed(done.worker(w, worker).left(left), w));
            }
        }
    }

    /** {@link JobRun#run}: what a plan consists of. */
    private List<Step> steps(Plan plan) {
        return switch (plan) {
            case IDLE -> List.of();
            case TAKE -> List.of(Step.LOOK, Step.BEGIN, Step.START, Step.WORK);
            case PUBLISH -> publication();
            case AGAIN -> List.of(Step.NEXT, Step.SUCCEED, Step.CLEAN, Step.ACCEPT);
            case FAIL ->
                has(ProtocolFlaw.DEAD_LETTER_AFTER_THE_FAILURE)
                        ? List.of(Step.MARK, Step.SAY_FAILED, Step.DEAD_LETTER, Step.CLEAN_FAILED, Step.ACCEPT)
                        : List.of(Step.DEAD_LETTER, Step.MARK, Step.SAY_FAILED, Step.CLEAN_FAILED, Step.ACCEPT);
            case FAILED_BEFORE -> List.of(Step.REPEAT_FAILURE, Step.ACCEPT);
            case RETRY -> List.of(Step.SAY_RETRIED, Step.QUEUE, Step.ACCEPT);
            case CANCEL -> List.of(Step.SAY_CANCELLED, Step.CLEAN_CANCELLED, Step.ACCEPT);
            case RELEASE -> List.of(Step.SAY_RELEASED, Step.QUEUE, Step.ACCEPT);
            case ANEW -> List.of(Step.QUEUE, Step.ACCEPT);
        };
    }

    private List<Step> publication() {
        if (has(ProtocolFlaw.ACCEPTED_BEFORE_IT_IS_ANNOUNCED)) {
            return List.of(Step.PUBLISH, Step.CLEAN, Step.NEXT, Step.ACCEPT, Step.SUCCEED);
        }
        if (has(ProtocolFlaw.ANNOUNCED_BEFORE_THE_MANIFEST)) {
            return List.of(Step.SUCCEED, Step.PUBLISH, Step.CLEAN, Step.NEXT, Step.ACCEPT);
        }
        if (has(ProtocolFlaw.NEXT_AFTER_ACCEPTANCE)) {
            return List.of(Step.PUBLISH, Step.CLEAN, Step.SUCCEED, Step.ACCEPT, Step.NEXT);
        }
        return List.of(Step.PUBLISH, Step.CLEAN, Step.NEXT, Step.SUCCEED, Step.ACCEPT);
    }

    /** {@link JobRun#look}, {@link JobHistory} and {@link JobDecision}. */
    private ProtocolState look(ProtocolState s, int w) {
        Worker worker = s.workers().get(w);
        Mail mail = mail(s, worker);
        Shelf shelf = shelf(s, worker);
        int before = (1 << worker.delivery()) - 1;
        int begun = mail.begun() & before;
        int deaths = Integer.bitCount(begun);
        int kept = mail.kept() & before;
        int failures = kept == 0
                ? mail.failures() + deaths
                : Integer.bitCount(begun & ~((Integer.highestOneBit(kept) << 1) - 1));
        Worker knows = worker.with(mail.attempt() + deaths, failures);
        JobDecision decision = JobDecision.of(
                shelf.manifest() != 0,
                shelf.mark() > mail.overruled(),
                shelf.cancelled(),
                // Time is no part of the model; it would end as one that is given up.
                false,
                failures,
                ATTEMPTS,
                worker.delivery() + JobDecision.MOST_DELIVERIES - MOST_DELIVERIES);
        return switch (decision) {
            case ANNOUNCE_AGAIN -> s.worker(w, knows.with(Plan.AGAIN));
            case FAILED_BEFORE -> s.worker(w, knows.with(Plan.FAILED_BEFORE));
            case DROP_CANCELLED -> tell(s, w, knows.with(Plan.CANCEL));
            case TOO_LATE, GIVE_UP -> tell(s, w, knows.with(Plan.FAIL));
            case QUEUE_ANEW -> tell(s, w, knows.with(Plan.ANEW));
            case RUN -> s.worker(w, knows.next());
        };
    }

    /** {@link JobHandler#run}: it may write a checkpoint, end well, fail, or see that it has to stop. */
    private void work(ProtocolState s, int w, List<Move> all) {
        Worker worker = s.workers().get(w);
        Mail mail = mail(s, worker);
        Shelf shelf = shelf(s, worker);
        int bit = 1 << worker.delivery();
        if (s.left().checkpoints() > 0 && (mail.kept() & bit) == 0) {
            ProtocolState kept = s.mail(worker.mail(), mail.marked(mail.begun(), mail.kept() | bit));
            Move.add(
                    all,
                    w + " writes a checkpoint",
                    true,
                    kept.left(s.left().checkpoints(s.left().checkpoints() - 1)));
        }
        ProtocolState made = s.shelf(mail.job(), shelf.holding(shelf.files() | 1L << worker.run()));
        Move.add(all, w + " has worked", true, made.worker(w, worker.with(Plan.PUBLISH)));
        if (setting.fails()) {
            Move.add(all, w + " fails for now", true, failsForNow(s, w));
            Move.add(all, w + " fails for good", true, tell(s, w, worker.with(Plan.FAIL)));
        }
        if (shelf.cancelled()) {
            Move.add(all, w + " sees the cancellation", true, tell(s, w, worker.with(Plan.CANCEL)));
        }
        if (!worker.believes()) {
            Move.add(all, w + " sees that the lock is lost", true, s.worker(w, Worker.IDLE));
        }
    }

    private ProtocolState step(ProtocolState s, int w, Step step) {
        Worker worker = s.workers().get(w);
        Mail mail = mail(s, worker);
        Shelf shelf = shelf(s, worker);
        int job = mail.job();
        ProtocolState on = on(s, w);
        return switch (step) {
            case BEGIN -> on.mail(worker.mail(), mail.marked(mail.begun() | 1 << worker.delivery(), mail.kept()));
            case START -> worker.believes() ? on.shelf(job, rules.started(shelf, worker.attempts() + 1)) : on;
            case PUBLISH -> publish(s, w);
            case CLEAN, CLEAN_CANCELLED ->
                withoutMarks(on, job).shelf(job, shelf.holding(shelf.files() & shelf.named()));
            case NEXT -> said(s, w, told -> next(told, job));
            case SUCCEED -> said(s, w, told -> told.shelf(job, rules.succeeded(shelf, worker.run())));
            case ACCEPT -> mail.holder() == w ? on.mail(worker.mail(), mail.heldBy(ProtocolState.DONE)) : on;
            case DEAD_LETTER -> on.shelf(job, shelf.putAside());
            case MARK -> on.shelf(job, shelf.marked(worker.attempts() + 1));
            case SAY_FAILED -> said(s, w, told -> told.shelf(job, rules.failed(shelf, worker.attempts() + 1)));
            case REPEAT_FAILURE -> said(s, w, told -> told.shelf(job, rules.failed(shelf, shelf.mark())));
            case CLEAN_FAILED -> cleanFailed(on, worker, shelf);
            case SAY_RETRIED, SAY_RELEASED -> said(s, w, told -> told);
            case QUEUE -> said(s, w, told -> queuedAnew(told, worker));
            case SAY_CANCELLED -> said(s, w, told -> told.shelf(job, rules.stopped(shelf)));
            default -> throw new IllegalArgumentException(step.name());
        };
    }

    /** {@link JobRun#publish}: exactly one run creates the manifest. */
    private ProtocolState publish(ProtocolState s, int w) {
        Worker worker = s.workers().get(w);
        Shelf shelf = shelf(s, worker);
        if (!worker.believes() && !has(ProtocolFlaw.ZOMBIE_PUBLISHES)) {
            return s.worker(w, Worker.IDLE);
        }
        if (shelf.cancelled() && !has(ProtocolFlaw.CANCELLED_IS_PUBLISHED)) {
            return tell(s, w, worker.with(Plan.CANCEL));
        }
        boolean mayCreate = shelf.manifest() == 0;
        rules.published(shelf, worker);
        int job = mail(s, worker).job();
        return mayCreate ? on(s, w).shelf(job, shelf.published(worker.run())) : on(s, w);
    }

    /** Queued once more by the same worker where the broker's answer was lost. */
    private static ProtocolState queuedAnew(ProtocolState s, Worker worker) {
        Mail mail = mail(s, worker);
        ProtocolState queued = s.queued(Mail.of(mail.job(), worker.attempts(), worker.failures(), mail.overruled()));
        return superseded(s, worker.mail()) ? doubled(queued, mail.job()) : queued;
    }

    /** {@link FollowUps}: what is done or has failed is not queued again. */
    private ProtocolState next(ProtocolState s, int job) {
        if (job + 1 >= setting.jobs()) {
            return s;
        }
        Shelf follower = s.shelves().get(job + 1);
        if (follower.manifest() != 0 || follower.mark() != 0) {
            return s;
        }
        boolean again = s.mails().stream().anyMatch(mail -> mail.job() == job + 1);
        ProtocolState queued = s.queued(Mail.of(job + 1, 0, 0, 0));
        return again ? doubled(queued, job + 1) : queued;
    }

    private ProtocolState cleanFailed(ProtocolState on, Worker worker, Shelf shelf) {
        int job = mail(on, worker).job();
        if (has(ProtocolFlaw.FAILURE_CLEARS_ALL_RUNS)) {
            return on.shelf(job, shelf.holding(shelf.files() & shelf.named()));
        }
        return on.shelf(job, shelf.holding(shelf.files() & ~(1L << worker.run()) | shelf.files() & shelf.named()));
    }

    /** The marks of runs lie beside their files ({@link JobHistory#begin}). */
    private static ProtocolState withoutMarks(ProtocolState s, int job) {
        ProtocolState clean = s;
        for (int m = 0; m < s.mails().size(); m++) {
            Mail mail = s.mails().get(m);
            if (mail.job() == job) {
                clean = clean.mail(m, mail.marked(0, 0));
            }
        }
        return clean;
    }

    /** {@link JobRun#failForNow}: the job is given up only where nothing was published. */
    private ProtocolState failsForNow(ProtocolState s, int w) {
        Worker worker = s.workers().get(w);
        boolean progress = (mail(s, worker).kept() & 1 << worker.delivery()) != 0;
        int failures = progress ? 1 : worker.failures() + 1;
        boolean published = shelf(s, worker).manifest() != 0 && !has(ProtocolFlaw.PUBLISHED_IS_GIVEN_UP);
        return failures >= ATTEMPTS && !published
                ? tell(s, w, worker.with(Plan.FAIL))
                : tell(s, w, worker.with(worker.attempts() + 1, failures).with(Plan.RETRY));
    }

    /** An exception: within the work or the announcement it is a failed attempt; what is told after it is told again. */
    private ProtocolState failed(ProtocolState s, int w) {
        Worker worker = s.workers().get(w);
        return switch (worker.plan()) {
            case PUBLISH, AGAIN, FAILED_BEFORE -> failsForNow(s, w);
            case RELEASE -> release(s, w).worker(w, Worker.IDLE);
            default -> tell(s, w, worker.with(worker.plan()));
        };
    }

    private static ProtocolState release(ProtocolState s, int w) {
        int m = s.workers().get(w).mail();
        return s.mails().get(m).holder() == w ? freed(s, m) : s;
    }

    static ProtocolState freed(ProtocolState s, int m) {
        Mail mail = s.mails().get(m);
        return s.mail(m, mail.heldBy(mail.deliveries() >= BROKERS_LIMIT ? ProtocolState.ARCHIVED : ProtocolState.FREE));
    }

    /** {@link JobRun#tell}: who lost the lock goes away in silence. */
    private ProtocolState tell(ProtocolState s, int w, Worker then) {
        return s.worker(w, then.believes() || has(ProtocolFlaw.ZOMBIE_SPEAKS) ? then : Worker.IDLE);
    }

    /** {@link JobRun#say} and {@link JobRun#queue}. */
    private ProtocolState said(ProtocolState s, int w, UnaryOperator<ProtocolState> words) {
        Worker worker = s.workers().get(w);
        if (!worker.believes() && !has(ProtocolFlaw.ZOMBIE_SPEAKS)) {
            return s.worker(w, Worker.IDLE);
        }
        rules.spoken(w, mail(s, worker));
        return words.apply(on(s, w));
    }

    private boolean has(ProtocolFlaw flaw) {
        return setting.has(flaw);
    }

    private static Mail mail(ProtocolState s, Worker worker) {
        return s.mails().get(worker.mail());
    }

    private static Shelf shelf(ProtocolState s, Worker worker) {
        return s.shelves().get(mail(s, worker).job());
    }

    private ProtocolState on(ProtocolState s, int w) {
        Worker worker = s.workers().get(w);
        boolean last = worker.at() + 1 >= steps(worker.plan()).size();
        return s.worker(w, last ? Worker.IDLE : worker.next());
    }
}
