package io.learngene.engine.data.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.learngene.contracts.artefact.UnusedFiles;
import io.learngene.engine.augmentation.Picture;
import io.learngene.engine.data.images.Dataset;
import io.learngene.engine.data.images.DatasetException;
import io.learngene.engine.data.images.GoldenImages;
import io.learngene.engine.data.images.LabelledImages;
import io.learngene.engine.data.images.Pictures;
import io.learngene.engine.data.images.Preprocessing;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class DatasetReaderTest {

    private static final DatasetLimits LIMITS = DatasetLimits.standard();

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"folder", "zip", "tar", "tar.gz"})
    void readsATreeInEveryFormat(String format) throws IOException {
        // Given
        Path source = packed(Packed.small(""), format);

        // When
        Dataset dataset = read(source, 4);

        // Then
        assertThat(dataset.classNames()).containsExactly("cat", "dog");
        assertThat(labels(dataset.train())).containsExactly(0, 0, 1, 1);
        assertThat(labels(dataset.test())).containsExactly(0, 1);
        assertThat(rgb(dataset.test(), 0)).containsExactly(255, 0, 0);
        assertThat(rgb(dataset.test(), 1)).containsExactly(0, 0, 255);
    }

    @ParameterizedTest
    @ValueSource(strings = {"folder", "zip", "tar", "tar.gz"})
    void readsCifar10BinaryBatchesInEveryFormat(String format) throws IOException {
        // Given
        Path source = packed(cifar("cifar-10-batches-bin/"), format);

        // When
        Dataset dataset = read(source, 32);

        // Then
        assertThat(dataset.classNames()).containsExactly("c0", "c1", "c2", "c3", "c4", "c5", "c6", "c7", "c8", "c9");
        assertThat(labels(dataset.train())).containsExactly(9, 8, 7, 6, 5, 4, 3, 2, 1, 0);
        assertThat(labels(dataset.test())).containsExactly(3);
        assertThat(rgb(dataset.train(), 0)).containsExactly(9, 109, 209);
    }

    @Test
    void readsBatchesThatAreNotNamedByTheUsualNamesOfTheClasses() throws IOException {
        // Given
        Path source = cifar("").remove("batches.meta.txt").zip(folder);

        // When
        Dataset dataset = read(source, 32);

        // Then
        assertThat(dataset.classNames()).startsWith("airplane", "automobile").endsWith("truck");
    }

    @Test
    void readsBatchesOfOneSizeOnly() throws IOException {
        // Given
        Path source = cifar("").zip(folder);

        // Then
        assertThatThrownBy(() -> read(source, 64))
                .isInstanceOf(DatasetException.class)
                .hasMessage("image_size: 64; CIFAR-10 binary batches hold images of 32 pixels, give that");
    }

    @Test
    void readsATreeBelowOtherFolders() throws IOException {
        // Given
        Path source = Packed.small("pets/v2/").zip(folder);

        // When
        Dataset dataset = read(source, 4);

        // Then
        assertThat(dataset.classNames()).containsExactly("cat", "dog");
    }

    @ParameterizedTest
    @ValueSource(strings = {"val", "valid", "validation", "Val"})
    void testsOnValidationImagesWhereThereIsNoTest(String split) throws IOException {
        // Given
        Path source = Packed.small("")
                .remove("test/cat/1.png")
                .remove("test/dog/1.png")
                .add(split + "/dog/1.png", Pictures.png(4, 4, 0))
                .tar(folder);

        // When
        Dataset dataset = read(source, 4);

        // Then
        assertThat(labels(dataset.test())).containsExactly(1);
        assertThat(dataset.validation()).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"folder", "zip", "tar", "tar.gz"})
    void comparesOnValidationImagesBesideATest(String format) throws IOException {
        // Given
        Path source = packed(
                Packed.small("")
                        .add("val/dog/1.png", Pictures.png(4, 4, 0x00ff00))
                        .add("val/dog/2.png", Pictures.png(4, 4, 0x00ff00))
                        .add("val/cat/1.png", Pictures.png(4, 4, 0x00ff00)),
                format);

        // When
        Dataset dataset = read(source, 4);

        // Then
        assertThat(labels(dataset.validation())).containsExactly(0, 1, 1);
        assertThat(rgb(dataset.validation(), 0)).containsExactly(0, 255, 0);
        assertThat(labels(dataset.test())).containsExactly(0, 1);
        assertThat(dataset.train().size()).isEqualTo(4);
        assertThat(DatasetReader.inspect(source, LIMITS).validation())
                .containsExactly(java.util.Map.entry("cat", 1), java.util.Map.entry("dog", 2));
    }

    @Test
    void readsTheSameImagesInTheSameOrderWhateverTheOrderInTheArchive() throws IOException {
        // Given
        byte[] one = Pictures.png(4, 4, 0x112233);
        byte[] two = Pictures.png(4, 4, 0x445566);
        Packed forwards = Packed.small("").add("train/cat/a.png", one).add("train/cat/b.png", two);
        Packed backwards = new Packed().add("train/cat/b.png", two).add("train/cat/a.png", one);
        Packed.small("").copyTo(backwards);

        // When
        Dataset first = read(forwards.zip(folder), 4);
        Dataset second = read(backwards.tar(folder), 4);

        // Then
        assertThat(labels(first.train())).isEqualTo(labels(second.train()));
        for (int i = 0; i < first.train().size(); i++) {
            assertThat(first.train().reader().square(i))
                    .isEqualTo(second.train().reader().square(i));
        }
    }

    @Test
    void ignoresWhatIsNoImageInASplit() throws IOException {
        // Given
        Path source = Packed.small("")
                .add("README.md", new byte[] {1})
                .add("train/cat/notes.txt", new byte[] {1})
                .add("train/cat/.hidden.png", new byte[] {1})
                .add("__MACOSX/train/cat/._1.png", new byte[] {1})
                .add("extra/cat/1.png", new byte[] {1})
                .zip(folder);

        // When
        Dataset dataset = read(source, 4);

        // Then
        assertThat(dataset.train().size()).isEqualTo(4);
        assertThat(DatasetReader.inspect(source, LIMITS).unused().stream()
                        .mapToInt(UnusedFiles::files)
                        .sum())
                .isEqualTo(5);
    }

    @Test
    void readsWhatCamerasAndTheWebName() throws IOException {
        // Given
        Packed packed = Packed.small("");
        for (String name : List.of("1.jfif", "2.jpe", "3.JPEG")) {
            packed.add("train/cat/n" + name, Pictures.jpeg(4, 4, 0x102030));
        }
        for (String name : List.of("plain.bmp", "plain.gif", "lossless.webp")) {
            packed.add("train/cat/" + name, GoldenImages.file("files/" + name));
        }

        // When
        Dataset dataset = read(packed.zip(folder), 4);

        // Then
        assertThat(dataset.train().size()).isEqualTo(4 + 6);
    }

    private static DataProgress warnings(List<String> heard) {
        return new DataProgress() {
            @Override
            public void images(long done, long total) {}

            @Override
            public void warning(String message) {
                heard.add(message);
            }
        };
    }

    @Test
    void cutsTheCentreOutOfTestImagesOfEveryFormat() throws IOException {
        // Given
        byte[] slope = new byte[3073];
        for (int i = 1; i < slope.length; i++) {
            slope[i] = (byte) (i % 251);
        }
        Path source =
                cifar("").remove("test_batch.bin").add("test_batch.bin", slope).zip(folder);

        // When
        Dataset whole = read(source, 32);
        Dataset cut = DatasetReader.read(source, new Preprocessing(32, 0.5), LIMITS, DataProgress.SILENT, folder);

        // Then the record of a test image is scaled to 64 pixels, of which the middle 32 are kept
        Picture record = whole.test().reader().whole(0, Function.identity());
        assertThat(cut.test().reader().evaluated(0)).isEqualTo(new Preprocessing(32, 0.5).evaluated(record));
        assertThat(cut.test().reader().evaluated(0)).isNotEqualTo(record.samples());
        assertThat(cut.train().reader().square(0))
                .isEqualTo(whole.train().reader().square(0));
    }

    @ParameterizedTest
    @ValueSource(strings = {"folder", "zip", "tar", "tar.gz"})
    void inspectsATreeWithoutDecodingIt(String format) throws IOException {
        // Given
        Path source = packed(Packed.small("").add("train/dog/broken.png", new byte[] {1}), format);

        // When
        DatasetReader.Inspection inspection = DatasetReader.inspect(source, LIMITS);

        // Then
        assertThat(inspection.format()).isEqualTo(format);
        assertThat(inspection.train())
                .containsEntry("cat", 2)
                .containsEntry("dog", 3)
                .hasSize(2);
        assertThat(inspection.test())
                .containsEntry("cat", 1)
                .containsEntry("dog", 1)
                .hasSize(2);
    }

    @Test
    void inspectsCifar10BinaryBatches() throws IOException {
        // Given
        Path source = cifar("cifar-10-batches-bin/").tarGz(folder);

        // When
        DatasetReader.Inspection inspection = DatasetReader.inspect(source, LIMITS);

        // Then
        assertThat(inspection.format()).isEqualTo("tar.gz+cifar10-binary");
        assertThat(inspection.train()).hasSize(10);
        assertThat(inspection.test()).containsExactly(java.util.Map.entry("3", 1));
    }

    @Test
    void tellsHowFarItIs() throws IOException {
        // Given
        Packed packed = Packed.small("");
        byte[] image = Pictures.png(4, 4, 0);
        for (int i = 0; i < 600; i++) {
            packed.add("train/cat/x" + i + ".png", image);
        }
        List<String> heard = new ArrayList<>();

        // When
        DatasetReader.read(
                packed.zip(folder),
                Preprocessing.whole(4),
                LIMITS,
                (done, total) -> heard.add(done + "/" + total),
                folder);

        // Then
        assertThat(heard).containsExactly("500/606", "606/606");
    }

    @Test
    void skipsAFewBrokenImagesAndSaysWhich() throws IOException {
        // Given
        byte[] whole = Pictures.busy("jpeg", 64);
        Path source = Packed.small("")
                .add("train/cat/cut.jpg", Arrays.copyOf(whole, whole.length / 2))
                .add("train/cat/empty.png", new byte[0])
                .add("train/cat/text.png", "no image".getBytes(StandardCharsets.UTF_8))
                .zip(folder);
        List<String> warnings = new ArrayList<>();

        // When
        Dataset dataset = DatasetReader.read(source, Preprocessing.whole(4), LIMITS, warnings(warnings), folder);

        // Then
        assertThat(dataset.train().size()).isEqualTo(4);
        assertThat(warnings)
                .containsExactly(
                        "3 broken images of set.zip are skipped. The first: train/cat/cut.jpg: it is truncated;"
                                + " train/cat/empty.png: it is none of JPEG, PNG, WebP, GIF and BMP by its"
                                + " content; train/cat/text.png: it is none of JPEG, PNG, WebP, GIF and BMP by its content");
    }

    @Test
    void scalesTheShorterSideAndCutsTheCentreOut() throws IOException {
        // Given an image of 40 x 20 whose middle square is green
        java.awt.image.BufferedImage wide = Pictures.plain(40, 20, java.awt.image.BufferedImage.TYPE_INT_RGB, 0xff0000);
        for (int y = 0; y < 20; y++) {
            for (int x = 10; x < 30; x++) {
                wide.setRGB(x, y, 0x00ff00);
            }
        }
        Path source = Packed.small("")
                .add("test/cat/0.png", Pictures.encode("png", wide))
                .zip(folder);

        // When
        Dataset dataset = read(source, 4);

        // Then
        byte[] pixels = dataset.test().reader().square(0);
        for (int pixel = 1; pixel < 16; pixel += 4) {
            assertThat(pixels[pixel]).isZero();
            assertThat(pixels[16 + pixel] & 0xff).isEqualTo(255);
        }
    }

    @Test
    void readsTheWholeOfCifar10() throws IOException {
        // Given
        Path source = shared("data/cifar10.zip");
        assumeThat(source).exists();

        // When
        DatasetReader.Inspection inspection = DatasetReader.inspect(source, LIMITS);
        Dataset dataset = read(source, 32);

        // Then
        assertThat(dataset.classNames())
                .isEqualTo(List.copyOf(inspection.train().keySet()));
        assertThat(dataset.train().size())
                .isEqualTo(inspection.train().values().stream().mapToInt(i -> i).sum());
        assertThat(dataset.test().size())
                .isEqualTo(inspection.test().values().stream().mapToInt(i -> i).sum());
    }

    private static Path shared(String name) {
        Path at = Path.of("").toAbsolutePath();
        while (at.getParent() != null && !Files.exists(at.resolve("shared").resolve(name))) {
            at = at.getParent();
        }
        return at.resolve("shared").resolve(name);
    }

    /** Ten training images, one of each class in falling order of labels, and one test image of class 3. */
    private static Packed cifar(String prefix) {
        ByteArrayOutputStream train = new ByteArrayOutputStream();
        for (int label = 9; label >= 0; label--) {
            train.writeBytes(cifarRecord(label));
        }
        return new Packed()
                .add(prefix + "data_batch_1.bin", train.toByteArray())
                .add(
                        prefix + "batches.meta.txt",
                        "c0\nc1\nc2\nc3\nc4\nc5\nc6\nc7\nc8\nc9\n\n".getBytes(StandardCharsets.UTF_8))
                .add(prefix + "test_batch.bin", cifarRecord(3));
    }

    private static byte[] cifarRecord(int label) {
        byte[] record = new byte[3073];
        record[0] = (byte) label;
        for (int channel = 0; channel < 3; channel++) {
            Arrays.fill(record, 1 + 1024 * channel, 1 + 1024 * (channel + 1), (byte) (label + 100 * channel));
        }
        return record;
    }

    private Path packed(Packed packed, String format) throws IOException {
        return switch (format) {
            case "folder" -> packed.folder(folder.resolve("set"));
            case "zip" -> packed.zip(folder);
            case "tar" -> packed.tar(folder);
            default -> packed.tarGz(folder);
        };
    }

    private static Dataset read(Path source, int imageSize) throws IOException {
        return DatasetReader.read(
                source, Preprocessing.whole(imageSize), LIMITS, DataProgress.SILENT, source.getParent());
    }

    private static List<Integer> labels(LabelledImages images) {
        List<Integer> labels = new ArrayList<>();
        for (int i = 0; i < images.size(); i++) {
            labels.add(images.label(i));
        }
        return labels;
    }

    private static List<Integer> rgb(LabelledImages images, int image) {
        byte[] pixels = images.reader().square(image);
        int plane = pixels.length / 3;
        return List.of(pixels[0] & 0xff, pixels[plane] & 0xff, pixels[2 * plane] & 0xff);
    }
}
