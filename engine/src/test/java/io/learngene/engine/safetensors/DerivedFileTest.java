package io.learngene.engine.safetensors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.learngene.engine.expansion.Expansion;
import io.learngene.engine.tensor.DType;
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

class DerivedFileTest {

    private static final List<Integer> SOURCE = List.of(0, 0, 1, 2, 2);

    private static final Map<String, String> METADATA = Map.of("format", "pt");

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
        Path written = folder.resolve("model.safetensors");

        // When
        descendant().write(written);

        // Then
        try (SafetensorsFile opened = SafetensorsFile.open(written)) {
            assertThat(opened.tensors()).isEqualTo(Expansion.weights(learngene, SOURCE));
            assertThat(opened.metadata()).isEqualTo(METADATA);
        }
    }

    @Test
    void theFileIsTheSameAsOneFromMemory() throws IOException {
        // Given
        ByteArrayOutputStream fromMemory = new ByteArrayOutputStream();
        SafetensorsWriter.write(fromMemory, Expansion.weights(learngene, SOURCE), METADATA);

        // When
        byte[] derived = bytes(descendant());

        // Then
        assertThat(derived).isEqualTo(fromMemory.toByteArray());
    }

    @Test
    void theLengthIsKnownBeforehand() throws IOException {
        // Given
        DerivedFile descendant = descendant();

        // When
        byte[] written = bytes(descendant);

        // Then
        assertThat(descendant.length()).isEqualTo(written.length);
    }

    @Test
    void neighboursInTheLearngeneAreOneRequest() throws IOException {
        // Given
        DerivedFile descendant = descendant();
        requests.clear();

        // When
        descendant.write(OutputStream.nullOutputStream());

        // Then
        long tensor = 3 * 4;
        long block = 2 * tensor;
        assertThat(requests)
                .as("embedding, head, stage 0, stages 0 to 2, stage 2")
                .containsExactly(2 * tensor, tensor, block, 3 * block, block);
    }

    @Test
    void whatIsComputedStandsBetweenWhatIsCopied() throws IOException {
        // Given
        Map<String, TensorSource> sources = sources(this::open);
        Tensor other = tensor(99);
        sources.put("pos_embed", new TensorSource.Computed(DType.F32, List.of(3L), () -> other));
        Map<String, Tensor> expected = new LinkedHashMap<>(learngene);
        expected.put("pos_embed", other);
        Path written = folder.resolve("model.safetensors");

        // When
        new DerivedFile(sources, METADATA).write(written);

        // Then
        try (SafetensorsFile opened = SafetensorsFile.open(written)) {
            assertThat(opened.tensors()).isEqualTo(expected);
        }
    }

    @Test
    void neighboursOfTwoFilesAreReadFromTheirOwn() throws IOException {
        // Given: two tensors that would be neighbours, were they in one file
        Map<String, TensorSource> sources = sources(this::open);
        byte[] zeros = new byte[file.length];
        RangeReader other = (offset, length) -> new ByteArrayInputStream(zeros, (int) offset, (int) length);
        sources.put("pos_embed", sources(other).get("pos_embed"));
        ByteArrayOutputStream expected = new ByteArrayOutputStream();
        Map<String, Tensor> tensors = new LinkedHashMap<>(learngene);
        tensors.put("pos_embed", Tensor.ofFloats(List.of(3L), new float[3]));
        SafetensorsWriter.write(expected, tensors, METADATA);

        // When
        byte[] written = bytes(new DerivedFile(sources, METADATA));

        // Then
        assertThat(written).isEqualTo(expected.toByteArray());
    }

    @Test
    void aTensorOtherThanAnnouncedIsAnError() throws IOException {
        // Given
        Map<String, TensorSource> sources = sources(this::open);
        sources.put("pos_embed", new TensorSource.Computed(DType.F32, List.of(4L), () -> tensor(1)));
        DerivedFile untrue = new DerivedFile(sources, METADATA);

        // When
        // Then
        assertThatThrownBy(() -> untrue.write(OutputStream.nullOutputStream()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("a tensor F32 [4] was announced, but F32 [3] was computed");
    }

    @Test
    void aLearngeneThatBreaksOffIsNoFile() throws IOException {
        // Given
        DerivedFile broken = new DerivedFile(
                sources((offset, length) -> new ByteArrayInputStream(file, (int) offset, (int) length - 1)), METADATA);

        // When
        // Then
        assertThatThrownBy(() -> broken.write(OutputStream.nullOutputStream()))
                .isInstanceOf(EOFException.class)
                .hasMessageStartingWith("the file broke off at its byte ");
    }

    @Test
    void somethingElseThanALearngeneIsRefused() {
        // Given
        file = "<html>no such object</html>".getBytes(java.nio.charset.StandardCharsets.UTF_8);

        // When
        // Then
        assertThatThrownBy(this::descendant)
                .isInstanceOf(SafetensorsException.class)
                .hasMessageContaining("no safetensors file");
    }

    @Test
    void tensorsOfALocalFileAreMappedAndOutliveIt() throws IOException {
        // Given
        Path local = Files.write(folder.resolve("learngene.safetensors"), file);
        Map<String, Tensor> tensors = TensorSource.tensors(sources(RangeReader.of(local)));

        // When
        Files.delete(local);

        // Then
        assertThat(tensors).isEqualTo(learngene);
        assertThat(tensors.values()).allMatch(tensor -> tensor.data().isDirect());
    }

    @Test
    void tensorsFromElsewhereAreReadIntoMemory() throws IOException {
        // When
        Map<String, Tensor> tensors = TensorSource.tensors(sources(this::open));

        // Then
        assertThat(tensors).isEqualTo(learngene);
    }

    @Test
    void aLocalFileThatWasCutShortIsAnErrorAndNoCrash() throws IOException {
        // Given
        Path local = Files.write(folder.resolve("cut.safetensors"), java.util.Arrays.copyOf(file, file.length - 1));

        // When
        // Then
        assertThatThrownBy(() -> TensorSource.tensors(sources(RangeReader.of(local))))
                .isInstanceOf(EOFException.class);
    }

    private DerivedFile descendant() throws IOException {
        return new DerivedFile(Expansion.weights(sources(this::open), SOURCE), METADATA);
    }

    private Map<String, TensorSource> sources(RangeReader reader) throws IOException {
        return TensorSource.of(SafetensorsHeader.read(this::open, file.length), reader);
    }

    private static byte[] bytes(DerivedFile derived) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        derived.write(out);
        return out.toByteArray();
    }

    private InputStream open(long offset, long length) {
        requests.add(length);
        return new ByteArrayInputStream(file, (int) offset, (int) length);
    }

    private static Tensor tensor(int value) {
        return Tensor.ofFloats(List.of(3L), new float[] {value, value + 0.25f, -value});
    }
}
