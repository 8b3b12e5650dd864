package io.learngene.contracts.event;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.learngene.contracts.Check;
import java.time.Instant;

/**
 * Progress of a training job and one point of its curves. CloudEvents type {@code io.learngene.training.point.v1}.
 *
 * @param job job
 * @param family family
 * @param attempt attempt number, from 1
 * @param phase what the job is doing
 * @param epoch finished epochs
 * @param epochs epochs of the phase
 * @param step finished steps of the phase; while loading data, finished images
 * @param steps steps of the phase; while loading data, all images
 * @param loss mean loss since the last point; null if none
 * @param learningRate current learning rate; null if none
 * @param accuracy top-1 accuracy on the test images, 0 to 1; only on points at the end of an epoch (or before training)
 * @param imagesPerSecond throughput since the last point; null if none
 * @param etaSeconds estimated seconds until the job ends; null if not known yet
 * @param at when
 */
public record TrainingPoint(
        String job,
        String family,
        int attempt,
        Phase phase,
        int epoch,
        int epochs,
        long step,
        long steps,
        Double loss,
        Double learningRate,
        Double accuracy,
        Double imagesPerSecond,
        Double etaSeconds,
        Instant at) {

    /** CloudEvents type. */
    public static final String TYPE = "io.learngene.training.point.v1";

    /** What a job is doing. */
    public enum Phase {
        /** Fetching and decoding images. */
        @JsonProperty("data")
        DATA,
        /** Training the ancestor. */
        @JsonProperty("ancestor")
        ANCESTOR,
        /** Asking the ancestor about images, to keep its answers. */
        @JsonProperty("answers")
        ANSWERS,
        /** Distilling the auxiliary model. */
        @JsonProperty("distillation")
        DISTILLATION,
        /** Tuning a descendant or training a baseline. */
        @JsonProperty("tuning")
        TUNING
    }

    public TrainingPoint {
        Check.present("job", job);
        Check.name("family", family);
        Check.present("phase", phase);
        Check.present("at", at);
    }
}
