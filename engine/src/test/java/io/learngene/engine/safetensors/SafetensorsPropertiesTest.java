package io.learngene.engine.safetensors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.learngene.engine.tensor.DType;
import io.learngene.engine.tensor.Tensor;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What holds for every file that is written here, and for what becomes of its bytes elsewhere. */
class SafetensorsPropertiesTest {

    /** Where a message goes, a job's failure for example, there is room for so much. */
    private static final int MOST_MESSAGE = 2_000;

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void whatIsWrittenIsReadAgain(long seed) throws IOException {
        // Given
        SplittableRandom random = new SplittableRandom(seed);
        Map<String, Tensor> tensors = tensors(random);
        Map<String, String> metadata = metadata(random);
        Path file = folder.resolve("random.safetensors");

        // When
        SafetensorsWriter.write(file, tensors, metadata);

        // Then
        try (SafetensorsFile read = SafetensorsFile.open(file)) {
            assertThat(read.tensors()).isEqualTo(tensors);
            assertThat(read.metadata()).isEqualTo(metadata);
        }
    }

    /** Readers that map a file take a tensor where it lies. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void everyTensorBeginsAtAMultipleOfItsElements(long seed) throws IOException {
        // Given
        SplittableRandom random = new SplittableRandom(seed);
        Map<String, Tensor> tensors = tensors(random);

        // When
        SafetensorsHeader header = read(bytes(tensors, metadata(random)));

        // Then
        assertThat(header.entries().values())
                .allSatisfy(entry ->
                        assertThat(entry.begin() % entry.type().bytes()).isZero());
    }

    @Test
    void tensorsOfOneSizeOfElementsKeepTheirOrder() throws IOException {
        // Given
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        tensors.put("z", Tensor.ofFloats(List.of(1L), new float[1]));
        tensors.put("counter", Tensor.ofLongs(List.of(), new long[1]));
        tensors.put("a", Tensor.ofFloats(List.of(1L), new float[1]));

        // When
        SafetensorsHeader header = read(bytes(tensors, Map.of()));

        // Then
        assertThat(header.entries().keySet()).containsExactly("counter", "z", "a");
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void fileAndStreamAndDerivedFileHaveTheSameBytes(long seed) throws IOException {
        // Given
        SplittableRandom random = new SplittableRandom(seed);
        Map<String, Tensor> tensors = tensors(random);
        Map<String, String> metadata = metadata(random);
        Path file = folder.resolve("file");
        SafetensorsWriter.write(file, tensors, metadata);
        byte[] bytes = Files.readAllBytes(file);

        // When
        ByteArrayOutputStream stream = new ByteArrayOutputStream();
        SafetensorsWriter.write(stream, tensors, metadata);
        SafetensorsHeader header = SafetensorsHeader.read(inMemory(bytes), bytes.length);
        ByteArrayOutputStream derived = new ByteArrayOutputStream();
        new DerivedFile(TensorSource.of(header, inMemory(bytes)), metadata).write(derived);

        // Then
        assertThat(stream.toByteArray()).isEqualTo(bytes);
        assertThat(derived.toByteArray()).isEqualTo(bytes);
    }

    /** Damage is told by one exception, and what is not told changed nothing that the header says. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void changedBytesOfAHeaderAreToldOrHarmless(long seed) throws IOException {
        // Given
        SplittableRandom random = new SplittableRandom(seed);
        byte[] good = bytes(tensors(random), metadata(random));
        int headerEnd = 8 + ByteBuffer.wrap(good).order(ByteOrder.LITTLE_ENDIAN).getInt(0);
        for (int i = 0; i < 2_000; i++) {
            byte[] damaged = good.clone();
            for (int changes = random.nextInt(1, 4); changes > 0; changes--) {
                damaged[random.nextInt(headerEnd)] = (byte) random.nextInt(256);
            }

            // When
            Throwable thrown = catchThrowable(() -> read(damaged));

            // Then
            if (thrown != null) {
                assertThat(thrown).isExactlyInstanceOf(SafetensorsException.class);
                assertThat(thrown.getMessage()).hasSizeLessThan(MOST_MESSAGE);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void bytesThatAreMovedAddedOrLeftOutAreTold(long seed) throws IOException {
        // Given
        SplittableRandom random = new SplittableRandom(seed);
        byte[] good = bytes(tensors(random), Map.of());
        for (int i = 0; i < 300; i++) {
            int at = random.nextInt(good.length);
            byte[] shorter = Arrays.copyOf(good, at);
            byte[] longer = Arrays.copyOf(good, good.length + random.nextInt(1, 100));

            // When
            Throwable cut = catchThrowable(() -> read(shorter));
            Throwable padded = catchThrowable(() -> read(longer));

            // Then
            assertThat(cut).isExactlyInstanceOf(SafetensorsException.class);
            assertThat(padded).isExactlyInstanceOf(SafetensorsException.class);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void noiseIsTold(long seed) {
        // Given
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < 500; i++) {
            byte[] noise = new byte[random.nextInt(400)];
            random.nextBytes(noise);
            if (noise.length > 8) {
                // So that the length is believed and the rest is looked at.
                ByteBuffer.wrap(noise).order(ByteOrder.LITTLE_ENDIAN).putLong(0, random.nextInt(noise.length - 8 + 1));
            }

            // When
            Throwable thrown = catchThrowable(() -> read(noise));

            // Then
            assertThat(thrown).isExactlyInstanceOf(SafetensorsException.class);
        }
    }

    /** Places of a header that repeat what the file says. */
    enum Place {
        NAME("{`X`:{`dtype`:`F32`,`shape`:[4],`data_offsets`:[4,20]}}"),
        NAME_WITHOUT_OBJECT("{`X`:1}"),
        DTYPE("{`a`:{`dtype`:`X`,`shape`:[4],`data_offsets`:[0,16]}}"),
        FIELD("{`a`:{`X`:`F32`,`shape`:[4],`data_offsets`:[0,16]}}"),
        METADATA("{`__metadata__`:{`X`:1}}"),
        VALUE("{`__metadata__`:[`X`]}"),
        SHAPE("{`a`:{`dtype`:`F32`,`shape`:`X`,`data_offsets`:[0,16]}}"),
        NUMBER("{`a`:{`dtype`:`F32`,`shape`:[X],`data_offsets`:[0,16]}}"),
        DUPLICATE("{`X`:{`dtype`:`I64`,`shape`:[1],`data_offsets`:[0,8]},`X`:1}"),
        SYNTAX("{`a` X");

