package io.learngene.contracts.family;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonIgnore;
import io.learngene.contracts.Check;
import io.learngene.contracts.architecture.ModelArchitecture;
import io.learngene.contracts.project.Project;

/**
 * Which images to train and test on. JSON: an object, or the bare name.
 *
 * @param name name of an uploaded dataset, or {@code synthetic-shapes}, which is built in
 * @param sha256 content that is meant; filled in by the gateway at submission, so that a job always sees the same images
 * @param imageSize pixels to scale the images to; default 32
 * @param cropPct evaluation scales an image's shorter side to {@code image_size / crop_pct} and cuts out the centre (timm's name);
 *     default 0.875 above 64 pixels, else 1
 * @param trainImages use only so many training images, evenly over the classes; default all (synthetic: 4000)
 * @param testImages use only so many test images, evenly over the classes; default all (synthetic: 1000)
 * @param validation share of the training images of every class that is held out, 0.001 to 0.5; epochs are compared on these, and the test
 *     images seen once, at the end. A dataset with a validation split of its own beside a test split has these images there. Default none
 */
public record DatasetSelection(
        String name,
        String sha256,
        Integer imageSize,
        Double cropPct,
        Integer trainImages,
        Integer testImages,
        Double validation) {

    /** The dataset that needs no upload. */
    public static final String SYNTHETIC = "synthetic-shapes";

    @JsonCreator
    public DatasetSelection {
        Project.checkId("name", name);
        if (sha256 != null) {
            Check.sha256("sha256", sha256);
        }
        imageSize = imageSize == null ? 32 : imageSize;
        Check.range("image_size", imageSize, 8, 1024);
        Check.range("crop_pct", cropPct, 0.1, 1.0);
        Check.range("train_images", trainImages, 1, 100_000_000);
        Check.range("test_images", testImages, 1, 100_000_000);
        Check.range("validation", validation, 0.001, 0.5);
    }

    /**
     * A selection that holds nothing out.
     *
     * @param name name of a dataset
     * @param sha256 content that is meant; null for none
     * @param imageSize pixels; null for the default
     * @param cropPct share of a scaled image; null for the default
     * @param trainImages how many training images; null for all
     * @param testImages how many test images; null for all
     */
    public DatasetSelection(
            String name, String sha256, Integer imageSize, Double cropPct, Integer trainImages, Integer testImages) {
        this(name, sha256, imageSize, cropPct, trainImages, testImages, null);
    }

    /**
     * @param name the dataset
     * @return all of it, at the default size
     */
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public static DatasetSelection of(String name) {
        return new DatasetSelection(name, null, null, null, null, null);
    }

    /**
     * @param content SHA-256 of the content
     * @return the same selection, pinned to that content
     */
    public DatasetSelection pinnedTo(String content) {
        return new DatasetSelection(name, content, imageSize, cropPct, trainImages, testImages, validation);
    }

    /** {@return the same training images, whatever is tested on and how} */
    public DatasetSelection ofTraining() {
        return new DatasetSelection(name, sha256, imageSize, null, trainImages, null, validation);
    }

    /** {@return the same test images, cut out the same way, whatever is trained on} */
    public DatasetSelection ofTesting() {
        return new DatasetSelection(name, sha256, imageSize, evaluatedShare(), null, testImages, null);
    }

    /** {@return share of a scaled image that evaluation cuts out, as asked for or by default} */
    @JsonIgnore
    public double evaluatedShare() {
        return cropPct != null ? cropPct : imageSize > ModelArchitecture.LARGEST_SMALL_IMAGE ? 0.875 : 1;
    }

    /** {@return what images are tested on, however they are scaled: the same for selections whose test images can be compared one by one} */
    @JsonIgnore
    public String testedOn() {
        return synthetic() ? name : sha256;
    }

    /** {@return whether this is the built-in dataset, which lies in no store} */
    public boolean synthetic() {
        return SYNTHETIC.equals(name);
    }
}
