package io.learngene.engine.data.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.learngene.contracts.artefact.MultiLabel;
import io.learngene.contracts.artefact.UnusedFiles;
import io.learngene.engine.data.images.Dataset;
import io.learngene.engine.data.images.DatasetException;
import io.learngene.engine.data.images.ImageLabels;
import io.learngene.engine.data.images.LabelledImages;
import io.learngene.engine.data.images.Pictures;
import io.learngene.engine.data.images.Preprocessing;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Datasets whose images have any number of labels, which a file beside them says. */
class LabelFilesTest {

    private static final DatasetLimits LIMITS = DatasetLimits.standard();

    private static final String TRAIN = "file_name,labels\n1.png,cat|dog\n2.png,\n3.png,dog\n";

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"folder", "zip", "tar", "tar.gz"})
    void imagesHaveTheLabelsOfTheirLines(String format) throws IOException {
        // Given
        Path source = packed(small(), format);

        // When
        Dataset dataset = read(source);

        // Then
        assertThat(dataset.classNames()).containsExactly("cat", "dog");
        assertThat(labels(dataset.train())).containsExactly("[0, 1]", "[]", "[1]");
        assertThat(labels(dataset.test())).containsExactly("[0]");
        assertThat(dataset.train().perClass()).containsExactly(1, 2);
        assertThat(dataset.train().multiLabel()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"folder", "zip", "tar", "tar.gz"})
    void positivesAreCountedByClassAndImagesByThemselves(String format) throws IOException {
        // Given
        Path source = packed(
                small().add("validation/1.png", Pictures.png(4, 4, 1))
                        .add("validation/metadata.jsonl", utf8("{\"file_name\": \"1.png\", \"labels\": []}\n")),
                format);

        // When
        DatasetReader.Inspection found = DatasetReader.inspect(source, LIMITS);

        // Then
        assertThat(found.train()).isEqualTo(Map.of("cat", 1, "dog", 2));
        assertThat(found.test()).isEqualTo(Map.of("cat", 1));
        assertThat(found.multiLabel())
                .isEqualTo(new MultiLabel(
                        new MultiLabel.Images(3, 1), new MultiLabel.Images(1, 0), new MultiLabel.Images(1, 1)));
        assertThat(found.used()).isEqualTo(Map.of("png", 5, "csv", 2, "jsonl", 1));
        assertThat(found.unused()).isEmpty();
    }

    @Test
    void linesOfJsonSayTheSame() throws IOException {
        // Given
        Packed packed = small().remove("train/metadata.csv")
                .add(
                        "train/metadata.jsonl",
                        utf8("{\"labels\": [\"dog\", \"cat\"], \"file_name\": \"1.png\"}\n"
                                + "\n{\"file_name\": \"2.png\", \"labels\": []}\r\n"
                                + "{\"file_name\": \"3.png\", \"labels\": [\"dog\"]}"));

        // When
        Dataset dataset = read(packed.zip(folder));

        // Then
        assertThat(labels(dataset.train())).containsExactly("[0, 1]", "[]", "[1]");
    }

    @Test
    void aCsvMayBeWrittenAsOtherProgramsWriteIt() throws IOException {
        // Given a byte order mark, columns the other way round, quotes, carriage returns, no end of the last line
        String csv =
                "\ufefflabels,file_name\r\n\"cat|big \"\"dog\"\"\",1.png\r\n,2.png\r\n\r\n\"big \"\"dog\"\"\",\"3.png\"";

        // When
        Dataset dataset = read(small().add("train/metadata.csv", utf8(csv)).zip(folder));

        // Then
        assertThat(dataset.classNames()).containsExactly("big \"dog\"", "cat");
        assertThat(labels(dataset.train())).containsExactly("[0, 1]", "[]", "[0]");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "file_name,labels,text\\n1.png,cat,a;has the columns [file_name, labels, text]; give file_name and labels",
                "file_name,label\\n1.png,cat;has the columns [file_name, label]",
                "file_name,labels,labels\\n1.png,cat,dog;has the columns",
                "file_name,labels\\n1.png,cat,dog;line 2 has 3 cells",
                "file_name,labels\\n1.png;line 2 has 1 cells",
                "file_name,labels\\n1.png,cat||dog;line 2 has the label ''; give 1 to 200 printable characters",
                "file_name,labels\\n1.png,cat| dog;line 2 has the label ' dog'",
                "file_name,labels\\n1.png,cat|cat;line 2 has a label twice",
                "file_name,labels\\n1.png,cat\\n1.png,dog;line 3 is the second one of 1.png",
                "file_name,labels\\nsub/1.png,cat;names the file 'sub/1.png'",
                "file_name,labels\\n1.png,\"cat;has a quote that is not closed",
                "file_name,labels\\n1.png,\"cat\"s;has something behind a quoted cell",
                "file_name,labels\\n1.png,c\"at;has a quote inside a cell",
                "file_name,labels\\n1.png,cat|dog\\n2.png,;1 images have no line in train/metadata.csv",
                "file_name,labels\\n1.png,cat|dog\\n2.png,\\n3.png,dog\\n4.png,cat;1 lines of train/metadata.csv name no image",
                "file_name,labels\\n1.png,cat\\n2.png,\\n3.png,;1 different labels [cat]",
                "file_name,labels\\n1.png,dog\\n2.png,bird\\n3.png,;class 'cat' of",
            })
    void aWrongListIsRefusedByWhatIsWrong(String csv, String told) throws IOException {
        // Given
        Path source = small().add("train/metadata.csv", utf8(csv.replace("\\n", "\n")))
                .zip(folder);

        // When / Then
        assertThatThrownBy(() -> DatasetReader.inspect(source, LIMITS))
                .isInstanceOf(DatasetException.class)
                .hasMessageContaining(told);
        assertThatThrownBy(() -> read(source)).hasMessageContaining(told);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "{\"file_name\": \"1.png\";line 1 is no JSON",
                "[1];line 1 is no JSON object",
                "{\"file_name\": \"1.png\", \"labels\": \"cat\"};needs a text file_name and a list labels",
                "{\"file_name\": \"1.png\", \"labels\": [1]};has the label 1, which is no text",
                "{\"file_name\": \"1.png\", \"labels\": [\"a\\u0007\"]};has the label 'a?'",
                "{\"file_name\": \"1.png\", \"labels\": [], \"caption\": \"a\"};has the field 'caption'",
                "{\"file_name\": \"1.png\", \"labels\": [], \"labels\": []};is no JSON: Duplicate field 'labels'",
            })
    void aWrongLineOfJsonIsRefusedByWhatIsWrong(String line, String told) throws IOException {
        // Given
        Path source = small().remove("train/metadata.csv")
                .add("train/metadata.jsonl", utf8(line))
                .zip(folder);

        // When / Then
        assertThatThrownBy(() -> DatasetReader.inspect(source, LIMITS)).hasMessageContaining(told);
    }

    @Test
    void whatIsNoTextIsRefused() throws IOException {
        // Given
        Path source = small().add("train/metadata.csv", new byte[] {(byte) 0xff, (byte) 0xfe, 0, 1})
                .zip(folder);

        // When / Then
        assertThatThrownBy(() -> DatasetReader.inspect(source, LIMITS)).hasMessageContaining("is no UTF-8; save it as");
    }

    @Test
    void aSplitHasOneListAndOnlyOne() throws IOException {
        // Given
        Path two = small().add("train/metadata.jsonl", utf8("")).folder(folder.resolve("two"));
        Path none = small().remove("test/metadata.csv").folder(folder.resolve("none"));

        // When / Then
        assertThatThrownBy(() -> DatasetReader.inspect(two, LIMITS)).hasMessageContaining("for the same split; remove");
        assertThatThrownBy(() -> DatasetReader.inspect(none, LIMITS))
                .hasMessageContaining("the test images of none have no metadata.csv or metadata.jsonl beside them");
    }

    @Test
    void listsThatTakeMoreMemoryThanThereIsAreRefused() throws IOException {
        // Given a file of a megabyte, whose lines take a hundred times more
        StringBuilder csv = new StringBuilder("file_name,labels\n");
        for (int i = 0; csv.length() < 1_000_000; i++) {
            csv.append(i).append(",\n");
        }
        Path source = small().add("train/metadata.csv", utf8(csv.toString())).zip(folder);
        DatasetLimits little = new DatasetLimits(5_000_000, 64L << 20, 500L << 30, 100, 50_000_000, 0.01, 8L << 20);

        // When / Then
        assertThatThrownBy(() -> DatasetReader.inspect(source, little))
                .hasMessageContaining("files of labels that take more than the 2097152 bytes of memory");
    }

    @ParameterizedTest
    @ValueSource(strings = {"folder", "zip", "tar", "tar.gz"})
    void whereFoldersAreClassesAListIsToldAndNotRead(String format) throws IOException {
        // Given what was a dataset before there were lists, with images that lie in no class
        Path source = packed(
                Packed.small("")
                        .add("train/metadata.csv", utf8("nothing of ours"))
                        .add("train/9.png", new byte[] {1}),
                format);
        List<String> warnings = new ArrayList<>();

        // When
        Dataset dataset = read(source, warnings);

        // Then
        assertThat(dataset.train().multiLabel()).isFalse();
        assertThat(dataset.train().perClass()).containsExactly(2, 2);
        assertThat(warnings)
                .singleElement()
                .asString()
                .startsWith("2 files of ")
                .contains("1 .csv files are read only where images lie beside them and in no folders of classes")
                .contains("1 .png files do not lie in split/CLASS/");
        assertThat(DatasetReader.inspect(source, LIMITS).unused())
                .extracting(UnusedFiles::reason)
                .containsExactlyInAnyOrder(UnusedFiles.Reason.LABELS, UnusedFiles.Reason.PLACE);
    }

    @Test
    void aLabelAllOfWhoseImagesAreBrokenIsRefused() throws IOException {
        // Given
        Path source = small().add("train/1.png", new byte[] {1}).zip(folder);

        // When / Then
        assertThatThrownBy(() -> read(source))
                .hasMessageContaining("all training images with the label 'cat' of")
                .hasMessageContaining("are broken");
    }

    @Test
    void testImagesWithoutAnyLabelAreRefused() throws IOException {
        // Given
        Path source = small().add("test/metadata.csv", utf8("file_name,labels\n1.png,\n"))
                .zip(folder);

        // When / Then
        assertThatThrownBy(() -> DatasetReader.inspect(source, LIMITS)).hasMessageContaining("no test image of");
    }

    @Test
    void aFileThatIsNotReadHasNoLine() throws IOException {
        // Given
        Path source = small().add("train/metadata.csv", utf8(TRAIN + "4.avif,cat\n"))
                .add("train/4.avif", new byte[] {1})
                .zip(folder);

        // When / Then
        assertThatThrownBy(() -> DatasetReader.inspect(source, LIMITS))
                .hasMessageContaining("name no image beside it that is read")
                .hasMessageContaining("The first: 4.avif");
    }

    @Test
    void oneTestImageOfAFolderOfAllIsReadAlone() throws IOException {
        // Given
        Path source = small().zip(folder);

        // When
        DatasetReader.TestImages test = DatasetReader.readTest(
                source, Preprocessing.whole(4), LIMITS, UnusedFilesTest.warnings(new ArrayList<>()), folder);

        // Then
        assertThat(test.classNames()).containsExactly("cat", "dog");
        assertThat(labels(test.images())).containsExactly("[0]");
    }

    private static Packed small() {
        Packed packed = new Packed();
        for (int i = 1; i <= 3; i++) {
            packed.add("train/" + i + ".png", Pictures.png(4, 4, i * 0x10));
        }
        return packed.add("train/metadata.csv", utf8(TRAIN))
                .add("test/1.png", Pictures.png(4, 4, 0xff))
                .add("test/metadata.csv", utf8("file_name,labels\n1.png,cat\n"));
    }

    private Path packed(Packed packed, String format) throws IOException {
        return switch (format) {
            case "folder" -> packed.folder(folder.resolve("packed"));
            case "zip" -> packed.zip(folder);
            case "tar" -> packed.tar(folder);
            default -> packed.tarGz(folder);
        };
    }

    private Dataset read(Path source) throws IOException {
        return read(source, new ArrayList<>());
    }

    private Dataset read(Path source, List<String> warnings) throws IOException {
        return DatasetReader.read(
                source, Preprocessing.whole(4), LIMITS, UnusedFilesTest.warnings(warnings), folder.resolve("scratch"));
    }

    private static List<String> labels(LabelledImages images) {
        ImageLabels.Several several = (ImageLabels.Several) images.labels();
        return Arrays.stream(several.of()).map(Arrays::toString).toList();
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
