package io.learngene.contracts.artefact;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.learngene.contracts.Json;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DatasetFilesTest {

    @Test
    void ofManyKindsThoseWithTheMostFilesAreToldAndTheRestIsSummed() {
        // Given
        List<UnusedFiles> kinds = IntStream.rangeClosed(1, 1_000)
                .mapToObj(files -> unused("x" + files, files, "1.x"))
                .toList();

        // When
        DatasetFiles files = DatasetFiles.of(new TreeMap<>(Map.of("png", 4)), kinds);

        // Then
        assertThat(files.unused()).hasSize(DatasetFiles.MOST_KINDS);
        assertThat(files.unused().get(0).files()).isEqualTo(1_000);
        assertThat(files.unused().get(19).files()).isEqualTo(981);
        assertThat(files.otherUnused()).isEqualTo(980L * 981 / 2);
    }

    @Test
    void longNamesAreCut() {
        // When
        DatasetFiles files =
                DatasetFiles.of(new TreeMap<>(), List.of(unused("x", 1, "train/" + "a".repeat(900) + "/1.x")));

        // Then
        assertThat(Json.write(files).length).isLessThan(600);
        assertThat(files.unused().get(0).example()).startsWith("train/aaa").endsWith("...");
    }

    @Test
    void whatIsWrittenIsRead() {
        // Given
        DatasetFiles files =
                DatasetFiles.of(new TreeMap<>(Map.of("", 1)), List.of(unused("avif", 3, "train/a/1.avif")));

        // When
        byte[] json = Json.write(files);

        // Then
        assertThat(new String(json, UTF_8)).contains("\"class_name\":\"a\"", "\"reason\":\"format\"");
        assertThat(Json.read(json, DatasetFiles.class)).isEqualTo(files);
    }

    @Test
    void manifestFromBeforeFilesWereCountedIsReadAndItsFilesAreUnknownRatherThanNone() {
        // Given
        String before = """
                {"name": "pets", "sha256": "%s", "format": "zip", "created_at": "2026-01-01T00:00:00Z",
                 "source": {"name": "source.zip", "key": "datasets/pets/x/source.zip", "size": 1, "sha256": "%s"},
                 "train_images": {"cat": 1, "dog": 1}, "test_images": {"cat": 1}}
                """.formatted("a".repeat(64), "a".repeat(64));

        // When
        DatasetManifest manifest = Json.read(before.getBytes(UTF_8), DatasetManifest.class);

        // Then
        assertThat(manifest.trainImages()).containsOnlyKeys("cat", "dog");
        assertThat(manifest.files()).isNull();
        assertThat(new String(Json.write(manifest), UTF_8)).doesNotContain("files");
    }

    private static UnusedFiles unused(String extension, int files, String example) {
        return new UnusedFiles("train", "a", extension, UnusedFiles.Reason.FORMAT, files, example);
    }
}
