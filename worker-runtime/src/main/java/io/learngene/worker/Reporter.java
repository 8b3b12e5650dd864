package io.learngene.worker;

import io.learngene.contracts.artefact.EpochResult;
import io.learngene.contracts.artefact.Scores;
import io.learngene.contracts.event.TrainingPoint;
import io.learngene.contracts.event.TrainingPoint.Position;
import io.learngene.contracts.event.TrainingPoint.Readings;
import io.learngene.contracts.job.Job;
import io.learngene.contracts.recipe.Precision;
import io.learngene.engine.data.archive.DataProgress;
import io.learngene.engine.training.CheckpointMismatchException;
import io.learngene.engine.training.Pace;
import io.learngene.engine.training.Progress;
import io.learngene.engine.training.TrainingListener;
import io.learngene.runtime.job.JobContext;
import java.time.InstantSource;
import java.util.Arrays;
import org.jboss.logging.Logger;

/** Turns what the engine tells into training points and warnings of a job. */
public final class Reporter implements TrainingListener, DataProgress {

    private static final Logger LOG = Logger.getLogger(Reporter.class);

    private final Job<?> job;
    private final JobContext context;
    private final InstantSource clock;
    private final String phase;
    private final Pace pace;
    private long firstStep;
    private long doneBefore;
    private long lastReport;
    private int passedOver;

    /**
     * @param job the job
     * @param context its attempt
     * @param clock what time it is
     * @param phase what it trains, in the words of its method
     * @param pace epochs and steps of the phase
     */
    public Reporter(Job<?> job, JobContext context, InstantSource clock, String phase, Pace pace) {
        this.job = job;
        this.context = context;
        this.clock = clock;
        this.phase = phase;
        this.pace = pace;
    }

    /**
     * @param job the job
     * @param context its attempt
     * @param clock what time it is
     * @return a reporter for the reading of its dataset
     */
    public static Reporter ofData(Job<?> job, JobContext context, InstantSource clock) {
        return new Reporter(job, context, clock, TrainingPoint.DATA, Pace.NONE);
    }

    @Override
    public void images(long done, long total) {
        alive();
        point(at(0, done, total), Readings.NONE, Scores.NONE);
    }

    /** @throws io.learngene.runtime.job.JobStoppedException if the job has to stop */
    @Override
    public void alive() {
        context.stop().check();
    }

    @Override
    public void progress(Progress p) {
        point(
                at(p.epoch(), p.step(), p.steps()),
                new Readings(p.loss(), p.learningRate(), p.imagesPerSecond(), p.etaSeconds()),
                Scores.NONE);
    }

    /**
     * Steps that are no training; passes on about one report a second.
     *
     * @param epoch finished epochs
     * @param done finished steps
     */
    public void steps(int epoch, long done) {
        long now = System.nanoTime();
        if (firstStep == 0) {
            firstStep = now;
            doneBefore = done;
        }
        if (now - lastReport >= 1_000_000_000L) {
            lastReport = now;
            double seconds = (now - firstStep) / 1e9;
            Double eta = done > doneBefore ? (pace.steps() - done) * seconds / (done - doneBefore) : null;
            point(at(epoch, done, pace.steps()), new Readings(null, null, null, eta), Scores.NONE);
        }
    }

    @Override
    public void epoch(EpochResult r) {
        if (r.epoch() == 0 && passedOver > 0) {
            context.warn(phase + " begins anew, because none of its checkpoints can be used (" + passedOver
                    + " passed over)");
        }
        point(
                at(r.epoch(), pace.stepsAt(r.epoch()), pace.steps()),
                new Readings(r.trainLoss(), r.learningRate(), null, null),
                r.evaluated());
    }

    @Override
    public void checkpointPassedOver(String checkpoint, String reason) {
        passedOver++;
        context.warn("checkpoint " + checkpoint + " is damaged and is passed over: " + reason);
    }

    /**
     * Another version of the platform wrote a checkpoint; training goes on from an older one, or begins anew.
     *
     * @param mismatch which, and what differs
     */
    void checkpointOfAnotherVersion(CheckpointMismatchException mismatch) {
        passedOver++;
        context.warn("checkpoint " + mismatch.checkpoint()
                + " was written by another version of the platform and is passed over. To go"
                + " on from it, let a worker of that version take the job. " + mismatch.getMessage());
    }

    @Override
    public void balanced(int[] perClass) {
        int[] known = Arrays.stream(perClass).filter(n -> n > 0).toArray();
        int all = Arrays.stream(known).sum();
        LOG.infof(
                "job %s: %s: %d classes have %d to %d training images; each counts as %.1f an epoch",
                job.id(),
                phase,
                known.length,
                Arrays.stream(known).min().orElse(0),
                Arrays.stream(known).max().orElse(0),
                (double) all / Math.max(1, known.length));
    }

    @Override
    public void precisionInSoftware(Precision precision) {
        context.warn("this processor has no instructions for precision " + precision
                + " and computes it in software, many times slower than fp32; take fp32, or a worker with an"
                + " accelerator or with AVX-512 BF16 or AMX");
    }

    @Override
    public void warning(String message) {
        context.warn("dataset: " + message);
    }

    private Position at(int epoch, long step, long allSteps) {
        return new Position(epoch, pace.epochs(), step, allSteps);
    }

    private void point(Position position, Readings readings, Scores evaluated) {
        context.report(new TrainingPoint(
                job.id(), job.family(), context.attempt(), phase, position, readings, evaluated, clock.instant()));
    }
}
