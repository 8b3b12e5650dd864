package io.learngene.runtime.job;

import io.learngene.contracts.InvalidFieldException;
import io.learngene.contracts.Json;
import io.learngene.contracts.Permanent;
import io.learngene.contracts.Sha256;
import io.learngene.contracts.artefact.JobResult;
import io.learngene.contracts.artefact.StoreKeys;
import io.learngene.contracts.event.Fact;
import io.learngene.contracts.event.Heartbeat;
import io.learngene.contracts.event.TrainingPoint;
import io.learngene.contracts.job.Job;
import io.learngene.contracts.job.JobSpec;
import io.learngene.runtime.backoff.Backoff;
import io.learngene.runtime.failpoint.Failpoint;
import io.learngene.runtime.messaging.Messages;
import io.learngene.runtime.messaging.MessagingException;
import io.learngene.runtime.observability.LogFields;
import io.learngene.runtime.store.ArtefactStore;
import io.learngene.runtime.store.MissingObjectException;
import io.learngene.runtime.store.StoreException;
import io.learngene.runtime.tracing.AttemptTrace;
import io.opentelemetry.context.Scope;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/**
 * One delivery of one job: looks what became of it, works, publishes, and tells. All of it on a thread of its own, while the loop
 * keeps the lock; nothing is told or queued once the lock is lost.
 *
 * @param <S> kind of job
 */
final class JobRun<S extends JobSpec> implements JobContext {

    private static final Logger LOG = Logger.getLogger(JobRun.class);
    private static final Duration STEP = Duration.ofMillis(200);
    /** Longest reason that is told: it travels in facts and in the headers of a dead letter. */
    private static final int MOST_REASON = 2_000;

    private static final Duration STORE_PAUSE = Duration.ofSeconds(5);
    private static final Duration TELLING_PAUSE = Duration.ofSeconds(2);

    /** How a run ended. */
    sealed interface Outcome {
        /** Published and announced. */
        record Succeeded() implements Outcome {}

        /** Said again what is known of it. */
        record Repeated() implements Outcome {}

        /** Its record was delivered too often. */
        record QueuedAnew() implements Outcome {}

        /** Stopped on request. */
        record Stopped(StopSignal.Reason reason) implements Outcome {}

        /** Will never work. */
        record FailedForGood(String reason) implements Outcome {}

        /** May work another time. */
        record FailedForNow(String reason) implements Outcome {}
    }

    /** What is known before the work. */
    private record Look(boolean published, Optional<Fact.JobFailed> failure, JobHistory history) {}

    private final JobHandler<S> handler;
    private final Job<S> job;
    private final int delivery;
    private final String place;
    private final String run;
    private final Lease lease;
    private final AttemptTrace trace;
    private final JobSettings settings;
    private final JobEnvironment environment;
    private final Path directory;
    private final StopSignal stop = new StopSignal();
    private final Warnings warnings = new Warnings();
    private volatile JobHistory history;
    private volatile boolean working;
    private volatile boolean begun;
    private boolean putAside;
    /** Whether nobody waits for this job's turn any more; the record that waits for it is queued once. */
    private volatile boolean nextIsIn;

    /**
     * @param handler the work
     * @param job the job
     * @param lease the lock on its record
     * @param trace what others see of it
     * @param delivery which delivery of the record this is, from 1
     * @param settings how jobs are run
     * @param environment what with
     */
    JobRun(
            JobHandler<S> handler,
            Job<S> job,
            Lease lease,
            AttemptTrace trace,
            int delivery,
            JobSettings settings,
            JobEnvironment environment) {
        this.handler = handler;
        this.job = job;
        this.lease = lease;
        this.trace = trace;
        this.delivery = delivery;
        this.settings = settings;
        this.environment = environment;
        this.place = Long.toString(lease.record().offset());
        this.run = JobHistory.run(place, delivery);
        this.directory = settings.directory().resolve("work");
        this.history = JobHistory.unread(job, delivery);
        this.nextIsIn = job.line() == null;
    }

