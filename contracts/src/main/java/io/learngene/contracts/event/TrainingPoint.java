package io.learngene.contracts.event;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.learngene.contracts.Check;
import io.learngene.contracts.artefact.Scores;
import java.time.Instant;

/**
 * Progress of a training job and one point of its curves. CloudEvents type {@code io.learngene.training.point.v1}.
 *
 * @param job job
 * @param family family
 * @param attempt attempt number, from 1
 * @param phase what the job is doing, in the words of its method: {@value #DATA}, or what it trains
 * @param epoch finished epochs
 * @param epochs epochs of the phase
 * @param step finished steps of the phase; while loading data, finished images
 * @param steps steps of the phase; while loading data, all images
 * @param loss mean loss since the last point; null if none
 * @param learningRate current learning rate; null if none
 * @param evaluated how good the model was on the test data; only on points at the end of an epoch (or before training). In JSON its fields
 *     lie beside the others
 * @param imagesPerSecond throughput since the last point; null if none
 * @param etaSeconds estimated seconds until the job ends; null if not known yet
 * @param at when
 */
public record TrainingPoint(
        String job,
        String family,
        int attempt,
        String phase,
        int epoch,
        int epochs,
        long step,
        long steps,
        Double loss,
        Double learningRate,
        @JsonUnwrapped Scores evaluated,
        Double imagesPerSecond,
        Double etaSeconds,
        Instant at) {

    /** CloudEvents type. */
    public static final String TYPE = "io.learngene.training.point.v1";

    /** Phase of every job that fetches and decodes data. */
    public static final String DATA = "data";

    public TrainingPoint {
        Check.present("job", job);
        Check.name("family", family);
        Check.name("phase", phase);
        evaluated = evaluated == null ? Scores.NONE : evaluated;
        Check.present("at", at);
    }
}
