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
    private int reportSteps;

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

    void step(double seconds, int images, double loss) {
        stepSeconds += seconds;
        steps++;
        reportSeconds += seconds;
        reportImages += images;
        reportLoss += loss;
        reportSteps++;
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

    Progress report(int epoch, int epochs, long step, long allSteps, double learningRate) {
        Double eta = steps == 0 ? null : (allSteps - step) * stepSeconds / steps + (epochs - epoch) * evaluationSeconds;
        Progress progress = new Progress(
                epoch,
                epochs,
                step,
                allSteps,
                reportSteps == 0 ? null : reportLoss / reportSteps,
                learningRate,
                reportSeconds == 0 ? null : reportImages / reportSeconds,
                eta);
        lastReport = nanoTime.getAsLong();
        reportSeconds = 0;
        reportImages = 0;
        reportLoss = 0;
        reportSteps = 0;
        return progress;
    }
}
