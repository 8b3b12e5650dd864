package io.learngene.engine.training;

import io.learngene.contracts.Vocabulary;
import io.learngene.contracts.artefact.EpochResult;
import io.learngene.contracts.artefact.Scores;
import java.util.List;

/**
 * The epoch whose score none after it was better than.
 *
 * @param epoch its number
 * @param score its score
 */
record BestEpoch(int epoch, double score) {

    /**
     * @param history rows of a training, in order
     * @param minDelta by how much a score has to be better to count
     * @return the best of them; null if there are none
     */
    static BestEpoch of(List<EpochResult> history, double minDelta) {
        BestEpoch best = null;
        for (EpochResult row : history) {
            best = next(best, row.epoch(), row.evaluated(), minDelta);
        }
        return best;
    }

    /** {@return the best one, with another epoch} */
    static BestEpoch next(BestEpoch before, int epoch, Scores reached, double minDelta) {
        double score = reached.value();
        double beyond = Vocabulary.score(reached.headline()).higherIsBetter() ? minDelta : -minDelta;
        boolean better = before == null || Vocabulary.score(reached.headline()).better(score, before.score() + beyond);
        return better ? new BestEpoch(epoch, score) : before;
    }
}
