package io.learngene.engine.data.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.learngene.engine.data.images.DatasetException;
import io.learngene.engine.data.images.Pictures;
import io.learngene.engine.data.images.Preprocessing;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.apache.commons.compress.archivers.zip.UnixStat;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveOutputStream;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Archives that nobody should trust, each refused by inspection and by reading, with a message that says why. */
@Timeout(60)
class HostileDatasetTest {

    private static final DatasetLimits LIMITS =
            new DatasetLimits(1000, 1 << 20, 1L << 40, 100, 1_000_000, 0.01, 100 << 20);

    private static final byte[] IMAGE = Pictures.png(4, 4, 0x123456);

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../train/cat/3.png",
                "train/../../cat/3.png",
                "train/cat/..",
                "/train/cat/3.png",
                "C:/train/cat/3.png",
                "train/cat\\3.png",
                "train/cat/3\n.png"
            })
    void refusesNamesThatLeadElsewhere(String name) throws IOException {
        // Given
        Packed packed = Packed.small("").add(name, IMAGE);

        // Then
        refused(packed.zip(folder)).hasMessageContaining("absolute, escaping or unprintable name");
        refused(packed.tar(folder)).hasMessageContaining("absolute, escaping or unprintable name");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void refusesADirectoryThatFillsTheMemory(boolean zip64) throws IOException {
        // Given: a directory, as stated, of nearly 4 GB in a file of some bytes
        ByteBuffer end = ByteBuffer.allocate(zip64 ? 98 : 22).order(ByteOrder.LITTLE_ENDIAN);
        if (zip64) {
            end.putInt(0x06064b50).position(40);
            end.putLong(0xffff_fff0L).position(56);
            end.putInt(0x07064b50).position(64);
            end.putLong(4).position(76);
        }
        int start = end.position();
        end.putInt(0x06054b50).putInt(start + 12, zip64 ? -1 : 0xffff_fff0);
        Path zip = folder.resolve("wide.zip");
        Files.write(zip, "PK\3\4".getBytes(StandardCharsets.ISO_8859_1));
        Files.write(zip, end.array(), StandardOpenOption.APPEND);

        // Then
        refused(zip).hasMessageContaining("has a directory of 4294967280 bytes, more than the 256000");
    }

    @Test
    void refusesLinksInAZip() throws IOException {
        // Given
        Path zip = folder.resolve("links.zip");
        try (ZipArchiveOutputStream out = new ZipArchiveOutputStream(zip)) {
            ZipArchiveEntry entry = new ZipArchiveEntry("train/cat/1.png");
            entry.setUnixMode(UnixStat.LINK_FLAG | UnixStat.DEFAULT_LINK_PERM);
            out.putArchiveEntry(entry);
            out.write("/etc/passwd".getBytes(StandardCharsets.UTF_8));
            out.closeArchiveEntry();
        }

        // Then
        refused(zip).hasMessage("entry train/cat/1.png is a link; pack the file itself");
    }

    @ParameterizedTest
    @ValueSource(bytes = {TarConstants.LF_SYMLINK, TarConstants.LF_LINK})
    void refusesLinksInATar(byte kind) throws IOException {
        // Given
        Path tar = tar(entry("train/cat/1.png", kind, "/etc/passwd"));

        // Then
        refused(tar).hasMessage("entry train/cat/1.png is a link; pack the file itself");
    }

    @ParameterizedTest
    @ValueSource(bytes = {TarConstants.LF_CHR, TarConstants.LF_BLK, TarConstants.LF_FIFO})
    void refusesSpecialFilesInATar(byte kind) throws IOException {
        // Given
        Path tar = tar(entry("train/cat/1.png", kind, ""));

        // Then
        refused(tar).hasMessage("entry train/cat/1.png is neither a file nor a folder; leave it out");
    }

    @Test
    void refusesLinksInAFolder() throws IOException {
        // Given
        Path tree = Packed.small("").folder(folder.resolve("set"));
        Path secret = Files.write(folder.resolve("secret.png"), IMAGE);
        Files.createSymbolicLink(tree.resolve("train/cat/3.png"), secret);

        // Then
        refused(tree).hasMessageContaining("train/cat/3.png is a link or a special file");
    }

    @Test
    void followsTheLinkThatIsGivenAsTheFolder() throws IOException {
        // Given
        Path tree = Packed.small("").folder(folder.resolve("set"));
        Path link = Files.createSymbolicLink(folder.resolve("link"), tree);

        // When
        DatasetReader.Inspection inspection = DatasetReader.inspect(link, LIMITS);

        // Then
        assertThat(inspection.train()).hasSize(2);
    }

    @Test
    void refusesMoreFilesThanAllowed() throws IOException {
        // Given
        Packed packed = Packed.small("");
        for (int i = 0; i < LIMITS.entries(); i++) {
            packed.add("other/" + i, new byte[0]);
        }

        // Then
        refused(packed.zip(folder)).hasMessageContaining("more than the 1000 files and folders");
        refused(packed.tarGz(folder)).hasMessageContaining("more than the 1000 files and folders");
        refused(packed.folder(folder.resolve("set"))).hasMessageContaining("more than the 1000 files and folders");
    }

    @ParameterizedTest
    @ValueSource(strings = {"zip", "tar", "tar.gz", "folder"})
    void refusesFilesThatAreTooLarge(String format) throws IOException {
        // Given
        Packed packed = Packed.small("").add("train/cat/3.png", new byte[(1 << 20) + 1]);
        Path source =
                switch (format) {
                    case "zip" -> packed.zip(folder);
                    case "tar" -> packed.tar(folder);
                    case "tar.gz" -> packed.tarGz(folder);
                    default -> packed.folder(folder.resolve("set"));
                };

        // Then
        refused(source)
                .hasMessage("entry train/cat/3.png has 1048577 bytes, more than the 1048576 that one file may have;"
                        + " leave it out");
    }

    @Test
    void refusesAZipWhoseFilesAreLargerThanItSays() throws IOException {
        // Given a zip whose directory says 10 bytes of a file of 2 MiB
        Path zip = Packed.small("").add("train/cat/3.png", new byte[2 << 20]).zip(folder);
        byte[] bytes = Files.readAllBytes(zip);
        int directory = lastIndexOf(bytes, "train/cat/3.png") - 46;
        bytes[directory + 24] = 10;
        bytes[directory + 25] = 0;
        bytes[directory + 26] = 0;
        bytes[directory + 27] = 0;
        Files.write(zip, bytes);

        // Then
        assertThatThrownBy(() -> DatasetReader.read(zip, Preprocessing.whole(4), LIMITS, DataProgress.SILENT, folder))
                .isInstanceOf(DatasetException.class)
                .hasMessageContaining("unpacks to more than the 1048576 bytes that one file may have");
    }

    @Test
    void refusesAnArchiveThatUnpacksToManyTimesItsSize() throws IOException {
        // Given 80 MiB of zeros in about 80 KiB
        Packed packed = Packed.small("");
        byte[] zeros = new byte[1 << 20];
        for (int i = 0; i < 80; i++) {
            packed.add("train/cat/zeros" + i + ".png", zeros);
        }

        // Then
        refused(packed.zip(folder)).hasMessageContaining("bytes that are believed of an archive of its size");
        refused(packed.tarGz(folder)).hasMessageContaining("bytes that are believed of an archive of its size");
    }

    @Test
    void refusesATarWithAHeaderThatFillsMemory() throws IOException {
        // Given a file name of 30 MB
        Path path = folder.resolve("set.tar.gz");
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(path));
                TarArchiveOutputStream tar = new TarArchiveOutputStream(out)) {
            TarArchiveEntry entry = new TarArchiveEntry(TarConstants.GNU_LONGLINK, TarConstants.LF_GNUTYPE_LONGNAME);
            byte[] name = new byte[30_000_000];
            Arrays.fill(name, (byte) 'a');
            entry.setSize(name.length);
            tar.putArchiveEntry(entry);
            tar.write(name);
            tar.closeArchiveEntry();
        }

        // Then
        refused(path).hasMessageContaining("has a header of more than 1048576 bytes");
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.3, 0.6, 0.9})
    void refusesTruncatedArchives(double share) throws IOException {
        // Given
        Packed packed = Packed.small("").add("train/cat/large.jpg", Pictures.busy("jpeg", 64));

        // Then
        refused(cut(packed.zip(folder), share)).hasMessageContaining("set.zip is damaged, pack it again");
        refused(cut(packed.tar(folder), share)).hasMessageContaining("set.tar is damaged, pack it again");
        refused(cut(packed.tarGz(folder), share)).hasMessageContaining("set.tar.gz is damaged, pack it again");
    }

    @Test
    void refusesAZipWithAWrongChecksum() throws IOException {
        // Given
        Path zip = Packed.small("").zip(folder);
        byte[] bytes = Files.readAllBytes(zip);
        bytes[lastIndexOf(bytes, "test/cat/1.png") - 46 + 16] ^= 1;
        Files.write(zip, bytes);

        // Then
        assertThatThrownBy(() -> DatasetReader.read(zip, Preprocessing.whole(4), LIMITS, DataProgress.SILENT, folder))
                .isInstanceOf(DatasetException.class)
                .hasMessageContaining("entry test/cat/1.png has a wrong checksum");
    }

    @Test
    void refusesWhatIsNoArchive() throws IOException {
        // Given
        Path text = Files.writeString(folder.resolve("set.txt"), "hello");
        Path empty = Files.write(folder.resolve("set.zip"), new byte[0]);
        Path gz = folder.resolve("set.gz");
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(gz))) {
            out.write("hello".repeat(500).getBytes(StandardCharsets.UTF_8));
        }

        // Then
        refused(text).hasMessageContaining("set.txt is neither a folder nor a zip, tar or tar.gz archive");
        refused(empty).hasMessageContaining("set.zip is neither a folder nor a zip, tar or tar.gz archive");
        refused(gz).hasMessageContaining("set.gz is damaged, pack it again");
    }

    @Test
    void leavesAMissingFileToTheCaller() {
        assertThatThrownBy(() -> DatasetReader.inspect(folder.resolve("missing.zip"), LIMITS))
                .isInstanceOf(NoSuchFileException.class);
    }

    @Test
    void refusesTooManyBrokenImages() throws IOException {
        // Given
        Packed packed = Packed.small("");
        for (int i = 10; i < 21; i++) {
            packed.add("train/cat/broken" + i + ".png", new byte[] {1});
        }

        // Then
        for (Path source : new Path[] {packed.zip(folder), packed.tar(folder)}) {
            assertThatThrownBy(() ->
                            DatasetReader.read(source, Preprocessing.whole(4), LIMITS, DataProgress.SILENT, folder))
                    .isInstanceOf(DatasetException.class)
                    .hasMessageStartingWith("11 images of ")
                    .hasMessageContaining("train/cat/broken10.png: it is none of JPEG, PNG, WebP, GIF and BMP by its"
                            + " content; train/cat/broken11.png");
        }
    }

    @ParameterizedTest
    @CsvSource({"folder, train", "zip, train", "tar, train", "zip, test", "tar, test"})
    void refusesAClassOfWhichEveryImageIsBroken(String format, String split) throws IOException {
        // Given: too few to refuse the set for their number
        Packed packed = Packed.small("");
        for (String each : List.of("train", "test")) {
            for (int i = 0; i < 3; i++) {
                packed.add(each + "/eel/" + i + ".png", each.equals(split) ? new byte[] {1} : IMAGE);
            }
        }
        Path source =
                switch (format) {
                    case "zip" -> packed.zip(folder);
                    case "tar" -> packed.tar(folder);
                    default -> packed.folder(folder.resolve("set"));
                };

        // When / Then
        assertThatThrownBy(() -> DatasetReader.read(
                        source, "dataset pets", Preprocessing.whole(32), LIMITS, DataProgress.SILENT, folder))
                .isInstanceOf(DatasetException.class)
                .hasMessageContaining("class 'eel' of dataset pets has 3 " + split
                        + " images, and all of them are broken; repair them, or remove the class. The first: " + split
                        + "/eel/0.png: ");
    }

    @Test
    void refusesASetThatDoesNotFitIntoMemoryAndSaysHowMuchItTakes() throws IOException {
        // Given 6 images of 12 kB
        Path zip = Packed.small("").zip(folder);
        DatasetLimits small = new DatasetLimits(1000, 1 << 20, 1L << 40, 100, 1_000_000, 0.01, 50_000);

        // Then
        assertThatThrownBy(() -> DatasetReader.read(zip, Preprocessing.whole(64), small, DataProgress.SILENT, folder))
                .isInstanceOf(DatasetException.class)
                .hasMessageContaining("needs 75 kB of memory at 64 x 64 pixels, and 50 kB are there")
                .hasMessageContaining("smaller image_size");
    }

    @Test
    void refusesAMissingSplit() throws IOException {
        refused(new Packed().add("cat/1.png", IMAGE).add("dog/1.png", IMAGE).zip(folder))
                .hasMessageContaining("has no train images (2 files lie elsewhere or are no images)")
                .hasMessageContaining("train/CLASS/IMAGE and test/CLASS/IMAGE");
        refused(Packed.small("")
                        .remove("test/cat/1.png")
                        .remove("test/dog/1.png")
                        .zip(folder))
                .hasMessageContaining("has no test images");
    }

    @Test
    void refusesASingleClass() throws IOException {
        refused(new Packed()
                        .add("train/cat/1.png", IMAGE)
                        .add("test/cat/1.png", IMAGE)
                        .zip(folder))
                .hasMessage("set.zip has one class, 'cat'; a classifier needs at least two");
    }

    @ParameterizedTest
    @ValueSource(strings = {"zip", "tar", "folder"})
    void refusesAnEmptyClass(String format) throws IOException {
        // Given
        Packed packed = Packed.small("").add("train/eel/", new byte[0]);
        Path source =
                switch (format) {
                    case "zip" -> packed.zip(folder);
                    case "tar" -> packed.tar(folder);
                    default -> packed.folder(folder.resolve("set"));
                };

        // Then
        refused(source).hasMessageContaining("class 'eel' of set").hasMessageContaining("has no train images");
    }

    @Test
    void refusesAClassThatIsOnlyTestedOn() throws IOException {
        refused(Packed.small("").add("test/eel/1.png", IMAGE).zip(folder))
                .hasMessage(
                        "class 'eel' of set.zip has test images, but none to train on; add some, or remove the class");
    }

    @Test
    void refusesAClassThatIsOnlyValidatedOn() throws IOException {
        refused(Packed.small("").add("val/eel/1.png", IMAGE).zip(folder))
                .hasMessage(
                        "class 'eel' of set.zip has validation images, but none to train on; add some, or remove the"
                                + " class");
    }

    @Test
    void refusesAMixtureOfFormats() throws IOException {
        refused(Packed.small("").add("data_batch_1.bin", new byte[3073]).zip(folder))
                .hasMessageContaining("holds both CIFAR-10 batches and split/CLASS/IMAGE");
    }

    @Test
    void refusesTruncatedBatches() throws IOException {
        refused(new Packed().add("data_batch_1.bin", new byte[3072]).zip(folder))
                .hasMessageContaining("data_batch_1.bin has 3072 bytes, no multiple of the 3073");
    }

    @Test
    void refusesLabelsThatCifar10DoesNotHave() throws IOException {
        // Given
        byte[] record = new byte[3073];
        record[0] = (byte) 200;

        // Then
        refused(new Packed().add("data_batch_1.bin", record).zip(folder))
                .hasMessageContaining("data_batch_1.bin: record 0 has label 200");
    }

    @Test
    void refusesAWrongListOfClasses() throws IOException {
        // Given
        byte[] batch = new byte[2 * 3073];
        batch[0] = 1;
        Path zip = new Packed()
                .add("batches.meta.txt", "cat\ndog\n".getBytes(StandardCharsets.UTF_8))
                .add("data_batch_1.bin", batch)
                .add("test_batch.bin", batch)
                .zip(folder);

        // Then
        assertThatThrownBy(() -> DatasetReader.read(zip, Preprocessing.whole(32), LIMITS, DataProgress.SILENT, folder))
                .isInstanceOf(DatasetException.class)
                .hasMessageContaining("batches.meta.txt does not hold ten different names");
    }

    /** Refused the same way when it is looked at and when it is read. */
    private static AbstractThrowableAssert<?, ? extends Throwable> refused(Path source) {
        assertThatThrownBy(() -> DatasetReader.read(
                        source, Preprocessing.whole(32), LIMITS, DataProgress.SILENT, source.getParent()))
                .isInstanceOf(DatasetException.class);
        return assertThatThrownBy(() -> DatasetReader.inspect(source, LIMITS)).isInstanceOf(DatasetException.class);
    }

    private static TarArchiveEntry entry(String name, byte kind, String link) {
        TarArchiveEntry entry = new TarArchiveEntry(name, kind);
        entry.setLinkName(link);
        return entry;
    }

    private Path tar(TarArchiveEntry entry) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes)) {
            tar.putArchiveEntry(entry);
            tar.closeArchiveEntry();
        }
        return Files.write(folder.resolve("set.tar"), bytes.toByteArray());
    }

    private static Path cut(Path file, double share) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        return Files.write(file, Arrays.copyOf(bytes, (int) (bytes.length * share)));
    }

    private static int lastIndexOf(byte[] bytes, String text) {
        return new String(bytes, StandardCharsets.ISO_8859_1).lastIndexOf(text);
    }
}
