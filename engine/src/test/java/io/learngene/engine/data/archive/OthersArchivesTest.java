package io.learngene.engine.data.archive;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.learngene.engine.data.images.Dataset;
import io.learngene.engine.data.images.DatasetException;
import io.learngene.engine.data.images.Pictures;
import io.learngene.engine.data.images.Preprocessing;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.zip.UnrecognizedExtraField;
import org.apache.commons.compress.archivers.zip.Zip64Mode;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveOutputStream;
import org.apache.commons.compress.archivers.zip.ZipShort;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Archives as the many programs that pack them do. */
class OthersArchivesTest {

    private static final DatasetLimits LIMITS = DatasetLimits.standard();
    private static final byte[] IMAGE = Pictures.png(4, 4, 0x336699);
    private static final List<String> PETS =
            List.of("train/cat/1.png", "train/dog/1.png", "test/cat/1.png", "test/dog/1.png");

    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource(
            value = Zip64Mode.class,
            names = {"Always", "Never"})
    void zipWithCommentsPaddingAndDescriptorsIsRead(Zip64Mode mode) throws IOException {
        // Given: written to a stream, so that sizes follow the data
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipArchiveOutputStream zip = new ZipArchiveOutputStream(bytes)) {
            zip.setUseZip64(mode);
            zip.setComment("packed by hand");
            for (String name : PETS) {
                ZipArchiveEntry entry = new ZipArchiveEntry(name);
                entry.setComment("a pet");
                UnrecognizedExtraField padding = new UnrecognizedExtraField();
                padding.setHeaderId(new ZipShort(0xd935));
                padding.setLocalFileDataData(new byte[400]);
                entry.addExtraField(padding);
                zip.putArchiveEntry(entry);
                zip.write(IMAGE);
                zip.closeArchiveEntry();
            }
        }

        // When
        Dataset dataset = read(Files.write(folder.resolve("pets.zip"), bytes.toByteArray()));

        // Then
        assertThat(dataset.classNames()).containsExactly("cat", "dog");
        assertThat(dataset.train().size()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ustar", "pax", "gnu"})
    void longNamesAndEmojiAreReadFromEveryKindOfTar(String kind) throws IOException {
        // Given
        String longest = "🐈 " + "k".repeat(150);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes, UTF_8.name())) {
            tar.setLongFileMode(
                    kind.equals("gnu") ? TarArchiveOutputStream.LONGFILE_GNU : TarArchiveOutputStream.LONGFILE_POSIX);
            tar.setAddPaxHeadersForNonAsciiNames(kind.equals("pax"));
            List<String> names = new ArrayList<>(PETS);
            names.addAll(List.of("train/" + longest + "/1.png", "test/" + longest + "/1.png"));
            for (String name : names) {
                add(tar, name);
            }
        }

        // When
        Dataset dataset = read(Files.write(folder.resolve("pets.tar"), bytes.toByteArray()));

