package io.learngene.engine.data.images;

import java.util.List;

/**
 * Images to train and to test on.
 *
 * @param classNames names of the classes, sorted
 * @param train training images
 * @param test test images
 */
public record Dataset(List<String> classNames, LabelledImages train, LabelledImages test) {

    public Dataset {
        classNames = List.copyOf(classNames);
    }

    /** {@return height and width of the images, pixels} */
    public int imageSize() {
        return train.imageSize();
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
                testImages == null ? test : test.subset(testImages));
    }
}
