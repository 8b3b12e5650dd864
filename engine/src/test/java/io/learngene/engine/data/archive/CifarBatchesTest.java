package io.learngene.engine.data.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.learngene.engine.data.archive.ClassFolder.Split;
import io.learngene.engine.data.images.DatasetException;
import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CifarBatchesTest {

    private static final int RECORD = 3073;

    @ParameterizedTest
    @CsvSource({
        "data_batch_1.bin, true",
        "cifar-10-batches-bin/data_batch_5.bin, true",
        "a/b/test_batch.bin, true",
        "data_batch_123.bin, true",
        "data_batch_1234.bin, false",
        "data_batch_.bin, false",
        "data_batch_1.bin.part, false",
        "mydata_batch_1.bin, false",
        "test_batch, false",
        "test_batchXbin, false",
        "data_batch_1.bin/readme, false"
    })
    void batchIsKnownByItsName(String name, boolean batch) {
        assertThat(CifarBatches.isBatch(name)).isEqualTo(batch);
    }

    @ParameterizedTest
    @CsvSource({
        "test_batch.bin, TEST",
        "x/test_batch.bin, TEST",
        "data_batch_1.bin, TRAIN",
        "test/data_batch_1.bin, TRAIN"
    })
    void splitIsThatOfTheName(String name, Split split) {
        assertThat(CifarBatches.split(name)).isEqualTo(split);
    }

    @Test
    void recordsAreHandedOutInTheirOrderWithPixelsOfTheirOwn() throws IOException {
        // Given
        List<Integer> labels = new ArrayList<>();
        List<byte[]> pixels = new ArrayList<>();

        // When: a stream that gives a few bytes at a time
        CifarBatches.read("b.bin", slow(batch(9, 0, 4)), (record, label, bytes) -> {
            assertThat(record).isEqualTo(labels.size());
            labels.add(label);
            pixels.add(bytes);
        });

        // Then
        assertThat(labels).containsExactly(9, 0, 4);
        assertThat(pixels).allMatch(bytes -> bytes.length == 3072).doesNotHaveDuplicates();
        assertThat(pixels.get(0)[0]).isEqualTo((byte) 9);
        assertThat(pixels.get(2)[3071]).isEqualTo((byte) 4);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 3072, 3074, 6145})
    void batchThatEndsInTheMiddleOfARecordIsToldWithItsLength(int length) {
        // Given
        byte[] cut = new byte[length];

        // When, Then
        assertThatThrownBy(() -> CifarBatches.read("b.bin", new ByteArrayInputStream(cut), (r, l, b) -> {}))
                .isInstanceOf(DatasetException.class)
                .hasMessageContaining("b.bin has " + length + " bytes")
                .hasMessageContaining("pack it again");
    }

    @ParameterizedTest
    @ValueSource(ints = {10, 127, 128, 255})
    void labelThatThereIsNotIsToldWithItsRecord(int label) {
        // When, Then
        assertThatThrownBy(
                        () -> CifarBatches.read("b.bin", new ByteArrayInputStream(batch(1, 2, label)), (r, l, b) -> {}))
                .isInstanceOf(DatasetException.class)
                .hasMessageContaining("record 2 has label " + label);
    }

    /** A batch of many gigabytes comes through record by record. */
    @Test
    void endlessBatchTakesNoMemory() {
        // Given
        InputStream endless = new InputStream() {
            @Override
            public int read() {
                return 3;
            }
        };
        IllegalStateException enough = new IllegalStateException("enough");

        // When, Then
        assertThatThrownBy(() -> CifarBatches.read("b.bin", endless, (record, label, bytes) -> {
                    if (record == 2_000) {
                        throw enough;
                    }
                }))
                .isSameAs(enough);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "a\nb\nc",
                "a\nb\nc\nd\ne\nf\ng\nh\ni\ni",
                "a\nb\nc\nd\ne\nf\ng\nh\ni\n i ",
                "a\nb\nc\nd\ne\nf\ng\nh\ni\nj\nk",
                "a\nb\nc\nd\ne\nf\ng\nh\ni\n\u0007"
            })
    void listThatDoesNotNameTenClassesIsRefused(String list) {
        assertThatThrownBy(() -> CifarBatches.names("batches.meta.txt", list.getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(DatasetException.class)
                .hasMessageContaining("batches.meta.txt does not hold ten different names");
    }

    @Test
    void namesAreReadWhateverEndsTheirLines() {
        // Given
        String list = "\r\n" + String.join(" \r\n\r\n", CifarBatches.CLASS_NAMES) + "\n\n";

        // When
        List<String> names = CifarBatches.names("batches.meta.txt", list.getBytes(StandardCharsets.UTF_8));

        // Then
        assertThat(names).isEqualTo(CifarBatches.CLASS_NAMES);
    }

    private static byte[] batch(int... labels) {
        byte[] batch = new byte[labels.length * RECORD];
        for (int i = 0; i < labels.length; i++) {
            Arrays.fill(batch, i * RECORD, (i + 1) * RECORD, (byte) labels[i]);
        }
        return batch;
    }

    private static InputStream slow(byte[] bytes) {
        return new FilterInputStream(new ByteArrayInputStream(bytes)) {
            @Override
            public int read(byte[] into, int offset, int length) throws IOException {
                return super.read(into, offset, Math.min(length, 700));
            }
        };
    }
}