        private final String header;

        Place(String header) {
            this.header = header.replace('`', '"');
        }
    }

    /** The message becomes an answer of the gateway or the reason of a failed job, and those have no room for megabytes. */
    @ParameterizedTest
    @EnumSource
    void complaintRepeatsLittleOfWhatTheFileSays(Place place) {
        for (int length : new int[] {40_000, 1_000_000}) {
            // Given
            byte[] header = place.header
                    .replace("X", (place == Place.NUMBER ? "9" : "y").repeat(length))
                    .getBytes(StandardCharsets.UTF_8);

            // When
            Throwable thrown = catchThrowable(() -> SafetensorsHeader.parse(header, 8L + header.length + 16));

            // Then
            assertThat(thrown).isExactlyInstanceOf(SafetensorsException.class);
            assertThat(thrown.getMessage()).hasSizeLessThan(MOST_MESSAGE);
        }
    }

    @Test
    void refusalOfAnElementTypeNamesAllThatAreSupported() {
        // Given
        byte[] header =
                "{\"a\":{\"dtype\":\"F4\",\"shape\":[32],\"data_offsets\":[0,16]}}".getBytes(StandardCharsets.UTF_8);

        // When
        Throwable thrown = catchThrowable(() -> SafetensorsHeader.parse(header, 8L + header.length + 16));

        // Then
        for (DType type : DType.values()) {
            assertThat(thrown).hasMessageContaining(type.name());
        }
    }

    @Test
    void readingAHeaderReadsNoDataAndBelievesNoLength() throws IOException {
        // Given: 2 GiB, as somebody says
        List<Long> asked = new ArrayList<>();
        byte[] claimed = ByteBuffer.allocate(64)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(1L << 31)
                .array();

        // When
        Throwable thrown = catchThrowable(() -> SafetensorsHeader.read(
                (offset, length) -> {
                    asked.add(length);
                    return new ByteArrayInputStream(claimed, (int) offset, (int) length);
                },
                1L << 32));

        // Then
        assertThat(thrown).isExactlyInstanceOf(SafetensorsException.class).hasMessageContaining("2147483648");
        assertThat(asked).containsExactly(8L);
    }

    private static SafetensorsHeader read(byte[] bytes) throws IOException {
        return SafetensorsHeader.read(inMemory(bytes), bytes.length);
    }

    private static RangeReader inMemory(byte[] bytes) {
        return (offset, length) -> (InputStream) new ByteArrayInputStream(bytes, (int) offset, (int) length);
    }

    private static byte[] bytes(Map<String, Tensor> tensors, Map<String, String> metadata) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        SafetensorsWriter.write(out, tensors, metadata);
        return out.toByteArray();
    }

    /** Any names, types, shapes and bytes: scalars, empty ones, quotes, controls and other alphabets. */
    private static Map<String, Tensor> tensors(SplittableRandom random) {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        int count = random.nextInt(1, 12);
        for (int i = 0; i < count; i++) {
            DType type = DType.values()[random.nextInt(DType.values().length)];
            List<Long> shape = random.longs(random.nextInt(5), 0, 5).boxed().toList();
            long elements = shape.stream().reduce(1L, Math::multiplyExact);
            byte[] data = new byte[(int) (elements * type.bytes())];
            random.nextBytes(data);
            tensors.put(text(random) + i, new Tensor(type, shape, ByteBuffer.wrap(data)));
        }
        return tensors;
    }

    private static Map<String, String> metadata(SplittableRandom random) {
        Map<String, String> metadata = new LinkedHashMap<>();
        int count = random.nextInt(4);
        for (int i = 0; i < count; i++) {
            metadata.put(text(random) + i, text(random));
        }
        return metadata;
    }

    private static String text(SplittableRandom random) {
        String[] pieces = {
            "blocks.0.", "\"", "\\", "\n", "\u0000", "é", "层", "\ud83d\ude00", "{", "]", " ", "__metadata__"
        };
        StringBuilder text = new StringBuilder();
        for (int length = random.nextInt(6); length > 0; length--) {
            text.append(pieces[random.nextInt(pieces.length)]);
        }
        return text.toString();
    }
}
