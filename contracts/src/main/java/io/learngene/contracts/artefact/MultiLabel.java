package io.learngene.contracts.artefact;

import io.learngene.contracts.Check;

/**
 * A dataset whose images have none, one or several of the classes. What it counts by class are images that have it; these are the images
 * themselves.
 *
 * @param train training images
 * @param test test images
 * @param validation images of a validation split beside the test split; null if there is none
 */
public record MultiLabel(Images train, Images test, Images validation) {

    /**
     * Images of a split.
     *
     * @param images how many
     * @param withoutLabels how many of them have no label
     */
    public record Images(int images, int withoutLabels) {
        public Images {
            Check.range("images", images, 0, Integer.MAX_VALUE);
            Check.range("without_labels", withoutLabels, 0, images);
        }
    }

    public MultiLabel {
        Check.present("train", train);
        Check.present("test", test);
    }
}
