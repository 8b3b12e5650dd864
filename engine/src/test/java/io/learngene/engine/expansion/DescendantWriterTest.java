package io.learngene.engine.expansion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.learngene.engine.safetensors.RangeReader;
import io.learngene.engine.safetensors.SafetensorsException;
import io.learngene.engine.safetensors.SafetensorsFile;
import io.learngene.engine.safetensors.SafetensorsHeader;
import io.learngene.engine.safetensors.SafetensorsWriter;
import io.learngene.engine.tensor.Tensor;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DescendantWriterTest {

    private static final List<Integer> SOURCE = List.of(0, 0, 1, 2, 2);

    private final Map<String, Tensor> learngene = new LinkedHashMap<>();
    private final List<Long> requests = new ArrayList<>();
    private byte[] file;

    @TempDir
    private Path folder;

    @BeforeEach
    void learngene() throws IOException {
        learngene.put("patch_embed.proj.weight", tensor(0));
        learngene.put("pos_embed", tensor(1));
        for (int stage = 0; stage < 3; stage++) {
            learngene.put("blocks." + stage + ".norm1.weight", tensor(10 + stage));
            learngene.put("blocks." + stage + ".norm1.bias", tensor(20 + stage));
        }
        learngene.put("head.weight", tensor(2));
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        SafetensorsWriter.write(bytes, learngene, Map.of("repeats", "[2, 1, 2]"));
        file = bytes.toByteArray();
    }

    @Test
    void theFileHoldsWhatTheExpansionInMemoryGives() throws IOException {
        // Given
        DescendantWriter writer = writer();
        Path written = folder.resolve("model.safetensors");

        // When
        try (OutputStream out = Files.newOutputStream(written)) {
            writer.write(this::open, out);
        }

        // Then
        try (SafetensorsFile opened = SafetensorsFile.open(written)) {
            assertThat(opened.tensors()).isEqualTo(Expansion.weights(learngene, SOURCE));
            assertThat(opened.metadata()).isEqualTo(Map.of("format", "pt"));
        }
    }

    @Test
    void theLengthIsKnownBeforehand() throws IOException {
        // Given
        DescendantWriter writer = writer();
        ByteArrayOutputStream out = new ByteArrayOutputStream();

        // When
        writer.write(this::open, out);

        // Then
        assertThat(writer.length()).isEqualTo(out.size());
    }

    @Test
    void neighboursInTheLearngeneAreOneRequest() throws IOException {
        // Given
        DescendantWriter writer = writer();
        requests.clear();

        // When
        writer.write(this::open, OutputStream.nullOutputStream());

        // Then
        long tensor = 3 * 4;
        long block = 2 * tensor;
        assertThat(requests)
                .as("embedding, head, stage 0, stages 0 to 2, stage 2")
                .containsExactly(2 * tensor, tensor, block, 3 * block, block);
    }

    @Test
    void aLearngeneThatBreaksOffIsNoFile() throws IOException {
        // Given
        DescendantWriter writer = writer();
        RangeReader broken = (offset, length) -> new ByteArrayInputStream(file, (int) offset, (int) length - 1);

        // When
        // Then
        assertThatThrownBy(() -> writer.write(broken, OutputStream.nullOutputStream()))
                .isInstanceOf(EOFException.class)
                .hasMessageStartingWith("the learngene broke off at its byte ");
    }

    @Test
    void somethingElseThanALearngeneIsRefused() {
        // Given
        file = "<html>no such object</html>".getBytes(java.nio.charset.StandardCharsets.UTF_8);

        // When
        // Then
        assertThatThrownBy(this::writer)
                .isInstanceOf(SafetensorsException.class)
                .hasMessageContaining("no safetensors file");
    }

    private DescendantWriter writer() throws IOException {
        SafetensorsHeader header = DescendantWriter.readHeader(this::open, file.length);
        return new DescendantWriter(header, SOURCE, Map.of("format", "pt"));
    }

    private InputStream open(long offset, long length) {
        requests.add(length);
        return new ByteArrayInputStream(file, (int) offset, (int) length);
    }

    private static Tensor tensor(int value) {
        return Tensor.ofFloats(List.of(3L), new float[] {value, value + 0.25f, -value});
    }
}