        // Then
        assertThat(dataset.classNames()).contains(longest).hasSize(3);
    }

    @Test
    void gzipOfSeveralMembersIsReadToItsEnd() throws IOException {
        // Given: as pigz and bgzip write them
        byte[] tar = Files.readAllBytes(Packed.small("").tar(folder));
        Path source = folder.resolve("members.tar.gz");
        try (OutputStream out = Files.newOutputStream(source)) {
            for (int at = 0; at < tar.length; at += 3_000) {
                GZIPOutputStream member = new GZIPOutputStream(out);
                member.write(tar, at, Math.min(3_000, tar.length - at));
                member.finish();
            }
        }

        // When
        Dataset dataset = read(source);

        // Then
        assertThat(dataset.train().size()).isEqualTo(4);
    }

    @Test
    void whatAMacLeavesBehindIsNoImage() throws IOException {
        // Given
        Packed packed = new Packed();
        Packed.small("pets/").copyTo(packed);
        packed.add("pets/.DS_Store", new byte[] {1})
                .add("pets/train/.DS_Store", new byte[] {1})
                .add("pets/train/cat/.DS_Store", new byte[] {1})
                .add("pets/train/cat/._1.png", new byte[] {1})
                .add("__MACOSX/pets/train/cat/._1.png", new byte[] {1})
                .add("__MACOSX/._pets", new byte[] {1});

        // When
        Dataset dataset = read(packed.zip(folder));

        // Then
        assertThat(dataset.classNames()).containsExactly("cat", "dog");
        assertThat(dataset.train().size()).isEqualTo(4);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "BZh91AY&SY",
                "\u00fd7zXZ\u0000",
                "7z\u00bc\u00af\u0027\u001c",
                "Rar!\u001a\u0007",
                "(\u00b5/\u00fd"
            })
    void formatThatIsNotReadIsToldWithThoseThatAre(String begins) throws IOException {
        // Given
        byte[] content = Arrays.copyOf(begins.getBytes(java.nio.charset.StandardCharsets.ISO_8859_1), 1_000);
        Path source = Files.write(folder.resolve("pets.archive"), content);

        // When / Then
        assertThatThrownBy(() -> DatasetReader.inspect(source, LIMITS))
                .isInstanceOf(DatasetException.class)
                .hasMessage("pets.archive is neither a folder nor a zip, tar or tar.gz archive; give one of these");
    }

    @Test
    void tarOfTheSeventhUnixIsTold() throws IOException {
        // Given: no magic number
        byte[] tar = Files.readAllBytes(Packed.small("").tar(folder));
        Arrays.fill(tar, 257, 265, (byte) 0);
        Path source = Files.write(folder.resolve("v7.tar"), tar);

        // When / Then
        assertThatThrownBy(() -> DatasetReader.inspect(source, LIMITS))
                .isInstanceOf(DatasetException.class)
                .hasMessageContaining("is neither a folder nor a zip, tar or tar.gz archive");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // Tiny ImageNet as it is published
                "train/n01/images/0.JPEG train/n01/n01_boxes.txt train/n02/images/0.JPEG val/images/v.JPEG"
                        + " val/val_annotations.txt test/images/t.JPEG | class 'images' of set.zip has test images, but none"
                        + " to train on",
                "cat/1.png dog/1.png | has no train images",
                "cat/train/1.png cat/test/1.png dog/train/1.png dog/test/1.png | has no train images",
                // CIFAR-100 and the pickles of CIFAR-10
                "cifar-100-binary/train.bin cifar-100-binary/test.bin cifar-100-binary/fine_label_names.txt"
                        + " | has no train images (3 files lie elsewhere or are no images)",
                "cifar-10-batches-py/data_batch_1 cifar-10-batches-py/test_batch | has no train images (2 files lie"
                        + " elsewhere or are no images); pack them as train/CLASS/IMAGE and test/CLASS/IMAGE",
                "train/cat/1.parquet train/dog/1.parquet test/cat/1.parquet test/dog/1.parquet | .parquet files"
            })
    void layoutOfAnotherKindIsRefusedWithThatWhichIsRead(String names, String says) throws IOException {
        // Given
        Packed packed = new Packed();
        for (String name : names.split(" ")) {
            packed.add(name, IMAGE);
        }

        // When / Then
        assertThatThrownBy(() -> DatasetReader.inspect(packed.zip(folder), LIMITS))
                .isInstanceOf(DatasetException.class)
                .hasMessageContaining(says);
    }

    @Test
    void thousandClassesOfOnePixelAreRead() throws IOException {
        // Given
        byte[] pixel = Pictures.png(1, 1, 0xffffff);
        Packed packed = new Packed();
        for (int i = 0; i < 1_000; i++) {
            packed.add("train/c" + i + "/1.png", pixel).add("valid/c" + i + "/1.png", pixel);
        }

        // When
        Dataset dataset = read(packed.tar(folder));

        // Then
        assertThat(dataset.classNames()).hasSize(1_000);
        assertThat(dataset.test().size()).isEqualTo(1_000);
    }

    private static void add(TarArchiveOutputStream tar, String name) throws IOException {
        TarArchiveEntry entry = new TarArchiveEntry(name);
        entry.setSize(IMAGE.length);
        tar.putArchiveEntry(entry);
        tar.write(IMAGE);
        tar.closeArchiveEntry();
    }

    private Dataset read(Path source) throws IOException {
        return DatasetReader.read(source, Preprocessing.whole(4), LIMITS, DataProgress.SILENT, folder);
    }
}
