package io.learngene.engine.data.images;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.learngene.contracts.Json;
import io.learngene.contracts.recipe.Augmentation;
import io.learngene.engine.data.archive.DataProgress;
import io.learngene.engine.data.archive.DatasetLimits;
import io.learngene.engine.data.archive.DatasetReader;
import io.learngene.engine.data.batch.BatchLoader;
import io.learngene.engine.data.batch.BatchStream;
import io.learngene.engine.data.batch.ImageBatch;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What a version of the images stands for: the same files, recipe and seed give the same numbers. Where one of these tests fails, stored
 * answers and checkpoints of before belong to other images: {@link ImagesVersion#CURRENT} has to be raised, and the number here made
 * anew.
 */
class ImagesVersionTest {

    private static final int VERSION = 4;

    @TempDir
    Path folder;

    @Test
    void numbersBelowAreThoseOfThisVersion() {
        assertThat(ImagesVersion.CURRENT).isEqualTo(VERSION);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "32 | {} | 71e1fb2b392c5575",
                "32 | {'scale': [0.3, 1], 'color_jitter': 0.4, 'mixup': 0.8} | fc6974a64855d6b7",
                "80 | {'scale': [0.08, 1], 'rand_augment': 'rand-m9-mstd0.5-inc1', 'random_erasing': 0.5, 'repeats': 2,"
                        + " 'mixup': 0.8, 'cutmix': 1.0} | aac8a8f1999af196",
                "80 | {'scale': [0.35, 1], 'auto_augment': '3a', 'color_jitter': 0.3, 'interpolation': 'bilinear'} | eb830b8ddb6b0a1e",
                "80 | {'scale': [0.08, 1], 'auto_augment': 'original', 'cutmix': 1.0, 'mix_probability': 0.7} | 13e3f6f6f4328033"
            })
    void trainingImagesAreThoseOfThisVersion(int imageSize, String recipe, String digest) throws Exception {
        // Given
        Augmentation augmentation = Json.read(recipe.replace('\'', '"').getBytes(UTF_8), Augmentation.class);
        LabelledImages images = dataset(imageSize).train();

        // When
        String found;
        try (BatchStream batches = BatchLoader.training(images, 8, augmentation, 7, 1, 0)) {
            found = digest(batches);
        }

        // Then
        assertThat(found).isEqualTo(digest);
    }

    @ParameterizedTest
    @CsvSource({"32, f78e17333546bb25", "80, 82c48cd75cd2ef36"})
    void testImagesAreThoseOfThisVersion(int imageSize, String digest) throws Exception {
        // Given
        LabelledImages images = dataset(imageSize).test();

        // When
        String found;
        try (BatchStream batches = BatchLoader.evaluation(images, 8)) {
            found = digest(batches);
        }

        // Then
        assertThat(found).isEqualTo(digest);
    }

    /** Every golden file, in two classes. */
    private Dataset dataset(int imageSize) throws IOException {
        Path set = folder.resolve("set");
        int number = 0;
        for (String name : GoldenImages.names("files")) {
            for (String split : new String[] {"train", "test"}) {
                Path of = Files.createDirectories(set.resolve(split).resolve(number % 2 == 0 ? "a" : "b"));
                Files.write(of.resolve(name), GoldenImages.file("files/" + name));
            }
            number++;
        }
        return DatasetReader.read(
                set, new Preprocessing(imageSize, 0.875), DatasetLimits.standard(), DataProgress.SILENT, folder);
    }

    /** Of the numbers in 256ths, which rounding in the last place of a float does not change. */
    private static String digest(BatchStream batches) throws NoSuchAlgorithmException {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        for (ImageBatch batch = batches.next(); batch != null; batch = batches.next()) {
            for (ByteBuffer part : batch.parts()) {
                ByteBuffer numbers = part.duplicate().order(ByteOrder.LITTLE_ENDIAN);
                while (numbers.hasRemaining()) {
                    int rounded = (int) Math.floor(256 * numbers.getFloat() + 0.37);
                    digest.update((byte) rounded);
                    digest.update((byte) (rounded >> 8));
                }
            }
            for (long label : batch.labels()) {
                digest.update((byte) label);
            }
            digest.update((byte) Math.floor(1_000 * batch.share() + 0.37));
        }
        return HexFormat.of().formatHex(digest.digest(), 0, 8);
    }
}
