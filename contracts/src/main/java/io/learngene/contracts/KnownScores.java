package io.learngene.contracts;

import io.learngene.contracts.artefact.Score;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/** All scores of the class path, looked up once. */
final class KnownScores {

    static final Map<String, Score> ALL = Collections.unmodifiableMap(all());

    private KnownScores() {}

    private static Map<String, Score> all() {
        Map<String, Score> scores = new TreeMap<>();
        Score.ofClassifiers().forEach(score -> scores.put(score.name(), score));
        for (Vocabulary vocabulary : Vocabulary.all()) {
            for (Score score : vocabulary.scores()) {
                if (scores.put(score.name(), score) != null) {
                    throw new IllegalStateException("two vocabularies have a score '" + score.name() + "'");
                }
            }
        }
        return scores;
    }
}
