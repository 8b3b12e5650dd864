package io.learngene.contracts.artefact;

import com.fasterxml.jackson.annotation.JsonAlias;
import io.learngene.contracts.Check;
import io.learngene.contracts.Vocabulary;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * What tables and cost ratios need of a training's headline score, in bounded size: its ends, and the epochs at which it was better than
 * ever before. These are all that "the first epoch that was at least as good" can be.
 *
 * @param headline name of the score; nothing else is {@code top1}, as before scores had names
 * @param epochs epochs of the training
 * @param before score before training; null if not evaluated
 * @param afterOne score after one epoch; null if not evaluated, or not trained so long
 * @param end score after all of the training; null if never evaluated
 * @param bests trained epochs that were better than all trained ones before them, in order
 * @param thinned whether some of {@code bests} were left out, or some epochs not evaluated, so that a first epoch between two of them is
 *     known from both sides only
 */
public record ScoreCurve(
        String headline, int epochs, Double before, Double afterOne, Double end, List<Best> bests, boolean thinned) {

    /** Most points of {@code bests}. */
    static final int MOST_BESTS = 256;

    /**
     * An epoch that was better than ever before.
     *
     * @param epoch epoch, from 1
     * @param score score after it
     */
    public record Best(int epoch, @JsonAlias("top1") double score) {}

    /**
     * Epochs among which one is.
     *
     * @param earliest first that it may be
     * @param latest last that it may be
     */
    public record Epochs(int earliest, int latest) {

        /** {@return whether it is known which one it is} */
        public boolean exact() {
            return earliest == latest;
        }
    }

    public ScoreCurve {
        headline = headline == null ? Score.TOP1.name() : headline;
        // Refused here, where a fact is read, and not where two curves are compared.
        Vocabulary.score(headline);
        bests = bests == null ? List.of() : List.copyOf(bests);
        Check.range("bests", bests.size(), 0, MOST_BESTS);
    }

    /**
     * @param history epochs of a training, the state before it included or not
     * @return the curve of its headline score
     */
    public static ScoreCurve of(List<EpochResult> history) {
        List<EpochResult> evaluated = history.stream()
                .filter(epoch -> epoch.score() != null)
                .sorted(Comparator.comparingInt(EpochResult::epoch))
                .toList();
        String headline = evaluated.isEmpty()
                ? Score.TOP1.name()
                : evaluated.get(0).evaluated().headline();
        Score score = Vocabulary.score(headline);
        List<Best> bests = new ArrayList<>();
        for (EpochResult each : evaluated) {
            boolean best = bests.isEmpty()
                    || score.better(each.score(), bests.get(bests.size() - 1).score());
            if (each.epoch() > 0 && best) {
                bests.add(new Best(each.epoch(), each.score()));
            }
        }
        return new ScoreCurve(
                headline,
                TrainingCost.epochs(history),
                at(evaluated, 0),
                at(evaluated, 1),
                evaluated.isEmpty() ? null : evaluated.get(evaluated.size() - 1).score(),
                thinned(bests),
                bests.size() > MOST_BESTS || gaps(evaluated));
    }

    /**
     * @param other curve of another training
     * @return whether this one was at least as good before its training as the other at its end
     */
    public boolean beganAsGoodAs(ScoreCurve other) {
        return comparable(other) && before != null && kind().asGood(before, other.end);
    }

    /**
     * @param other curve of another training
     * @return the first trained epoch that was at least as good as the other at its end, as far as it is known; empty if none was, or if
     *     they have other scores, which say nothing about one another
     */
    public Optional<Epochs> firstAsGoodAs(ScoreCurve other) {
        return comparable(other) ? firstReaching(other.end) : Optional.empty();
    }

    Optional<Epochs> firstReaching(double wanted) {
        for (int i = 0; i < bests.size(); i++) {
            Best best = bests.get(i);
            if (kind().asGood(best.score(), wanted)) {
                int before = i == 0 ? 0 : bests.get(i - 1).epoch();
                boolean known = !thinned || best.score() == wanted;
                int earliest = known ? best.epoch() : before + 1;
                return Optional.of(new Epochs(earliest, best.epoch()));
            }
        }
        return Optional.empty();
    }

    private boolean comparable(ScoreCurve other) {
        return other.end != null && headline.equals(other.headline);
    }

    private Score kind() {
        return Vocabulary.score(headline);
    }

    /** {@return whether there are epochs between the rows} */
    private static boolean gaps(List<EpochResult> rows) {
        return !rows.isEmpty()
                && rows.get(rows.size() - 1).epoch() - rows.get(0).epoch() >= rows.size();
    }

    private static Double at(List<EpochResult> evaluated, int epoch) {
        return evaluated.stream()
                .filter(each -> each.epoch() == epoch)
                .map(EpochResult::score)
                .findFirst()
                .orElse(null);
    }

    /** {@return evenly chosen ones, the first and the last among them} */
    private static List<Best> thinned(List<Best> bests) {
        int last = bests.size() - 1;
        return last < MOST_BESTS
                ? bests
                : IntStream.range(0, MOST_BESTS)
                        .mapToObj(i -> bests.get((int) Math.round((double) i * last / (MOST_BESTS - 1))))
                        .toList();
    }
}
