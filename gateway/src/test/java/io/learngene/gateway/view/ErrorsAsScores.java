package io.learngene.gateway.view;

import io.learngene.contracts.Vocabulary;
import io.learngene.contracts.artefact.Score;
import java.util.List;

/** A vocabulary of a method whose models are the better the smaller their score is. */
public final class ErrorsAsScores implements Vocabulary {

    static final Score RELATIVE_L2 = new Score("relative_l2", "relative L2 error", false, Score.Shown.NUMBER);

    @Override
    public List<Score> scores() {
        return List.of(RELATIVE_L2);
    }
}
