package io.learngene.engine.data.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.learngene.contracts.Json;
import io.learngene.contracts.recipe.Augmentation;
import io.learngene.engine.augmentation.Picture;
import io.learngene.engine.data.archive.DataProgress;
import io.learngene.engine.data.archive.DatasetLimits;
import io.learngene.engine.data.archive.DatasetReader;
import io.learngene.engine.data.archive.Packed;
import io.learngene.engine.data.images.Dataset;
import io.learngene.engine.data.images.DatasetException;
import io.learngene.engine.data.images.Normalisation;
import io.learngene.engine.data.images.Pictures;
import io.learngene.engine.data.images.Preprocessing;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Datasets whose images stay encoded. */
@Timeout(120)
class StreamedImagesTest {

    private static final int SIZE = 80;
    private static final DatasetLimits LIMITS =
            new DatasetLimits(1000, 1 << 20, 1L << 30, 100, 1_000_000, 0.01, 100_000_000);

    @TempDir
    private Path folder;

    @Test
    void batchesAreTheSameOnEveryReading() throws IOException {
        // Given
        Path zip = pictures(12).zip(folder);
        Augmentation recipe = recipe("{'scale': [0.2, 1], 'rand_augment': 'rand-m9-mstd0.5-inc1',"
                + " 'random_erasing': 0.5, 'mixup': 0.8}");

        // When
        List<float[]> first = epoch(read(zip, 1), recipe, 0);
        List<float[]> second = epoch(read(zip, 1), recipe, 0);

        // Then
        assertThat(first).hasSize(3);
        assertThat(second).usingRecursiveComparison().isEqualTo(first);
    }

    @Test
    void anEpochThatIsEnteredLateGoesOnAsItWouldHave() throws IOException {
        // Given
        Dataset dataset = read(pictures(12).zip(folder), 1);
        Augmentation recipe = recipe("{'scale': [0.2, 1], 'color_jitter': 0.4}");

        // When
        List<float[]> whole = epoch(dataset, recipe, 0);
        List<float[]> late = epoch(dataset, recipe, 2);

        // Then
        assertThat(late).usingRecursiveComparison().isEqualTo(whole.subList(2, 3));
    }

    @Test
    void randomCropsComeFromTheWholePictureAndNotFromItsMiddle() throws IOException {
        // Given pictures twice as wide as high, red in the left quarter, which the largest square leaves out
        Packed packed = new Packed();
        for (String name : List.of("train/a/1.png", "train/b/1.png", "test/a/1.png", "test/b/1.png")) {
            packed.add(name, Pictures.encode("png", leftRed(200, 100)));
        }
        Dataset dataset = read(packed.zip(folder), 1);

        // When
        List<float[]> batches = new ArrayList<>();
        for (int epoch = 0; epoch < 20; epoch++) {
            batches.addAll(epoch(dataset, recipe("{'scale': [0.1, 0.3], 'horizontal_flip': false}"), epoch, 0));
        }

        // Then some crop is red
        float red = Normalisation.table(0)[255];
        assertThat(batches).anySatisfy(pixels -> assertThat(pixels[0]).isEqualTo(red, within(1e-3f)));
    }

    @Test
    void evaluationScalesTheShorterSideAndCutsOutTheCentre() throws IOException {
        // Given a picture of 80 / 0.5 pixels with a frame of 40, so that half of it is left
        BufferedImage framed = Pictures.plain(160, 160, BufferedImage.TYPE_INT_RGB, 0xff0000);
        framed.getGraphics().drawImage(Pictures.plain(80, 80, BufferedImage.TYPE_INT_RGB, 0x0000ff), 40, 40, null);
        Packed packed = new Packed();
        for (String name : List.of("train/a/1.png", "train/b/1.png", "test/a/1.png", "test/b/1.png")) {
            packed.add(name, Pictures.encode("png", framed));
        }
        Dataset dataset = read(packed.zip(folder), 0.5);

        // When
        float[] image;
        try (BatchStream batches = BatchLoader.evaluation(dataset.test(), 1)) {
            image = pixels(batches.next());
        }

        // Then
        assertThat(image[0]).isEqualTo(Normalisation.table(0)[0]);
        assertThat(image[2 * SIZE * SIZE]).isEqualTo(Normalisation.table(2)[255]);
    }

