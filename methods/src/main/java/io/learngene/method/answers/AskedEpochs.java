package io.learngene.method.answers;

import io.learngene.contracts.recipe.TrainingRecipe;

/**
 * How many epochs' answers a training has of its ancestor, and how: the one place of the rule.
 *
 * @param epochs epochs whose answers are stored, unless they are asked for in every step
 * @param live why the ancestor is asked in every step; null where its answers are stored
 * @param bytesOfAnEpoch bytes that the stored answers of an epoch take
 */
public record AskedEpochs(int epochs, String live, long bytesOfAnEpoch) {

    /** Most bytes of answers that a training stores without being told to: so much fills no store unnoticed. */
    static final long MOST_UNASKED = 256L << 20;

    /** Answers are kept by the epoch: those that a training in steps has no use for may be one in so many. */
    private static final long SURPLUS = 20;

    /**
     * @param training a complete recipe
     * @param kept which answers are kept; null for what the ancestor would say in every step
     * @param images training images
     * @param classes classes of the ancestor
     * @return how it is asked
     */
    public static AskedEpochs of(TrainingRecipe training, StoredAnswers kept, int images, int classes) {
        return of(training, kept, images, classes, MOST_UNASKED);
    }

    static AskedEpochs of(TrainingRecipe training, StoredAnswers kept, int images, int classes, long mostUnasked) {
        int batch = Math.min(training.batches().batchSize(), images);
        // An incomplete last batch is left out.
        int perEpoch = images / batch;
        int all = training.length().epochs(perEpoch);
        int most = kept == null || kept.epochs() == null ? all : kept.epochs();
        int width = kept == null || kept.classes() == null ? classes : Math.min(kept.classes(), classes);
        // Of the likeliest classes their numbers are kept too.
        long each = width < classes ? Float.BYTES + Integer.BYTES : Float.BYTES;
        long bytes = (long) perEpoch * batch * width * each;
        String live = kept == null ? live(training, perEpoch, bytes, mostUnasked) : null;
        return new AskedEpochs(Math.max(1, Math.min(most, all)), live, bytes);
    }

    private static String live(TrainingRecipe training, int perEpoch, long bytesOfAnEpoch, long mostUnasked) {
        if (training.ending().targetAccuracy() != null || training.ending().stops()) {
            return "the training may end before its last epoch (target_accuracy, early_stopping)";
        }
        long steps = training.length().steps(perEpoch);
        long epochs = training.length().epochs(perEpoch);
        if ((epochs * perEpoch - steps) * SURPLUS > steps) {
            return "the training ends within an epoch, most of whose images it never sees (steps)";
        }
        if (epochs > StoredAnswers.MOST_EPOCHS) {
            return "of more than " + StoredAnswers.MOST_EPOCHS + " epochs, which are " + epochs
                    + ", no answers are kept";
        }
        long bytes = bytesOfAnEpoch * epochs;
        return bytes > mostUnasked
                ? "they would take " + bytes + " bytes of the store, and more than " + mostUnasked
                        + " are stored only where the request says so"
                : null;
    }
}