    /** {@return whether the record has served: the job has an end, or a record of its own again} */
    boolean run() {
        Outcome outcome;
        try {
            Look look = look();
            outcome = look == null ? stopped() : decide(look);
        } catch (Exception e) {
            outcome = failed(e);
        }
        return told(outcome);
    }

    /** Told later, if it cannot be told now: otherwise the work would be done again, and the broker hands a record out ten times only. */
    private boolean told(Outcome outcome) {
        while (true) {
            try {
                return tell(outcome);
            } catch (RuntimeException e) {
                if (e instanceof Permanent || !lease.held() || ends()) {
                    LOG.warnf("%s: its end could not be told, it comes back: %s", job.id(), e.getMessage());
                    trace.failed("not told", Failure.describe(e, settings.directory()));
                    return false;
                }
                LOG.warnf("%s: its end cannot be told yet: %s", job.id(), e.getMessage());
                pause(Backoff.byChance(TELLING_PAUSE), this::ends);
            }
        }
    }

    /** {@return whether this worker ends, or has lost the lock and may not have noticed before} */
    private boolean ends() {
        return stop.reason()
                .filter(why -> why == StopSignal.Reason.SHUTDOWN || why == StopSignal.Reason.LOCK_LOST)
                .isPresent();
    }

    /** {@return why the job is not going on, told and queued anew; for work that hangs and cannot do it itself} */
    boolean endHanging() {
        try {
            return tell(new Outcome.FailedForNow("no sign of progress for " + settings.progressDeadline()
                    + "; its process was ended (foundry.job.progress-deadline)"));
        } finally {
            // The process does not see the acknowledgement.
            trace.end();
        }
    }

    /** {@return whether its work was begun: a job that has an end already, or is not wanted, costs a worker nothing} */
    boolean begun() {
        return begun;
    }

    void requestStop(StopSignal.Reason reason) {
        stop.request(reason);
    }

    /** {@return a sign of life; empty before the work begins} */
    Optional<Heartbeat> heartbeat() {
        return working
                ? Optional.of(new Heartbeat(
                        job.id(),
                        job.family(),
                        attempt(),
                        settings.worker(),
                        environment.clock().instant()))
                : Optional.empty();
    }

    /** Shows how long the work has been silent. */
    void observe() {
        if (working) {
            environment.metrics().silent(job.spec().kind(), stop.silence());
        }
    }

    private Look look() {
        while (!stop.requested()) {
            try {
                if (!environment.cancellations().awaitCaughtUp(STORE_PAUSE)) {
                    LOG.warnf("%s: waits for the cancellations to be read", job.id());
                    continue;
                }
                ArtefactStore store = environment.store();
                boolean published = store.stat(job.resultKey()).isPresent();
                Optional<Fact.JobFailed> failure = published ? Optional.empty() : FailureMark.standing(job, store);
                JobHistory known = JobHistory.of(job, place, delivery, store);
                // Whoever began this record before has let the next one in.
                nextIsIn |= known.attempts() > job.attempt();
                letNextIn();
                return new Look(published, failure, known);
            } catch (StoreException | MessagingException e) {
                if (e instanceof Permanent) {
                    // The store answered, and will say no other.
                    throw e;
                }
                // A store or broker that is away is nobody's failure: the job waits for it under its lock.
                LOG.warnf("%s: waits for store and broker: %s", job.id(), e.getMessage());
                pause(Backoff.byChance(STORE_PAUSE));
            }
        }
        return null;
    }

    /** In its family's line the next job's turn comes when this one is taken, whatever becomes of it. */
    private void letNextIn() {
        if (nextIsIn || !lease.held()) {
            return;
        }
        try {
            followUps().letNextIn(job);
        } catch (MissingObjectException | InvalidFieldException e) {
            warn("jobs of its family whose turn comes behind it cannot be queued, submit the family again: "
                    + e.getMessage());
        }
        nextIsIn = true;
    }

    private FollowUps followUps() {
        return new FollowUps(environment.store(), environment.messages(), environment.clock());
    }

