package io.learngene.engine.data.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.learngene.engine.data.images.DatasetException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is read of an archive before it is believed, and how much. */
class ArchiveBoundsTest {

    private static final DatasetLimits LIMITS = new DatasetLimits(100, 10_000, 1 << 20, 100, 1_000_000, 0.01, 64 << 20);

    @TempDir
    Path folder;

    @Test
    void budgetOfATarIsUsedUpByReadingAndSkippingAlike() throws IOException {
        // Given
        TarBudget budget = new TarBudget(new ByteArrayInputStream(new byte[100]), "set.tar", 60);
        budget.allow(100);
        budget.read();
        budget.readNBytes(29);
        budget.skip(30);

        // When, Then
        assertThatThrownBy(budget::read)
                .isInstanceOf(DatasetException.class)
                .hasMessageContaining("set.tar unpacks to more than the 60 bytes");
    }

    @Test
    void whatIsAllowedForOneEntryIsNotSavedForTheNext() throws IOException {
        // Given
        TarBudget budget = new TarBudget(new ByteArrayInputStream(new byte[100]), "set.tar", 1000);
        budget.allow(50);
        budget.readNBytes(10);
        budget.allow(20);
        budget.readNBytes(20);

        // When, Then
        assertThatThrownBy(budget::read)
                .isInstanceOf(DatasetException.class)
                .hasMessageContaining("set.tar has a header of more than");
    }

    @Test
    void endOfATarCostsNothing() throws IOException {
        // Given
        TarBudget budget = new TarBudget(InputStream.nullInputStream(), "set.tar", 0);
        budget.allow(0);

        // When, Then
        assertThat(budget.read()).isEqualTo(-1);
        assertThat(budget.read(new byte[10], 0, 10)).isEqualTo(-1);
    }

    @Test
    void directoryOfAZipIsAsLongAsItSays() throws IOException {
        // Given
        Path zip = Packed.small("").zip(folder);
        byte[] bytes = Files.readAllBytes(zip);
        int end = bytes.length - 22;

        // When
        long directory = ZipDirectory.bytes(zip);

        // Then
        assertThat(directory)
                .isEqualTo(ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getInt(end + 12))
                .isPositive();
    }

    /** A second end record in the comment is what one of two readers may go by. */
    @Test
    void ofSeveralEndRecordsTheLargestDirectoryCounts() throws IOException {
        // Given
        Path zip = Packed.small("").zip(folder);
        byte[] bytes = Files.readAllBytes(zip);
        ByteBuffer grown = ByteBuffer.allocate(bytes.length + 22).order(ByteOrder.LITTLE_ENDIAN);
        grown.put(bytes).putShort(bytes.length - 2, (short) 22);
        grown.putInt(bytes.length, 0x06054b50).putInt(bytes.length + 12, -16);
        Files.write(zip, grown.array());

        // When
        long directory = ZipDirectory.bytes(zip);

        // Then
        assertThat(directory).isEqualTo(0xffff_fff0L);
    }

    @ParameterizedTest
    @ValueSource(longs = {-1, Long.MIN_VALUE, Long.MAX_VALUE, 1L << 40})
    void zip64DirectoryBeyondTheFileIsNotReadAndNotBelieved(long offset) throws IOException {
        // Given
        Path file = folder.resolve("locator.zip");
        ByteBuffer tail = ByteBuffer.allocate(100).order(ByteOrder.LITTLE_ENDIAN);
        tail.putInt(40, 0x07064b50).putLong(48, offset);
        Files.write(file, tail.array());

        // When
        long directory = ZipDirectory.bytes(file);

        // Then
        assertThat(directory).isZero();
    }

