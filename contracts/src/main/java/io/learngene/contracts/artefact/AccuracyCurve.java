package io.learngene.contracts.artefact;

import io.learngene.contracts.Check;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * What tables and cost ratios need of a training's accuracy, in bounded size: its ends, and the epochs at which it was better than
 * ever before. These are all that "the first epoch of at least this accuracy" can be.
 *
 * @param epochs epochs of the training
 * @param before top-1 accuracy before training, 0 to 1; null if not evaluated
 * @param afterOne top-1 accuracy after one epoch; null if not evaluated, or not trained so long
 * @param end top-1 accuracy after all of the training; null if never evaluated
 * @param bests trained epochs that were better than all trained ones before them, in order
 * @param thinned whether some of {@code bests} were left out, so that a first epoch between two of them is known from both sides only
 */
public record AccuracyCurve(int epochs, Double before, Double afterOne, Double end, List<Best> bests, boolean thinned) {

    /** Most points of {@code bests}. */
    static final int MOST_BESTS = 256;

    /**
     * A record high.
     *
     * @param epoch epoch, from 1
     * @param top1 accuracy after it, 0 to 1
     */
    public record Best(int epoch, double top1) {}

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

    public AccuracyCurve {
        bests = bests == null ? List.of() : List.copyOf(bests);
        Check.range("bests", bests.size(), 0, MOST_BESTS);
    }

    /**
     * @param history epochs of a training, the state before it included or not
     * @return its curve
     */
    public static AccuracyCurve of(List<EpochResult> history) {
        List<EpochResult> evaluated = history.stream()
                .filter(epoch -> epoch.top1() != null)
                .sorted(Comparator.comparingInt(EpochResult::epoch))
                .toList();
        List<Best> bests = new ArrayList<>();
        for (EpochResult each : evaluated) {
            boolean best =
                    bests.isEmpty() || each.top1() > bests.get(bests.size() - 1).top1();
            if (each.epoch() > 0 && best) {
                bests.add(new Best(each.epoch(), each.top1()));
            }
        }
        return new AccuracyCurve(
                TrainingCost.epochs(history),
                at(evaluated, 0),
                at(evaluated, 1),
                evaluated.isEmpty() ? null : evaluated.get(evaluated.size() - 1).top1(),
                thinned(bests),
                bests.size() > MOST_BESTS);
    }

    /**
     * @param accuracy accuracy that is wanted, 0 to 1
     * @return the first trained epoch that had it, as far as it is known; empty if none had
     */
    public Optional<Epochs> firstReaching(double accuracy) {
        for (int i = 0; i < bests.size(); i++) {
            Best best = bests.get(i);
            if (best.top1() >= accuracy) {
                boolean known = !thinned || i == 0 || best.top1() == accuracy;
                int earliest = known ? best.epoch() : bests.get(i - 1).epoch() + 1;
                return Optional.of(new Epochs(earliest, best.epoch()));
            }
        }
        return Optional.empty();
    }

    private static Double at(List<EpochResult> evaluated, int epoch) {
        return evaluated.stream()
                .filter(each -> each.epoch() == epoch)
                .map(EpochResult::top1)
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
