package io.learngene.engine.data.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.learngene.contracts.artefact.UnusedFiles;
import io.learngene.engine.data.images.Dataset;
import io.learngene.engine.data.images.DatasetException;
import io.learngene.engine.data.images.Pictures;
import io.learngene.engine.data.images.Preprocessing;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What of a dataset is not used is told or refused. */
class UnusedFilesTest {

    private static final DatasetLimits LIMITS = DatasetLimits.standard();

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"folder", "zip", "tar", "tar.gz"})
    void tellsATrainingWhichFilesItDoesNotUse(String format) throws IOException {
        // Given
        Path source = packed(
                Packed.small("")
                        .add("train/cat/1.avif", new byte[] {1})
                        .add("train/cat/2.AVIF", new byte[] {1})
                        .add("train/1.png", new byte[] {1})
                        .add("val/dog/1.avif", new byte[] {1})
                        .add("train/cat/.DS_Store", new byte[] {1})
                        .add("README.md", new byte[] {1}),
                format);
        List<String> warnings = new ArrayList<>();

        // When
        DatasetReader.read(source, Preprocessing.whole(4), LIMITS, warnings(warnings), folder);

        // Then
        assertThat(warnings)
                .singleElement()
                .asString()
                .startsWith("4 files of ")
                .contains("2 .avif files of class 'cat' in train are of a format that is not read; convert them")
                .contains("1 .png files do not lie in split/CLASS/; move them there (train/1.png)")
                .contains("1 .avif files of class 'dog' in validation are of a format that is not read");
    }

    @ParameterizedTest
    @ValueSource(strings = {"tif", "tiff", "avif", "heic", "jxl", "svg"})
    void fileOfAFormatThatIsNotReadIsCountedAndNamed(String extension) throws IOException {
        // Given
        Path source = Packed.small("")
                .add("train/cat/1." + extension, new byte[] {1})
                .add("train/cat/2." + extension, new byte[] {1})
                .zip(folder);
        List<String> warnings = new ArrayList<>();

        // When
        Dataset read = DatasetReader.read(source, Preprocessing.whole(4), LIMITS, warnings(warnings), folder);

        // Then
        assertThat(read.train().size()).isEqualTo(4);
        assertThat(warnings)
                .singleElement()
                .asString()
                .contains("2 ." + extension + " files of class 'cat' in train are of a format that is not read");
        assertThat(DatasetReader.inspect(source, LIMITS).unused())
                .containsExactly(new UnusedFiles(
                        "train", "cat", extension, UnusedFiles.Reason.FORMAT, 2, "train/cat/1." + extension));
    }

    @Test
    void countsUnusedFilesByExtensionClassAndReason() throws IOException {
        // Given
        Path source = Packed.small("")
                .add("train/cat/1.avif", new byte[] {1})
                .add("test/cat/2.avif", new byte[] {1})
                .add("train/cat/.DS_Store", new byte[] {1})
                .add("LICENSE", new byte[] {1})
                .zip(folder);

        // When
        List<UnusedFiles> unused = DatasetReader.inspect(source, LIMITS).unused();

        // Then
        assertThat(unused)
                .containsExactlyInAnyOrder(
                        new UnusedFiles("train", "cat", "avif", UnusedFiles.Reason.FORMAT, 1, "train/cat/1.avif"),
                        new UnusedFiles("test", "cat", "avif", UnusedFiles.Reason.FORMAT, 1, "test/cat/2.avif"),
                        new UnusedFiles("train", "cat", "", UnusedFiles.Reason.HIDDEN, 1, "train/cat/.DS_Store"),
                        new UnusedFiles(null, null, "", UnusedFiles.Reason.FORMAT, 1, "LICENSE"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"train/bird/1.avif", "train/bird/small/1.avif", "train/test/1.avif", "test/bird/1.heic"})
    void refusesAClassOfWhichNoFileIsUsed(String lost) throws IOException {
        // Given
        Path source = Packed.small("").add(lost, new byte[] {1}).tar(folder);

        // Then
        assertThatThrownBy(
                        () -> DatasetReader.read(source, Preprocessing.whole(4), LIMITS, DataProgress.SILENT, folder))
                .isInstanceOf(DatasetException.class)
                .hasMessageContaining("class '" + lost.split("/")[1] + "' of set.tar has no ")
                .hasMessageContaining(lost);
    }

    @Test
    void countsFilesOfAnyNumberOfKindsInAFewRows() throws IOException {
        // Given
        Packed packed = Packed.small("");
        for (int i = 0; i < 3_000; i++) {
            packed.add("notes/" + i + ".x" + i, new byte[] {1});
        }

        // When
        List<UnusedFiles> unused =
                DatasetReader.inspect(packed.zip(folder), LIMITS).unused();

        // Then
        assertThat(unused).hasSizeLessThan(2_010);
        assertThat(unused.stream().mapToInt(UnusedFiles::files).sum()).isEqualTo(3_000);
    }

    @Test
    void countsUsedFilesByExtension() throws IOException {
        // Given
        Path source = Packed.small("")
                .add("train/cat/3.PNG", Pictures.png(4, 4, 0))
                .add("val/cat/1.jpeg", Pictures.jpeg(4, 4, 0))
                .add("batches.meta.txt", new byte[] {1})
                .zip(folder);

        // When
        DatasetReader.Inspection inspection = DatasetReader.inspect(source, LIMITS);

        // Then
        assertThat(inspection.used()).containsExactly(Map.entry("jpeg", 1), Map.entry("jpg", 2), Map.entry("png", 5));
        assertThat(inspection.unused()).extracting(UnusedFiles::extension).containsExactly("txt");
    }

    @Test
    void countsBatchesAndTheListOfTheirClassesAsUsed() throws IOException {
        // Given
        byte[] records = new byte[2 * 3073];
        records[0] = 1;
        Path source = new Packed()
                .add("data_batch_1.bin", records)
                .add("test_batch.bin", records)
                .add("batches.meta.txt", new byte[] {1})
                .add("readme.html", new byte[] {1})
                .tar(folder);

        // When
        DatasetReader.Inspection inspection = DatasetReader.inspect(source, LIMITS);

        // Then
        assertThat(inspection.used()).containsExactly(Map.entry("bin", 2), Map.entry("txt", 1));
        assertThat(inspection.unused()).extracting(UnusedFiles::example).containsExactly("readme.html");
    }

    @Test
    void classWithoutAUsedFileIsFoundAmongAnyNumberOfKinds() throws IOException {
        // Given
        Packed packed = Packed.small("");
        for (int i = 0; i < 2_500; i++) {
            packed.add("train/cat/" + i + ".x" + i, new byte[] {1});
        }
        Path source = packed.add("train/zebra/1.avif", new byte[] {1}).zip(folder);

        // When / Then
        assertThatThrownBy(() -> DatasetReader.inspect(source, LIMITS))
                .isInstanceOf(DatasetException.class)
                .hasMessageContaining("class 'zebra' of set.zip has no train images that are used: 1 .avif files");
    }

    static DataProgress warnings(List<String> heard) {
        return new DataProgress() {
            @Override
            public void images(long done, long total) {}

            @Override
            public void warning(String message) {
                heard.add(message);
            }
        };
    }

    private Path packed(Packed packed, String format) throws IOException {
        return switch (format) {
            case "folder" -> packed.folder(folder.resolve("set"));
            case "zip" -> packed.zip(folder);
            case "tar" -> packed.tar(folder);
            default -> packed.tarGz(folder);
        };
    }
}