    @Test
    void negativeZip64DirectoryIsTheLargestThereIs() throws IOException {
        // Given
        Path file = folder.resolve("negative.zip");
        ByteBuffer tail = ByteBuffer.allocate(200).order(ByteOrder.LITTLE_ENDIAN);
        tail.putInt(150, 0x07064b50).putLong(158, 10).putLong(50, -1);
        Files.write(file, tail.array());

        // When
        long directory = ZipDirectory.bytes(file);

        // Then
        assertThat(directory).isEqualTo(Long.MAX_VALUE);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 19, 20, 21, 22})
    void fileThatIsTooShortForAZipHasNoDirectory(int length) throws IOException {
        // Given
        Path file = Files.write(folder.resolve("short"), new byte[length]);

        // When, Then
        assertThat(ZipDirectory.bytes(file)).isZero();
    }

    /** Damage is the sender's fault and is told as such: the disk's would be tried again and again. */
    @ParameterizedTest
    @ValueSource(strings = {"zip", "tar", "tar.gz"})
    void changedBytesAreReadOrToldAsADamagedDataset(String format) throws IOException {
        // Given
        Path packed =
                switch (format) {
                    case "zip" -> Packed.small("").zip(folder);
                    case "tar" -> Packed.small("").tar(folder);
                    default -> Packed.small("").tarGz(folder);
                };
        byte[] good = Files.readAllBytes(packed);
        SplittableRandom random = new SplittableRandom(7);
        for (int i = 0; i < 400; i++) {
            byte[] damaged = good.clone();
            for (int changes = random.nextInt(1, 5); changes > 0; changes--) {
                damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
            }
            Files.write(packed, damaged);

            // When
            Throwable thrown = catchThrowable(() -> walk(packed));

            // Then
            if (thrown != null) {
                assertThat(thrown).isExactlyInstanceOf(DatasetException.class);
                assertThat(thrown.getMessage()).hasSizeLessThan(2_000);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"zip", "tar", "tar.gz"})
    void fileIsReadByteByByteAsInOnePiece(String format) throws IOException {
        // Given
        Packed packed = new Packed().add("train/cat/1.png", "0123456789".getBytes(StandardCharsets.UTF_8));
        Path path =
                switch (format) {
                    case "zip" -> packed.zip(folder);
                    case "tar" -> packed.tar(folder);
                    default -> packed.tarGz(folder);
                };
        StringBuilder read = new StringBuilder();

        // When
        Archive archive = new Archive(path, "set", LIMITS);
        archive.walk(new Archive.Visitor() {
            @Override
            public void file(String name, Archive.Content content) throws IOException {
                try (InputStream in = content.open()) {
                    assertThat(in.skip(3)).isEqualTo(3);
                    for (int value = in.read(); value >= 0; value = in.read()) {
                        read.append((char) value);
                    }
                }
            }

            @Override
            public void folder(String name) {}
        });

        // Then
        assertThat(read).hasToString("3456789");
        assertThat(archive.format()).isEqualTo(format);
    }

    @ParameterizedTest
    @ValueSource(strings = {"./train/cat/1.png", "train/cat/1.png"})
    void namesAreRelativeHoweverTheyArePacked(String name) throws IOException {
        // Given
        Path tar = new Packed().add(name, new byte[] {1}).tar(folder);

        // When
        List<String> names = walk(tar);

        // Then
        assertThat(names).containsExactly("train/cat/1.png");
    }

    /** A name is printed, logged and sent: none may take it over. */
    @Test
    void unprintableNameIsToldPrintably() throws IOException {
        // Given
        Path tar = new Packed()
                .add("train/cat/\u001b[2J\u0007" + "y".repeat(900) + ".png", new byte[] {1})
                .tar(folder);

        // When
        Throwable thrown = catchThrowable(() -> walk(tar));

        // Then
        assertThat(thrown).isExactlyInstanceOf(DatasetException.class);
        assertThat(thrown.getMessage().chars().noneMatch(Character::isISOControl))
                .isTrue();
        assertThat(thrown.getMessage()).hasSizeLessThan(400);
    }

    @Test
    void fileAtItsLimitIsReadAndOneByteMoreIsNot() throws IOException {
        // Given
        Path fits = new Packed().add("a", new byte[10_000]).tar(Files.createDirectory(folder.resolve("fits")));
        Path exceeds = new Packed().add("a", new byte[10_001]).tar(Files.createDirectory(folder.resolve("exceeds")));

        // When, Then
        assertThatCode(() -> walk(fits)).doesNotThrowAnyException();
        assertThatThrownBy(() -> walk(exceeds))
                .isInstanceOf(DatasetException.class)
                .hasMessageContaining("entry a has 10001 bytes, more than the 10000");
    }

    /** What one file may have as a stream may be too much for a small heap as a whole. */
    @ParameterizedTest
    @ValueSource(ints = {1 << 20, (1 << 20) + 1})
    void fileThatIsTakenAsAWholeHasAnEighthOfTheMemory(int bytes) throws IOException {
        // Given
        DatasetLimits small = new DatasetLimits(100, 2 << 20, 1 << 24, 100, 1_000_000, 0.01, 8 << 20);
        Path tar = new Packed().add("a", new byte[bytes]).tar(folder);

        // When
        Throwable thrown = catchThrowable(() -> walk(tar, small));

        // Then
        if (bytes == 1 << 20) {
            assertThat(thrown).isNull();
        } else {
            assertThat(thrown)
                    .isInstanceOf(DatasetException.class)
                    .hasMessage(
                            "entry a unpacks to more than the 1048576 bytes that one file may have here; give Java a larger heap"
                                    + " (-Xmx), or leave it out");
        }
    }

    private static List<String> walk(Path path) throws IOException {
        return walk(path, LIMITS);
    }

    private static List<String> walk(Path path, DatasetLimits limits) throws IOException {
        List<String> names = new ArrayList<>();
        new Archive(path, "set", limits).walk(new Archive.Visitor() {
            @Override
            public void file(String name, Archive.Content content) throws IOException {
                names.add(name);
                content.read();
            }

            @Override
            public void folder(String name) {
                names.add(name);
            }
        });
        return names;
    }
}
