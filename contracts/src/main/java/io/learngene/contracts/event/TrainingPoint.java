package io.learngene.contracts.event;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.learngene.contracts.Check;
import io.learngene.contracts.artefact.Scores;
import io.learngene.contracts.project.Project;
import java.time.Instant;

/**
 * Progress of a training job and one point of its curves. CloudEvents type {@code io.learngene.training.point.v1}. In JSON the fields
 * of its parts lie beside the others.
 *
 * @param job job
 * @param family family
 * @param attempt attempt number, from 1
 * @param phase what the job is doing, in the words of its method: {@value #DATA}, or what it trains
 * @param position how far the phase is
 * @param readings what was read off since the last point
 * @param evaluated how good the model was on the test data; only on points at the end of an epoch (or before training)
 * @param at when
 */
public record TrainingPoint(
        String job,
        String family,
        int attempt,
        String phase,
        @JsonUnwrapped Position position,
        @JsonUnwrapped Readings readings,
        @JsonUnwrapped Scores evaluated,
        Instant at) {

    /** CloudEvents type. */
    public static final String TYPE = "io.learngene.training.point.v1";

    /** Phase of every job that fetches and decodes data. */
    public static final String DATA = "data";

    /**
     * How far a phase is.
     *
     * @param epoch finished epochs
     * @param epochs epochs of the phase
     * @param step finished steps of the phase; while loading data, finished images
     * @param steps steps of the phase; while loading data, all images
     */
    public record Position(int epoch, int epochs, long step, long steps) {}

    /**
     * What was read off a training since the last point.
     *
     * @param loss mean loss; null if none
     * @param learningRate current learning rate; null if none
     * @param imagesPerSecond throughput; null if none
     * @param etaSeconds estimated seconds until the job ends; null if not known yet
     */
    public record Readings(Double loss, Double learningRate, Double imagesPerSecond, Double etaSeconds) {

        /** Nothing was read off. */
        public static final Readings NONE = new Readings(null, null, null, null);
    }

    public TrainingPoint {
        Check.present("job", job);
        Project.checkId("family", family);
        Check.name("phase", phase);
        Check.present("position", position);
        readings = readings == null ? Readings.NONE : readings;
        evaluated = evaluated == null ? Scores.NONE : evaluated;
        Check.present("at", at);
    }
}
