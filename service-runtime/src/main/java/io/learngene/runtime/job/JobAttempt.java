package io.learngene.runtime.job;

import io.learngene.contracts.InvalidFieldException;
import io.learngene.contracts.Json;
import io.learngene.contracts.artefact.JobResult;
import io.learngene.contracts.artefact.StoreKeys;
import io.learngene.contracts.event.Fact;
import io.learngene.contracts.event.TrainingPoint;
import io.learngene.contracts.job.Job;
import io.learngene.contracts.job.JobSpec;
import io.learngene.runtime.messaging.Messages;
import io.learngene.runtime.store.ArtefactStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * One attempt at one job, without the record it came from.
 *
 * @param <S> kind of job
 */
final class JobAttempt<S extends JobSpec> implements JobContext {

    /** How an attempt ended. */
    sealed interface Outcome {
        /** Published and announced. */
        record Succeeded() implements Outcome {}

        /** Stopped on request. */
        record Stopped(StopSignal.Reason reason) implements Outcome {}

        /** Will never work. */
        record FailedForGood(String reason) implements Outcome {}

        /** May work another time. */
        record FailedForNow(String reason) implements Outcome {}
    }

    private final JobHandler<S> handler;
    private final Job<S> job;
    private final int attempt;
    private final ArtefactStore store;
    private final Messages messages;
    private final Path directory;
    private final String run;
    private final StopSignal stop = new StopSignal();

    JobAttempt(JobHandler<S> handler, Job<S> job, int attempt, ArtefactStore store, Messages messages, Path directory) {
        this.handler = handler;
        this.job = job;
        this.attempt = attempt;
        this.store = store;
        this.messages = messages;
        this.directory = directory;
        this.run = attempt + "-" + java.util.UUID.randomUUID();
    }

    Outcome run() {
        try {
            clear();
            Files.createDirectories(directory);
            publish(handler.run(job, this));
            return new Outcome.Succeeded();
        } catch (JobStoppedException e) {
            return new Outcome.Stopped(stop.reason().orElse(StopSignal.Reason.SHUTDOWN));
        } catch (PermanentJobException | InvalidFieldException e) {
            return new Outcome.FailedForGood(e.getMessage());
        } catch (Exception | OutOfMemoryError | StackOverflowError e) {
            if (stop.requested()) {
                return new Outcome.Stopped(stop.reason().get());
            }
            return new Outcome.FailedForNow(e.getClass().getSimpleName() + ": " + e.getMessage());
        } finally {
            clear();
        }
    }

    /** Announces the result of an earlier attempt. */
    void announceAgain() throws Exception {
        Optional<byte[]> manifest = store.read(job.resultKey());
        announce(Json.read(manifest.orElseThrow(), JobResult.class));
    }

    /** The commit point: exactly one attempt creates the manifest; the others take the winner's. */
    private void publish(JobResult result) throws Exception {
        JobResult winner = result;
        if (store.create(job.resultKey(), Json.write(result))) {
            removeLeftovers();
        } else {
            winner = Json.read(store.read(job.resultKey()).orElseThrow(), JobResult.class);
        }
        announce(winner);
    }

    private void announce(JobResult result) throws Exception {
        handler.announce(job, result);
        for (JobSpec next : handler.next(job, result)) {
            Job<?> follower = Job.first(job.family(), Instant.now(), next);
            if (store.stat(follower.resultKey()).isEmpty()) {
                Messages.await(messages.queue(follower));
            }
        }
        Messages.await(messages.publish(
                new Fact.JobSucceeded(job.id(), job.family(), job.resultKey(), result, Instant.now())));
    }

    /** Checkpoints, and what other attempts wrote; only files that the manifest does not name. */
    private void removeLeftovers() {
        try {
            for (ArtefactStore.Stat left : store.list(StoreKeys.runs(job.id()))) {
                boolean own = left.key().startsWith(runPrefix());
                if (!own || left.key().contains("/checkpoints/")) {
                    store.delete(left.key());
                }
            }
        } catch (RuntimeException e) {
            // Tidiness is no reason to fail a job that is done.
            org.jboss.logging.Logger.getLogger(JobAttempt.class)
                    .warnf("%s: leftovers of its attempts were not removed: %s", job.id(), e.getMessage());
        }
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

    @Override
    public int attempt() {
        return attempt;
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
        messages.publish(point);
    }

    @Override
    public Path workDirectory() {
        return directory;
    }
}
