package io.learngene.contracts.artefact;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.learngene.contracts.Check;
import io.learngene.contracts.evaluation.LabelTally;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * How good a model was on the test data, or the validation data, at one moment, by every score that was measured; in JSON beside the other fields of what tells of it.
 *
 * @param headline name of the score that models are compared by; null if nothing was measured
 * @param scores values by name of their {@link Score}, in alphabetical order; empty if nothing was measured
 */
public record Scores(
        String headline,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) Map<String, Double> scores) {

    /** Of a moment at which nothing was measured. */
    public static final Scores NONE = new Scores(null, Map.of());

    private static final int MOST = 32;

    public Scores {
        scores = scores == null ? Map.of() : Collections.unmodifiableMap(new TreeMap<>(scores));
        Check.range("scores", scores.size(), 0, MOST);
        scores.forEach((name, value) -> Check.present("scores." + Check.name("scores", name), value));
        Check.that(
                headline == null ? scores.isEmpty() : scores.containsKey(headline),
                "headline",
                headline,
                "name one of " + scores.keySet());
    }

    /**
     * @param top1 top-1 accuracy, 0 to 1; null if not evaluated
     * @param top5 top-5 accuracy, 0 to 1; null if not evaluated
     * @return the scores of a classifier
     */
    public static Scores ofClassifier(Double top1, Double top5) {
        Map<String, Double> scores = new TreeMap<>();
        if (top1 != null) {
            scores.put(Score.TOP1.name(), top1);
        }
        if (top5 != null) {
            scores.put(Score.TOP5.name(), top5);
        }
        return scores.isEmpty() ? NONE : new Scores(scores.keySet().iterator().next(), scores);
    }

    /** {@return the scores of a model that says of each class by itself whether an image has it} */
    public static Scores of(LabelTally.Means means) {
        return new Scores(
                Score.MAP.name(),
                Map.of(
                        Score.MAP.name(), means.meanAveragePrecision(),
                        Score.F1_MICRO.name(), means.microF1(),
                        Score.F1_MACRO.name(), means.macroF1()));
    }

    /** Reads what was written before scores had names, too: everything was a classifier, of which points told {@code accuracy}. */
    @JsonCreator
    static Scores read(
            @JsonProperty("headline") String headline,
            @JsonProperty("scores") Map<String, Double> scores,
            @JsonProperty(value = "top1", access = JsonProperty.Access.WRITE_ONLY) Double top1,
            @JsonProperty(value = "top5", access = JsonProperty.Access.WRITE_ONLY) Double top5,
            @JsonProperty(value = "accuracy", access = JsonProperty.Access.WRITE_ONLY) Double accuracy) {
        return headline == null && scores == null
                ? ofClassifier(accuracy == null ? top1 : accuracy, top5)
                : new Scores(headline, scores);
    }

    /**
     * @param histories rows of one training or of several
     * @return names of all scores in them, in alphabetical order: the columns of a table
     */
    public static List<String> names(Collection<EpochResult> histories) {
        return histories.stream()
                .flatMap(row -> row.evaluated().scores().keySet().stream())
                .distinct()
                .sorted()
                .toList();
    }

    /**
     * @param score another score of the same moment
     * @param value its value
     * @return these scores and that one
     */
    public Scores and(Score score, double value) {
        Map<String, Double> more = new TreeMap<>(scores);
        more.put(score.name(), value);
        return new Scores(headline, more);
    }

    /**
     * @param others other scores of the same moment
     * @return these scores and those, by the headline of these
     */
    public Scores and(Scores others) {
        Map<String, Double> more = new TreeMap<>(scores);
        more.putAll(others.scores);
        return new Scores(headline, more);
    }

    /** {@return the same values, as those of validation images} */
    public Scores onValidation() {
        Map<String, Double> theirs = new TreeMap<>();
        scores.forEach((name, value) -> theirs.put("validation_" + name, value));
        return new Scores("validation_" + headline, theirs);
    }

    /** {@return value of the headline; null if nothing was measured} */
    public Double value() {
        return headline == null ? null : scores.get(headline);
    }
}
