package io.learngene.contracts.view;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import io.learngene.contracts.artefact.ResultSummary.Trained;
import io.learngene.contracts.artefact.Score;
import io.learngene.contracts.artefact.ScoreCurve;
import io.learngene.contracts.evaluation.Judged;
import java.io.IOException;

/**
 * What a training came to. Where the headline is {@code top1}, JSON has {@code accuracy_0}, {@code accuracy_1} and {@code accuracy}
 * beside the scores, for scripts from before scores had names. Fields are null where not known yet.
 *
 * @param headline name of the score
 * @param score0 score before training
 * @param score1 score after one epoch
 * @param score score after all of the training
 * @param epochs epochs of the training
 * @param bestEpoch the epoch whose weights were published; null where these are the last one's
 * @param seconds wall-clock seconds of the training
 * @param tested how the model answered the test images at its end; null where that was not counted
 */
public record TrainedRow(
        String headline,
        @JsonProperty("score_0") Double score0,
        @JsonProperty("score_1") Double score1,
        Double score,
        Integer epochs,
        Integer bestEpoch,
        Double seconds,
        @JsonDeserialize(using = JudgedReader.class) Judged tested) {

    /** Jackson gives the prefix of a row to the names within its objects as well, but to none that is read by a reader of its own. */
    static final class JudgedReader extends StdDeserializer<Judged> {

        private static final long serialVersionUID = 1;

        JudgedReader() {
            super(Judged.class);
        }

        @Override
        public Judged deserialize(JsonParser parser, DeserializationContext context) throws IOException {
            return context.readValue(parser, Judged.class);
        }
    }

    /** Of a training that is not finished. */
    public static final TrainedRow NONE = new TrainedRow(null, null, null, null, null, null, null, null);

    /**
     * @param made a finished training; null for one that is not
     * @return its row
     */
    public static TrainedRow of(Trained made) {
        if (made == null) {
            return NONE;
        }
        ScoreCurve curve = made.curve();
        return new TrainedRow(
                curve.headline(),
                curve.before(),
                curve.afterOne(),
                curve.end(),
                curve.epochs(),
                made.bestEpoch(),
                made.seconds(),
                made.tested());
    }

    /** {@return top-1 accuracy before training, 0 to 1; null if that is not the headline} */
    @JsonProperty(value = "accuracy_0", access = JsonProperty.Access.READ_ONLY)
    public Double accuracy0() {
        return accuracy(score0);
    }

    /** {@return top-1 accuracy after one epoch, 0 to 1; null if that is not the headline} */
    @JsonProperty(value = "accuracy_1", access = JsonProperty.Access.READ_ONLY)
    public Double accuracy1() {
        return accuracy(score1);
    }

    /** {@return top-1 accuracy after all of the training, 0 to 1; null if that is not the headline} */
    @JsonProperty(value = "accuracy", access = JsonProperty.Access.READ_ONLY)
    public Double accuracy() {
        return accuracy(score);
    }

    private Double accuracy(Double value) {
        return Score.TOP1.name().equals(headline) ? value : null;
    }
}
