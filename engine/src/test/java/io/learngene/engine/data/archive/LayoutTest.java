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
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Splits and classes are found wherever they lie, whatever they are named. */
class LayoutTest {

    private static final DatasetLimits LIMITS = DatasetLimits.standard();

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({
        "folder, train", "zip, train", "tar, train", "tar.gz, train",
        "folder, Test", "zip, test", "tar, test", "tar.gz, val",
        "zip, valid", "tar, validation"
    })
    void classMayBeNamedAsASplit(String format, String name) throws IOException {
        // Given: CIFAR-100 has a class "train"
        Path source = packed(
                Packed.small("")
                        .add("train/" + name + "/1.png", Pictures.png(4, 4, 0))
                        .add("test/" + name + "/1.png", Pictures.png(4, 4, 0))
                        .add("test/" + name + "/2.png", Pictures.png(4, 4, 0)),
                format);

        // When
        DatasetReader.Inspection inspection = DatasetReader.inspect(source, LIMITS);
        Dataset dataset = read(source);

        // Then
        assertThat(inspection.train()).containsOnlyKeys("cat", "dog", name).containsEntry(name, 1);
        assertThat(inspection.test()).containsEntry(name, 2);
        assertThat(inspection.unused()).isEmpty();
        assertThat(dataset.classNames()).containsExactlyInAnyOrder("cat", "dog", name);
        assertThat(dataset.train().size()).isEqualTo(5);
        assertThat(dataset.test().size()).isEqualTo(4);
    }

    @ParameterizedTest
    @CsvSource({"folder, train/", "zip, test/", "tar, val/", "tar.gz, train/test/", "tar, test/pets/", "zip, .train/"})
    void whatHoldsEverythingMayBeNamedAsASplit(String format, String above) throws IOException {
        // Given
        Path source = packed(
                Packed.small(above)
                        .add(above + "train/train/1.png", Pictures.png(4, 4, 0))
                        .add(above + "test/train/1.png", Pictures.png(4, 4, 0)),
                format);

        // When
        Dataset dataset = read(source);

        // Then
        assertThat(dataset.classNames()).containsExactly("cat", "dog", "train");
        assertThat(dataset.train().size()).isEqualTo(5);
        assertThat(dataset.test().size()).isEqualTo(3);
    }

    @ParameterizedTest
    @CsvSource({
        "folder, husky",
        "zip, husky",
        "tar, husky",
        "tar.gz, husky",
        "zip, a/b/c",
        "tar, train",
        "zip, test/val"
    })
    void imagesMayLieDeeperInTheirClass(String format, String below) throws IOException {
        // Given
        Path source = packed(
                Packed.small("pets/")
                        .add("pets/train/dog/" + below + "/1.png", Pictures.png(4, 4, 0))
                        .add("pets/train/owl/" + below + "/1.png", Pictures.png(4, 4, 0))
                        .add("pets/test/owl/" + below + "/1.png", Pictures.png(4, 4, 0)),
                format);

        // When
        Map<String, Integer> counted = DatasetReader.inspect(source, LIMITS).train();
        Dataset dataset = read(source);

        // Then
        assertThat(counted).containsExactly(Map.entry("cat", 2), Map.entry("dog", 3), Map.entry("owl", 1));
        assertThat(dataset.classNames()).containsExactly("cat", "dog", "owl");
        assertThat(dataset.train().size()).isEqualTo(6);
    }

    @ParameterizedTest
    @CsvSource({
        "zip, train/train/cat/1.png train/train/dog/1.png, no test images",
        "tar, train/train/cat/1.png, no test images",
        "tar.gz, test/val/cat/1.png test/val/dog/1.png, no train images",
        "zip, train/test/x/1.png, no train images"
    })
    void splitThatHoldsEverythingIsOneAndTheOtherIsToldToBeMissing(String format, String names, String says)
            throws IOException {
        // Given
        Packed packed = new Packed();
        for (String name : names.split(" ")) {
            packed.add(name, Pictures.png(4, 4, 0));
        }
        Path source = packed(packed, format);

        // When / Then
        assertThatThrownBy(() -> DatasetReader.inspect(source, LIMITS))
                .isInstanceOf(DatasetException.class)
                .hasMessageContaining(says + " (0 files lie elsewhere");
        assertThatThrownBy(() -> read(source))
                .isInstanceOf(DatasetException.class)
                .hasMessageContaining(says);
    }

    @Test
    void hiddenFolderHidesWhatLiesInIt() throws IOException {
        // Given
        Path source = Packed.small(".data/")
                .add(".data/train/dog/.thumbnails/small/1.png", Pictures.png(4, 4, 0))
                .add(".data/train/.cache/1.png", Pictures.png(4, 4, 0))
                .zip(folder);

        // When
        DatasetReader.Inspection inspection = DatasetReader.inspect(source, LIMITS);

        // Then
        assertThat(inspection.train()).containsExactly(Map.entry("cat", 2), Map.entry("dog", 2));
        assertThat(inspection.unused())
                .extracting(UnusedFiles::reason)
                .containsOnly(UnusedFiles.Reason.HIDDEN)
                .hasSize(2);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "train/val/cat/1.png test/val/cat/1.png | val | it holds a folder 'cat', and that is a class, too",
                "train/val/cat/1.png | val | it has no test images",
                "train/test/1.png | test | it has no test images",
                "test/train/1.png | train | it has no train images",
                "train/train/cat/1.png test/test/cat/1.png | train | it has no test images",
                "val/train/cat/1.png train/train/cat/1.png | train | it has no test images"
            })
    void folderThatMayBeAClassOrASplitIsRefusedByItsName(String names, String refused, String why) throws IOException {
        for (String format : new String[] {"zip", "tar"}) {
            // Given
            Packed packed = Packed.small("");
            for (String name : names.split(" ")) {
                packed.add(name, Pictures.png(4, 4, 0));
            }
            Path source = packed(packed, format);

            // When / Then
            assertThatThrownBy(() -> DatasetReader.inspect(source, LIMITS))
                    .isInstanceOf(DatasetException.class)
                    .hasMessageContaining("folder '" + refused + "' in a split of set." + format)
                    .hasMessageContaining(why)
                    .hasMessageContaining("put a split beside the others");
            assertThatThrownBy(() -> read(source))
                    .isInstanceOf(DatasetException.class)
                    .hasMessageContaining(why);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"zip", "tar"})
    void emptyFolderOfAClassThatIsNamedAsASplitIsRefused(String format) throws IOException {
        // Given
        Path source = packed(Packed.small("").add("train/val/", new byte[0]), format);

        // When / Then
        assertThatThrownBy(() -> read(source))
                .isInstanceOf(DatasetException.class)
                .hasMessageContaining("class 'val' of set." + format + " has no train images");
    }

    private Dataset read(Path source) throws IOException {
        return DatasetReader.read(source, Preprocessing.whole(4), LIMITS, DataProgress.SILENT, folder);
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
