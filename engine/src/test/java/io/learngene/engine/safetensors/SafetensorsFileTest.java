package io.learngene.engine.safetensors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.learngene.engine.tensor.DType;
import io.learngene.engine.tensor.Tensor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SafetensorsFileTest {

    @TempDir
    private Path folder;

    @Test
    void whatIsWrittenIsReadBack() throws IOException {
        // Given
        Map<String, Tensor> tensors = tensors();
        Map<String, String> metadata = Map.of("format", "pt", "note", "\"quoted\" \u00e9\n");
        Path file = folder.resolve("a.safetensors");

        // When
        SafetensorsWriter.write(file, tensors, metadata);

        // Then
        try (SafetensorsFile opened = SafetensorsFile.open(file)) {
            assertThat(opened.tensors()).isEqualTo(tensors);
            assertThat(opened.metadata()).isEqualTo(metadata);
        }
    }

    @Test
    void aStreamGetsTheBytesOfTheFile() throws IOException {
        // Given
        Path file = folder.resolve("a.safetensors");
        SafetensorsWriter.write(file, tensors(), Map.of());
        ByteArrayOutputStream stream = new ByteArrayOutputStream();

        // When
        SafetensorsWriter.write(stream, tensors(), Map.of());

        // Then
        assertThat(stream.toByteArray()).isEqualTo(Files.readAllBytes(file));
    }

    @Test
    void theDataBeginsAtAMultipleOfEight() {
        // Given
        List<SafetensorsWriter.Form> forms = List.of(new SafetensorsWriter.Form("x", DType.F32, List.of(3L)));

        // When
        byte[] header = SafetensorsWriter.header(forms, Map.of());

        // Then
        assertThat(header.length % 8).isZero();
        assertThat(ByteBuffer.wrap(header).order(ByteOrder.LITTLE_ENDIAN).getLong())
                .isEqualTo(header.length - 8);
    }

    /** Written by the reference implementation in Python. */
    @Test
    void theReferenceImplementationsFilesAreRead() throws IOException, URISyntaxException {
        // Given
        Path file = Path.of(getClass().getResource("/golden/gene.safetensors").toURI());

        // When
        try (SafetensorsFile opened = SafetensorsFile.open(file)) {
            // Then
            assertThat(opened.tensor("aux.pos_embed").shape()).containsExactly(1L, 16L, 48L);
            assertThat(opened.tensor("aux.pos_embed").type()).isEqualTo(DType.F32);
        }
    }

    @Test
    void tensorsOutliveTheFileThatIsClosed() throws IOException {
        // Given
        Path file = folder.resolve("a.safetensors");
        SafetensorsWriter.write(file, tensors(), Map.of());
        Tensor tensor;

        // When
        try (SafetensorsFile opened = SafetensorsFile.open(file)) {
            tensor = opened.tensor("b");
        }

        // Then
        assertThat(tensor.toFloats()).containsExactly(1, 2, 3, 4, 5, 6);
    }

    @Test
    void tensorsBehindTwoGibibytesAreRead() throws IOException {
        // Given
        Path file = folder.resolve("large.safetensors");
        long half = 3L << 29;
        byte[] header = SafetensorsWriter.header(
                List.of(
                        new SafetensorsWriter.Form("first", DType.F16, List.of(half / 2)),
                        new SafetensorsWriter.Form("second", DType.F16, List.of(half / 2)),
                        new SafetensorsWriter.Form("last", DType.F32, List.of(1L))),
                Map.of());
        try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
            sparse.write(header);
            sparse.seek(header.length + 2 * half);
            sparse.write(new byte[] {0, 0, (byte) 0x80, 0x3f});
        }

        // When
        try (SafetensorsFile opened = SafetensorsFile.open(file)) {
            // Then
            assertThat(opened.tensor("last").toFloats()).containsExactly(1f);
            assertThat(opened.tensor("second").elements()).isEqualTo(half / 2);
        }
    }

    @Test
    void aSingleTensorOfTwoGibibytesIsRefusedByName() throws IOException {
        // Given
        Path file = folder.resolve("large.safetensors");
        byte[] header = SafetensorsWriter.header(
                List.of(new SafetensorsWriter.Form("huge", DType.F32, List.of(1L << 29))), Map.of());
        try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
            sparse.write(header);
            sparse.setLength(header.length + (1L << 31));
        }

        // When
        try (SafetensorsFile opened = SafetensorsFile.open(file)) {
            // Then
            assertThatThrownBy(() -> opened.tensor("huge"))
                    .isInstanceOf(SafetensorsException.class)
                    .hasMessageContaining("large.safetensors: tensor 'huge' has 2147483648 bytes");
        }
    }

    @Test
    void aMissingTensorIsNamed() throws IOException {
        // Given
        Path file = folder.resolve("a.safetensors");
        SafetensorsWriter.write(file, tensors(), Map.of());

        // When
        try (SafetensorsFile opened = SafetensorsFile.open(file)) {
            // Then
            assertThatThrownBy(() -> opened.tensor("absent"))
                    .isInstanceOf(SafetensorsException.class)
                    .hasMessage("a.safetensors: there is no tensor 'absent'");
        }
    }

    @Test
    void aFileCutOffAnywhereIsRefused() throws IOException {
        // Given
        Path file = folder.resolve("a.safetensors");
        SafetensorsWriter.write(file, tensors(), Map.of());
        byte[] whole = Files.readAllBytes(file);

        for (int length = 0; length < whole.length; length++) {
            // When
            Path cut = Files.write(folder.resolve("cut.safetensors"), java.util.Arrays.copyOf(whole, length));

            // Then
            assertThatThrownBy(() -> SafetensorsFile.open(cut).close())
                    .as("%d bytes", length)
                    .isInstanceOf(SafetensorsException.class)
                    .hasMessageStartingWith("cut.safetensors: ");
        }
    }

    private static Map<String, Tensor> tensors() {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        tensors.put("b", Tensor.ofFloats(List.of(2L, 3L), new float[] {1, 2, 3, 4, 5, 6}));
        tensors.put("a", Tensor.ofLongs(List.of(), new long[] {Long.MIN_VALUE}));
        tensors.put("empty", Tensor.ofFloats(List.of(0L, 4L), new float[0]));
        tensors.put("half", new Tensor(DType.BF16, List.of(2L), ByteBuffer.wrap(new byte[] {1, 2, 3, 4})));
        return tensors;
    }
}
