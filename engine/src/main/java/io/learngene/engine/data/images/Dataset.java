package io.learngene.engine.data.images;

import java.util.List;

/**
 * Images to train, to choose and to test on.
 *
 * @param classNames names of the classes, sorted
 * @param train training images
 * @param validation images that epochs are compared on; null where that is done on the test images
 * @param test test images
 */
public record Dataset(List<String> classNames, LabelledImages train, LabelledImages validation, LabelledImages test) {

    public Dataset {
        classNames = List.copyOf(classNames);
    }

    /** {@return whether an image has any number of the classes} */
    public boolean multiLabel() {
        return train.multiLabel();
    }

    /** {@return height and width of the images, pixels} */
    public int imageSize() {
        return train.imageSize();
    }

    /**
     * @param share share of the training images of every class, above 0, at most 0.5
     * @param preprocessing how evaluation sees them
     * @return the dataset with these as its validation images: the same ones every time, and at least one of every class that has two
     * @throws DatasetException if it has validation images of its own, or nothing would be held out
     */
    public Dataset holdingOut(double share, Preprocessing preprocessing) {
        if (validation != null) {
            throw new DatasetException("dataset.validation: " + share + "; it has a validation split of its own, of "
                    + validation.size() + " images; leave it out");
        }
        int[] held = train.drawn(share);
        if (held.length == 0) {
            throw new DatasetException(
                    "dataset.validation: " + share + "; no class has two images, of which one could be held out");
        }
        return new Dataset(classNames, train.without(held), train.evaluated(held, preprocessing), test);
    }

    /**
     * @param trainImages how many training images; null for all
     * @param testImages how many test images; null for all
     * @return a smaller dataset, its images taken evenly from the classes
     */
    public Dataset subset(Integer trainImages, Integer testImages) {
        return new Dataset(
                classNames,
                trainImages == null ? train : train.subset(trainImages),
                validation,
                testImages == null ? test : test.subset(testImages));
    }
}
