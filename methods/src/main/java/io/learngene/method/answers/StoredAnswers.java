package io.learngene.method.answers;

import io.learngene.contracts.Check;

/**
 * Asks the ancestor once. Its answers to the images of some epochs are kept in the store, together with the seed that made the
 * images, for every training with the same ancestor, dataset, batch size and augmentation. With all epochs and all classes the
 * result is that of asking it in every step; with fewer of either it approximates that.
 *
 * @param epochs epochs whose images are kept; later epochs see them again. Null for all epochs of the run
 * @param classes likeliest classes that are kept of an answer; the rest share what is left of the probability. Null for all
 * @param seed decides order, augmentation and mixing of the images instead of the family's, so that families can share answers;
 *     default 0
 */
public record StoredAnswers(Integer epochs, Integer classes, Long seed) {

    /** Most epochs whose answers are kept: each is a file of its own. */
    static final int MOST_EPOCHS = 10_000;

    public StoredAnswers {
        seed = seed == null ? 0L : seed;
        Check.range("epochs", epochs, 1, MOST_EPOCHS);
        Check.range("classes", classes, 1, 100_000);
    }
}