    @Test
    void randomCropsOfSmallImagesComeFromTheWholePictureToo() throws IOException {
        // Given pictures twice as wide as high, red in the left quarter, which the square of 8 pixels leaves out
        Packed packed = new Packed();
        for (String name : List.of("train/a/1.png", "train/b/1.png", "test/a/1.png", "test/b/1.png")) {
            packed.add(name, Pictures.encode("png", leftRed(200, 100)));
        }
        Dataset dataset =
                DatasetReader.read(packed.zip(folder), Preprocessing.whole(8), LIMITS, DataProgress.SILENT, folder);

        // When
        List<float[]> batches = new ArrayList<>();
        for (int epoch = 0; epoch < 20; epoch++) {
            batches.addAll(epoch(dataset, recipe("{'scale': [0.1, 0.3], 'horizontal_flip': false}"), epoch, 0));
        }

        // Then
        float red = Normalisation.table(0)[255];
        assertThat(batches).anySatisfy(pixels -> assertThat(pixels[0]).isEqualTo(red, within(1e-3f)));
        assertThat(dataset.train().reader().<Integer>whole(0, Picture::width)).isEqualTo(200);
    }

    @Test
    void picturesOfTheNetworksSizeAreNotKeptTwice() throws IOException {
        // Given
        Path zip = Packed.small("").zip(folder);

        // When
        Dataset dataset = DatasetReader.read(zip, Preprocessing.whole(4), LIMITS, DataProgress.SILENT, folder);

        // Then
        assertThat(dataset.train().encoded()).isFalse();
        assertThat(dataset.train().reader().whole(0, Picture::samples))
                .isSameAs(dataset.train().reader().square(0));
    }

    @Test
    void smallImagesAreCutOutTheSameWay() throws IOException {
        // Given
        BufferedImage framed = Pictures.plain(16, 16, BufferedImage.TYPE_INT_RGB, 0xff0000);
        framed.getGraphics().drawImage(Pictures.plain(8, 8, BufferedImage.TYPE_INT_RGB, 0x0000ff), 4, 4, null);
        Packed packed = new Packed();
        for (String name : List.of("train/a/1.png", "train/b/1.png", "test/a/1.png", "test/b/1.png")) {
            packed.add(name, Pictures.encode("png", framed));
        }

        // When
        Dataset dataset =
                DatasetReader.read(packed.zip(folder), new Preprocessing(8, 0.5), LIMITS, DataProgress.SILENT, folder);

        // Then the test image lost its frame, and the training image kept it
        assertThat(dataset.test().reader().evaluated(0)[0]).isZero();
        assertThat(dataset.train().reader().square(0)[0] & 0xff).isGreaterThan(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"folder", "zip", "tar", "tar.gz"})
    void everyFormatIsReadAtRandom(String format) throws IOException {
        // Given
        Packed packed = pictures(4);
        Path source =
                switch (format) {
                    case "folder" -> packed.folder(folder.resolve("set"));
                    case "zip" -> packed.zip(folder);
                    case "tar" -> packed.tar(folder);
                    default -> packed.tarGz(folder);
                };
        Dataset dataset = read(source, 1);

        // When
        byte[] last = dataset.train().reader().square(3);
        byte[] first = dataset.train().reader().square(0);

        // Then
        assertThat(first[0] & 0xff).isEqualTo(10);
        assertThat(last[0] & 0xff).isEqualTo(13);
    }