    private Outcome decide(Look look) throws Exception {
        history = look.history();
        if (history.attempts() > job.attempt()) {
            environment.metrics().died(job.spec().kind());
        }
        trace.attempt(attempt());
        LogFields.attempt(attempt());
        boolean cancelled = environment.cancellations().covers(job);
        JobDecision decision = JobDecision.of(
                look.published(),
                look.failure().isPresent(),
                cancelled,
                late(),
                history.failures(),
                settings.attempts(),
                delivery);
        environment.metrics().decided(job.spec().kind(), decision.label());
        trace.decided(decision.label());
        switch (decision) {
            case ANNOUNCE_AGAIN:
                announceTraced(environment.store().read(job.resultKey()).orElseThrow());
                removeLeftovers();
                return new Outcome.Repeated();
            case FAILED_BEFORE:
                // Its checkpoints are those of whoever was asked to try it again.
                say(look.failure().get());
                return new Outcome.Repeated();
            case DROP_CANCELLED:
                return new Outcome.Stopped(StopSignal.Reason.CANCELLED);
            case TOO_LATE:
                return new Outcome.FailedForGood("waited for " + waited().truncatedTo(ChronoUnit.SECONDS)
                        + " and nobody began it, longer than " + settings.startLimit()
                        + " (foundry.job.start-limit); when there are workers enough, try it again");
            case GIVE_UP:
                return new Outcome.FailedForGood("given up after " + history.attempts() + " attempts, the last "
                        + (history.failures() - job.failures()) + " of which ended without a word and without progress:"
                        + " the worker was killed, ran out of memory, or its machine went away; look at its log");
            case QUEUE_ANEW:
                return new Outcome.QueuedAnew();
            default:
                return work();
        }
    }

    /** {@return whether it waited for longer than it may, and no attempt since it was asked for was begun} */
    private boolean late() {
        return settings.startLimit() != null
                && history.attempts() == job.overruled()
                && waited().compareTo(settings.startLimit()) > 0
                && environment.store().list(StoreKeys.runs(job.id())).isEmpty();
    }

    private Duration waited() {
        return Duration.between(job.queuedAt(), environment.clock().instant());
    }

    private Outcome work() {
        String kind = job.spec().kind();
        LOG.infof("%s: attempt %d", job.id(), attempt());
        try {
            JobHistory.begin(runPrefix(), settings.worker(), environment.store());
        } catch (StoreException e) {
            LOG.warnf("%s: if this worker dies, its attempt will not count: %s", job.id(), e.getMessage());
        }
        if (lease.held()) {
            // Nobody waits for this one: the order is the producer's, and what matters is told at the end.
            environment
                    .messages()
                    .publish(new Fact.JobStarted(
                            job.id(),
                            job.family(),
                            attempt(),
                            settings.worker(),
                            environment.clock().instant()));
        }
        environment.metrics().started(kind);
        long start = System.nanoTime();
        working = true;
        begun = true;
        String label = "died";
        try {
            Outcome outcome = attemptWork();
            label = label(outcome);
            return outcome;
        } finally {
            working = false;
            environment.metrics().ended(kind, label, Duration.ofNanos(System.nanoTime() - start));
        }
    }

    /** The names of the facts that follow, and of the one end that nobody is told of. */
    private static String label(Outcome outcome) {
        if (outcome instanceof Outcome.Stopped stopped) {
            return switch (stopped.reason()) {
                case CANCELLED -> "cancelled";
                case SHUTDOWN -> "released";
                case LOCK_LOST -> "lock_lost";
                case TIME_LIMIT -> "time_limit";
            };
        }
        if (outcome instanceof Outcome.FailedForGood) {
            return "failed";
        }
        return outcome instanceof Outcome.FailedForNow ? "retried" : "succeeded";
    }

