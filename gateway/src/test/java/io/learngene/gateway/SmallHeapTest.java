package io.learngene.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.learngene.contracts.Json;
import io.learngene.contracts.artefact.StoreKeys;
import io.learngene.gateway.transfer.SmallGateway;
import io.learngene.gateway.view.Samples;
import io.learngene.runtime.store.FolderStore;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * What anybody may send, to the parts of a gateway that take it in, in a process of its heap that ends at the first
 * OutOfMemoryError: as many at once as it has threads.
 */
@Tag("faults")
@Timeout(180)
class SmallHeapTest {

    @TempDir
    Path folder;

    @Test
    void archivesThatUnpackToHalfTheHeapAreRefused() throws Exception {
        // Given: 63 kB
        Path bomb = folder.resolve("bomb.zip");
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(bomb))) {
            zip.putNextEntry(new ZipEntry("data_batch_1.bin"));
            for (int record = 0; record < 21_000; record++) {
                zip.write(new byte[3_073]);
            }
        }

        // When / Then
        assertThat(said("dataset", bomb)).allMatch(line -> line.startsWith("the archive has no test images"));
    }

    @Test
    void weightsOfAHeaderOfNinetyNineMegabytesAreRefused() throws Exception {
        // Given
        Path weights = folder.resolve("model.safetensors");
        try (RandomAccessFile file = new RandomAccessFile(weights.toFile(), "rw")) {
            file.write(ByteBuffer.allocate(8)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putLong(99_000_000)
                    .array());
            file.setLength(99_000_008);
        }

        // When / Then
        assertThat(said("weights", weights)).allMatch(line -> line.startsWith("the header has 99000000 bytes"));
    }

    @Test
    void configsOfHundredsOfThousandsOfNamesAreRefused() throws Exception {
        // Given
        Path config = Files.writeString(folder.resolve("config.json"), "[" + "{},".repeat(690_000) + "{}]");

        // When / Then
        assertThat(said("config", config)).allMatch(line -> line.contains("more than 120000 names and values"));
    }

    @Test
    void documentsOfHundredsOfThousandsOfNamesAreRefused() throws Exception {
        // Given
        Path document = Files.writeString(folder.resolve("request.json"), "[" + "{},".repeat(345_000) + "{}]");

        // When / Then
        assertThat(said("document", document))
                .allMatch(line -> line.contains("more than 20000 names and values")
                        || line.contains("the memory for request documents"));
    }

    @Test
    void listOfLearngenesWithManyClassesFits() throws Exception {
        // Given: more than the heap, as one list
        FolderStore store = new FolderStore(folder.resolve("store"));
        store.prepare();
        ObjectNode manifest = (ObjectNode) Json.mapper().readTree(Json.write(Samples.learngene()));
        ArrayNode classes = manifest.putArray("class_names");
        IntStream.range(0, 20_000).forEach(i -> classes.add("class of things " + i));
        for (int i = 0; i < 60; i++) {
            String id = "toy-%08x".formatted(i);
            store.create(StoreKeys.learngeneManifest(id), Json.write(manifest.put("id", id)));
        }
        Path nothing = Files.createFile(folder.resolve("nothing"));

        // When / Then
        assertThat(said("list", nothing)).containsOnly("accepted");
    }

    private List<String> said(String what, Path file) throws Exception {
        Path said = folder.resolve("said.txt");
        Process process = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx128m",
                        "-XX:+UseSerialGC",
                        "-XX:+ExitOnOutOfMemoryError",
                        "-cp",
                        System.getProperty("java.class.path"),
                        SmallGateway.class.getName(),
                        what,
                        file.toString(),
                        folder.toString()))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .redirectOutput(said.toFile())
                .start();
        assertThat(process.waitFor()).as(() -> read(said)).isZero();
        List<String> lines = read(said).lines().toList();
        assertThat(lines).hasSize(SmallGateway.CLIENTS);
        return lines;
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return e.toString();
        }
    }
}
