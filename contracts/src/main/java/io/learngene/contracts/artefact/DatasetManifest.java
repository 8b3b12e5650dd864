package io.learngene.contracts.artefact;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.learngene.contracts.Check;
import java.time.Instant;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * An uploaded dataset: one archive ({@code split/class/image}, or CIFAR-10 binary batches).
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
        Instant createdAt) {
    public DatasetManifest {
        Check.name("name", name);
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
}
