package io.learngene.engine.data.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.learngene.engine.data.images.LabelledImages;
import io.learngene.engine.data.images.Normalisation;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class BatchMemoryTest {

    private static final long IMAGE = 12L * 224 * 224;

    @Test
    void batchOfFourThousandLargeImagesTakesSeveralBuffers() {
        // When
        List<Integer> parts = BatchMemory.partBytes(224, 4_096);

        // Then
        assertThat(parts).hasSize(3).allMatch(bytes -> bytes % IMAGE == 0 && bytes <= 1 << 30);
        assertThat(parts.stream().mapToLong(Integer::longValue).sum()).isEqualTo(4_096 * IMAGE);
    }

    @Test
    void largestBatchOfTheLargestImagesIsCountedRight() {
        // When
        List<Integer> parts = BatchMemory.partBytes(1_024, 65_536);

        // Then
        assertThat(parts.stream().mapToLong(Integer::longValue).sum()).isEqualTo(65_536L * 12 * 1_024 * 1_024);
    }

    @Test
    void smallBatchTakesOneBuffer() {
        assertThat(BatchMemory.partBytes(32, 128)).containsExactly(128 * 12 * 32 * 32);
    }

    @Test
    void imagesLieOneBehindTheOther() {
        // Given
        BatchMemory memory = new BatchMemory(2, 3);

        // When
        memory.image(1).put(0, new float[] {1, 2});

        // Then
        List<ByteBuffer> parts = memory.first(2);
        assertThat(parts).singleElement().satisfies(part -> assertThat(part.remaining())
                .isEqualTo(2 * 48));
        assertThat(parts.get(0).getFloat(48 + 4)).isEqualTo(2);
    }

    /** As those of 4,096 images of 224 pixels, of which a buffer takes 1,783. */
    @Test
    void imagesOfSeveralBuffersLieOneBehindTheOther() {
        // Given: two images a buffer
        BatchMemory memory = new BatchMemory(2, 5, 2 * 48 + 47);

        // When
        for (int image = 0; image < 5; image++) {
            memory.image(image).put(0, image).put(11, -image);
        }

        // Then
        assertThat(memory.first(5)).extracting(ByteBuffer::remaining).containsExactly(96, 96, 48);
        assertThat(memory.first(3)).extracting(ByteBuffer::remaining).containsExactly(96, 48);
        assertThat(memory.first(2)).extracting(ByteBuffer::remaining).containsExactly(96);
        ByteBuffer all = ByteBuffer.allocate(240).order(ByteOrder.LITTLE_ENDIAN);
        memory.first(5).forEach(all::put);
        for (int image = 0; image < 5; image++) {
            assertThat(all.getFloat(48 * image)).isEqualTo(image);
            assertThat(all.getFloat(48 * image + 44)).isEqualTo(-image);
        }
    }

    /** Two batches of 2.5 GB outside the heap, which may take as much as the heap: run it with -DargLine=-Xmx6g. */
    @Test
    void batchOfFourThousandLargeImagesIsFilled() {
        // Given
        long needed = 2 * 4_096 * IMAGE;
        assumeTrue(Runtime.getRuntime().maxMemory() > needed, "the heap is too small for it");
        byte[] dark = new byte[3 * 224 * 224];
        byte[] light = new byte[dark.length];
        Arrays.fill(light, (byte) 255);
        byte[][] pixels = new byte[4_096][];
        Arrays.fill(pixels, dark);
        pixels[4_095] = light;
        LabelledImages images = new LabelledImages(224, 2, pixels, new int[4_096]);

        // When
        try (BatchStream batches = BatchLoader.evaluation(images, 4_096)) {
            ImageBatch batch = batches.next();

            // Then
            assertThat(batch.parts()).hasSize(3);
            ByteBuffer last = batch.parts().get(2);
            assertThat(batch.parts().get(0).getFloat(0)).isEqualTo(Normalisation.table(0)[0]);
            assertThat(last.getFloat(last.limit() - 4)).isEqualTo(Normalisation.table(2)[255]);
        }
    }
}