    private Outcome attemptWork() {
        try {
            clear();
            Files.createDirectories(directory);
            Failpoint.BEGUN.reach();
            publish(handler.run(job, this));
            return new Outcome.Succeeded();
        } catch (JobStoppedException e) {
            return stopped();
        } catch (Exception | OutOfMemoryError | StackOverflowError | LinkageError e) {
            boolean stopped = !(e instanceof Permanent) && stop.reason().isPresent();
            return stopped ? stopped() : failed(e);
        } finally {
            clear();
        }
    }

    private Outcome failed(Throwable e) {
        return e instanceof Permanent
                ? new Outcome.FailedForGood(String.valueOf(e.getMessage()))
                : new Outcome.FailedForNow(Failure.describe(e, settings.directory()));
    }

    private Outcome stopped() {
        return new Outcome.Stopped(stop.reason().orElse(StopSignal.Reason.SHUTDOWN));
    }

    /** The commit point: exactly one run creates the manifest; the others take the winner's and leave nothing behind. */
    private void publish(JobResult result) throws Exception {
        Failpoint.UNPUBLISHED.reach();
        stopIfPointless();
        ArtefactStore store = environment.store();
        byte[] manifest = Json.write(result);
        if (store.create(job.resultKey(), manifest)) {
            environment.metrics().published(job.spec().kind(), result.summary());
        } else {
            manifest = store.read(job.resultKey()).orElseThrow();
        }
        Failpoint.PUBLISHED.reach();
        removeLeftovers();
        announceTraced(manifest);
    }

    /** Another worker has removed, or will remove, what this one wrote. */
    private void stopIfPointless() {
        if (!lease.held()) {
            stop.request(StopSignal.Reason.LOCK_LOST);
            throw new JobStoppedException();
        }
        if (environment.cancellations().covers(job)) {
            stop.request(StopSignal.Reason.CANCELLED);
            throw new JobStoppedException();
        }
    }

    private void announceTraced(byte[] manifest) throws Exception {
        trace.publish(() -> announce(manifest));
    }

    private void announce(byte[] manifest) throws Exception {
        if (!lease.held()) {
            throw new JobStoppedException();
        }
        JobResult result = Json.read(manifest, JobResult.class);
        handler.announce(job, result);
        Failpoint.ANNOUNCED.reach();
        followUps().queue(job.family(), job.priority(), handler.next(job, result));
        Failpoint.NEXT_QUEUED.reach();
        say(new Fact.JobSucceeded(
                job.id(),
                job.family(),
                job.resultKey(),
                Sha256.of(manifest),
                result.summary(),
                environment.clock().instant()));
    }

    private boolean tell(Outcome outcome) {
        if (!lease.held()) {
            LOG.warnf("%s: its lock was lost, another worker has it", job.id());
            trace.failed("lock lost", "another worker has the job");
            return false;
        }
        if (outcome instanceof Outcome.Stopped stopped) {
            return tellStopped(stopped.reason());
        }
        if (outcome instanceof Outcome.FailedForGood failed) {
            return fail(Warnings.cut(failed.reason(), MOST_REASON));
        }
        if (outcome instanceof Outcome.FailedForNow failed) {
            return failForNow(Warnings.cut(failed.reason(), MOST_REASON));
        }
        if (outcome instanceof Outcome.QueuedAnew) {
            queue(job.after(history.attempts(), history.failures()));
        }
        if (outcome instanceof Outcome.Succeeded) {
            LOG.infof("%s: done", job.id());
        }
        return true;
    }

    private boolean tellStopped(StopSignal.Reason reason) {
        LOG.infof("%s: stopped, %s", job.id(), reason);
        Instant now = environment.clock().instant();
        switch (reason) {
            case CANCELLED -> {
                trace.event("cancelled", "not wanted any more");
                say(new Fact.JobCancelled(job.id(), job.family(), now));
                removeLeftovers();
            }
            case SHUTDOWN -> {
                trace.event("released", "the worker ends");
                // A record of its own, because the broker would count this delivery.
                say(new Fact.JobReleased(job.id(), job.family(), attempt(), settings.worker(), "the worker ends", now));
                queue(job.after(history.attempts(), history.failures()));
            }
            case TIME_LIMIT -> {
                return failForNow("ran longer than " + settings.timeLimit() + " (foundry.job.time-limit)");
            }
            case LOCK_LOST -> {
                return false;
            }
        }
        return true;
    }

