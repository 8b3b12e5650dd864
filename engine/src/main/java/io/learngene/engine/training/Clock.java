package io.learngene.engine.training;

import java.util.function.LongSupplier;

/** Turns the time that steps and evaluations took into throughput and an estimate of what is left. */
final class Clock {

    private static final long SECOND = 1_000_000_000L;

    private final LongSupplier nanoTime;
    private long lastReport;
    private long lastCheckpoint;
    private double stepSeconds;
    private long steps;
    private double evaluationSeconds;
    private double reportSeconds;
    private long reportImages;
    private double reportLoss;
    private int reportLosses;

    Clock(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.lastReport = nanoTime.getAsLong();
        this.lastCheckpoint = lastReport;
    }

    long now() {
        return nanoTime.getAsLong();
    }

    /** {@return seconds since an earlier {@link #now}} */
    double since(long start) {
        return (nanoTime.getAsLong() - start) / (double) SECOND;
    }

    /** @param loss null of a step that was not taken, because something overflowed */
    void step(double seconds, int images, Double loss) {
        stepSeconds += seconds;
        steps++;
        reportSeconds += seconds;
        reportImages += images;
        if (loss != null) {
            reportLoss += loss;
            reportLosses++;
        }
    }

    void evaluation(double seconds) {
        evaluationSeconds = seconds;
    }

    boolean reportDue() {
        return nanoTime.getAsLong() - lastReport >= SECOND;
    }

    boolean checkpointDue(java.time.Duration interval) {
        return nanoTime.getAsLong() - lastCheckpoint >= interval.toNanos();
    }

    void checkpointWritten() {
        lastCheckpoint = nanoTime.getAsLong();
    }

    /** @param evaluations evaluations that are to come */
    Progress report(int epoch, int epochs, long step, long allSteps, int evaluations, double learningRate) {
        Double eta = steps == 0 ? null : (allSteps - step) * stepSeconds / steps + evaluations * evaluationSeconds;
        Progress progress = new Progress(
                epoch,
                epochs,
                step,
                allSteps,
                reportLosses == 0 ? null : reportLoss / reportLosses,
                learningRate,
                reportSeconds == 0 ? null : reportImages / reportSeconds,
                eta);
        lastReport = nanoTime.getAsLong();
        reportSeconds = 0;
        reportImages = 0;
        reportLoss = 0;
        reportLosses = 0;
        return progress;
    }
}
