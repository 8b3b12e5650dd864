package io.learngene.contracts.artefact;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.learngene.contracts.Check;
import io.learngene.contracts.project.Project;
import java.time.Instant;
import java.util.Collection;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * An uploaded dataset: one archive ({@code split/class/image}, {@code split/image} with the labels in a file beside them, or CIFAR-10
 * binary batches).
 *
 * @param name dataset
 * @param sha256 checksum of the archive, and the version of the dataset
 * @param format {@code zip}, {@code tar} or {@code tar.gz}
 * @param source the archive
 * @param trainImages number of training images by class
 * @param testImages number of test images by class
 * @param files its files by extension, class and use; null where it was uploaded before they were counted
 * @param validationImages number of images of a validation split beside the test split, by class; empty if there is none, and in manifests
 *     from before they were used
 * @param multiLabel its images, where each has any number of classes and the numbers by class are of images that have it; null where each
 *     is of one class
 * @param createdAt when it was uploaded
 */
public record DatasetManifest(
        String name,
        String sha256,
        String format,
        ArtefactRef source,
        SortedMap<String, Integer> trainImages,
        SortedMap<String, Integer> testImages,
        DatasetFiles files,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) SortedMap<String, Integer> validationImages,
        MultiLabel multiLabel,
        Instant createdAt) {
    @JsonCreator
    public DatasetManifest {
        Project.checkId("name", name);
        Check.sha256("sha256", sha256);
        Check.present("format", format);
        Check.present("source", source);
        Check.present("train_images", trainImages);
        Check.present("test_images", testImages);
        Check.present("created_at", createdAt);
        trainImages = Collections.unmodifiableSortedMap(new TreeMap<>(trainImages));
        validationImages = Collections.unmodifiableSortedMap(
                validationImages == null ? new TreeMap<>() : new TreeMap<>(validationImages));
        testImages = Collections.unmodifiableSortedMap(new TreeMap<>(testImages));
    }

    /** A dataset each of whose images is of one class. */
    public DatasetManifest(
            String name,
            String sha256,
            String format,
            ArtefactRef source,
            SortedMap<String, Integer> trainImages,
            SortedMap<String, Integer> testImages,
            DatasetFiles files,
            SortedMap<String, Integer> validationImages,
            Instant createdAt) {
        this(name, sha256, format, source, trainImages, testImages, files, validationImages, null, createdAt);
    }

    /** {@return number of test images} */
    @JsonIgnore
    public long tested() {
        return multiLabel == null ? sum(testImages.values()) : multiLabel.test().images();
    }

    /** {@return number of all its images} */
    @JsonIgnore
    public long images() {
        if (multiLabel == null) {
            return sum(trainImages.values()) + tested() + sum(validationImages.values());
        }
        long validation =
                multiLabel.validation() == null ? 0 : multiLabel.validation().images();
        return multiLabel.train().images() + tested() + validation;
    }

    private static long sum(Collection<Integer> counts) {
        return counts.stream().mapToLong(Integer::longValue).sum();
    }
}