    private boolean failForNow(String reason) {
        boolean progress = JobHistory.progress(runPrefix(), environment.store());
        int failures = progress ? 1 : history.failures() + 1;
        if (failures >= settings.attempts() && !published()) {
            return fail("given up after " + attempt() + " attempts: " + reason);
        }
        Duration delay = settings.delayAfter(failures);
        trace.failed("retry", reason);
        LOG.warnf("%s: attempt %d failed, next in %d s: %s", job.id(), attempt(), delay.toSeconds(), reason);
        say(new Fact.JobRetried(
                job.id(),
                job.family(),
                attempt(),
                reason,
                delay.toMillis() / 1e3,
                environment.clock().instant()));
        // The share protocol has no delayed release, so the lock is held over the pause.
        pause(delay);
        queue(job.after(attempt(), failures));
        return true;
    }

    /** {@return whether there is a result after all: whoever could not tell of it, or got no answer to its publication, has not failed} */
    private boolean published() {
        return environment.store().stat(job.resultKey()).isPresent();
    }

    private boolean fail(String reason) {
        letNextIn();
        LOG.warnf("%s: failed: %s", job.id(), reason);
        trace.failed("given up", reason);
        Fact.JobFailed failed = new Fact.JobFailed(
                job.id(), job.family(), attempt(), reason, environment.clock().instant());
        // What was told to have failed can be asked for again, for which it has to lie there.
        if (!putAside) {
            Messages.await(environment.messages().deadLetter(lease.record(), reason));
            putAside = true;
        }
        FailureMark.leave(job, failed, environment.store());
        say(failed);
        leftovers().removeAllButCheckpoints(job, runPrefix());
        return true;
    }

    private void say(Fact fact) {
        onlyWhileHeld();
        Messages.await(environment.messages().publish(fact));
    }

    private void queue(Job<?> anew) {
        onlyWhileHeld();
        try (Scope scope = trace.request()) {
            Messages.await(environment.messages().queue(nextIsIn ? anew : anew.with(job.line())));
        }
    }

    private void onlyWhileHeld() {
        if (!lease.held()) {
            throw new IllegalStateException("its lock was lost");
        }
    }

    private void removeLeftovers() {
        leftovers().remove(job);
    }

    private Leftovers leftovers() {
        return new Leftovers(environment.store());
    }

    private void clear() {
        if (!Files.exists(directory)) {
            return;
        }
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot clear " + directory, e);
        }
    }

    /** Waits, unless it is told to stop. */
    private void pause(Duration length) {
        pause(length, () -> stop.reason().isPresent());
    }

    private void pause(Duration length, BooleanSupplier enough) {
        long end = System.nanoTime() + length.toNanos();
        try {
            while (System.nanoTime() < end && !enough.getAsBoolean()) {
                TimeUnit.NANOSECONDS.sleep(STEP.toNanos());
                stop.alive();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            stop.request(StopSignal.Reason.SHUTDOWN);
        }
    }

    @Override
    public int attempt() {
        return history.attempts() + 1;
    }

    @Override
    public String runPrefix() {
        return StoreKeys.run(job.id(), run);
    }

    @Override
    public StopSignal stop() {
        return stop;
    }

    @Override
    public void report(TrainingPoint point) {
        Failpoint.WORKING.reach();
        stop.alive();
        if (lease.held()) {
            environment.messages().tell(point);
        }
    }

    @Override
    public void warn(String message) {
        LOG.warnf("%s: %s", job.id(), message);
        Optional<String> told = warnings.told(message);
        if (told.isPresent() && lease.held()) {
            environment
                    .messages()
                    .tell(new Fact.JobWarned(
                            job.id(),
                            job.family(),
                            attempt(),
                            told.get(),
                            environment.clock().instant()));
        }
    }

    @Override
    public Path workDirectory() {
        return directory;
    }
}