    @Test
    void leavesNoFileBehind() throws IOException {
        // Given
        Path scratch = folder.resolve("scratch");

        // When
        Dataset dataset = DatasetReader.read(
                pictures(4).zip(folder), new Preprocessing(SIZE, 1), LIMITS, DataProgress.SILENT, scratch);

        // Then
        assertThat(dataset.train().reader().square(0)).hasSize(3 * SIZE * SIZE);
        try (Stream<Path> files = Files.list(scratch)) {
            assertThat(files).isEmpty();
        }
    }

    @Test
    void takesMoreImagesThanFitIntoMemoryDecoded() throws IOException {
        // Given 14 images of 19 kB in 20 kB
        DatasetLimits tight = new DatasetLimits(1000, 1 << 20, 1L << 30, 100, 1_000_000, 0.01, 20_000);

        // When
        Dataset dataset = DatasetReader.read(
                pictures(12).zip(folder), new Preprocessing(SIZE, 1), tight, DataProgress.SILENT, folder);

        // Then
        assertThat(dataset.train().size()).isEqualTo(12);
    }

    @Test
    void refusesBrokenImagesWhenItReadsAndNotInTheMiddleOfATraining() {
        // Given
        Packed packed = pictures(4);
        for (int i = 0; i < 20; i++) {
            packed.add("train/a/broken" + i + ".png", "no image".getBytes(StandardCharsets.UTF_8));
        }

        // Then
        assertThatThrownBy(() -> read(packed.zip(folder), 1))
                .isInstanceOf(DatasetException.class)
                .hasMessageContaining("are broken");
    }

    @Test
    void aClosedStreamLeavesTheImagesReadable() throws IOException {
        // Given
        Dataset dataset = read(pictures(12).zip(folder), 1);
        BatchStream batches = BatchLoader.training(dataset.train(), 4, recipe("{'scale': [0.2, 1]}"), 7, 0, 0);
        batches.next();

        // When
        batches.close();

        // Then
        assertThat(epoch(dataset, recipe("{'scale': [0.2, 1]}"), 0)).hasSize(3);
    }

    private Dataset read(Path source, double cropPct) throws IOException {
        return DatasetReader.read(source, new Preprocessing(SIZE, cropPct), LIMITS, DataProgress.SILENT, folder);
    }

    /** Training images of two classes whose red is 10, 11, ... */
    private static Packed pictures(int count) {
        Packed packed = new Packed();
        for (int i = 0; i < count; i++) {
            String place = "train/" + (i < count / 2 ? "a" : "b") + String.format("/%02d.png", i);
            packed.add(place, Pictures.png(100 + i, 90, (10 + i) << 16 | 0x203f));
        }
        return packed.add("test/a/1.png", Pictures.png(90, 100, 0x102030))
                .add("test/b/1.png", Pictures.png(90, 100, 0x102030));
    }

    private static BufferedImage leftRed(int width, int height) {
        BufferedImage image = Pictures.plain(width, height, BufferedImage.TYPE_INT_RGB, 0);
        image.getGraphics()
                .drawImage(Pictures.plain(width / 4, height, BufferedImage.TYPE_INT_RGB, 0xff0000), 0, 0, null);
        return image;
    }

    private static Augmentation recipe(String json) {
        return Json.read(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8), Augmentation.class);
    }

    private static List<float[]> epoch(Dataset dataset, Augmentation recipe, int firstBatch) {
        return epoch(dataset, recipe, 0, firstBatch);
    }

    private static List<float[]> epoch(Dataset dataset, Augmentation recipe, int epoch, int firstBatch) {
        List<float[]> all = new ArrayList<>();
        try (BatchStream batches = BatchLoader.training(dataset.train(), 4, recipe, 7, epoch, firstBatch)) {
            for (ImageBatch batch = batches.next(); batch != null; batch = batches.next()) {
                all.add(pixels(batch));
            }
        }
        return all;
    }

    private static float[] pixels(ImageBatch batch) {
        float[] pixels = new float[batch.parts().get(0).remaining() / 4];
        batch.parts()
                .get(0)
                .duplicate()
                .order(batch.parts().get(0).order())
                .asFloatBuffer()
                .get(pixels);
        return pixels;
    }
}
