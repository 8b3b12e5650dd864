package io.learngene.engine.data.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.learngene.contracts.Json;
import io.learngene.contracts.recipe.Augmentation;
import io.learngene.contracts.recipe.Framing;
import io.learngene.engine.data.images.LabelledImages;
import io.learngene.engine.data.images.SyntheticShapes;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
class BatchLoaderTest {

    private static final Augmentation NONE = Augmentation.of(Framing.padded(0, false));
    private static final Augmentation BOTH = Augmentation.of(Framing.padded(4, true));
    private static final Augmentation RICH = recipe("{'scale': [0.3, 1], 'rand_augment': 'rand-m9-mstd0.5-inc1',"
            + " 'random_erasing': 0.25, 'mixup': 0.8, 'cutmix': 1.0}");

    /** As timm's train script: {@code epoch >= mixup_off_epoch}. */
    @ParameterizedTest
    @CsvSource({"0, true", "1, true", "2, false", "3, false"})
    void imagesAreMixedUpToTheEpochThatEndsIt(int epoch, boolean mixed) {
        // Given
        LabelledImages images = SyntheticShapes.dataset(1, 20, 10).train();
        String jitter = "{'crop_padding': 4, 'color_jitter': 0.4";
        String mixing = ", 'mixup': 0.8, 'cutmix': 1.0";
        Augmentation ends = recipe(jitter + mixing + ", 'mixup_off_epoch': 2}");
        Augmentation like = recipe(jitter + (mixed ? mixing : "") + "}");

        // When
        try (BatchStream stream = BatchLoader.training(images, 20, ends, 7, epoch, 0);
                BatchStream expected = BatchLoader.training(images, 20, like, 7, epoch, 0)) {
            ImageBatch batch = stream.next();
            ImageBatch other = expected.next();

            // Then
            assertThat(batch.share() < 1).isEqualTo(mixed);
            assertThat(batch.share()).isEqualTo(other.share());
            assertThat(Copy.of(batch)).isEqualTo(Copy.of(other));
        }
    }

    /** Labels and pixels of a batch, copied out of its reused memory. */
    private record Copy(List<Long> labels, List<Float> pixels) {
        static Copy of(ImageBatch batch) {
            float[] all = new float[batch.parts().get(0).remaining() / 4];
            batch.parts()
                    .get(0)
                    .duplicate()
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .asFloatBuffer()
                    .get(all);
            return new Copy(
                    LongStream.of(batch.labels()).boxed().toList(),
                    IntStream.range(0, all.length).mapToObj(i -> all[i]).toList());
        }
    }

    @Test
    void normalisesWithTheConstantsOfImageNet() {
        // Given
        byte[] pixels = {0, 51, (byte) 255, 102, 0, 51, (byte) 255, 102, 0, 51, (byte) 255, 102};
        LabelledImages images = new LabelledImages(2, 2, new byte[][] {pixels}, new int[] {1});

        // When
        Copy copy = all(BatchLoader.evaluation(images, 4)).get(0);

        // Then
        assertThat(copy.labels()).containsExactly(1L);
        assertThat(copy.pixels()).hasSize(12);
        assertThat(copy.pixels().get(1)).isCloseTo((float) ((0.2 - 0.485) / 0.229), within(1e-6f));
        assertThat(copy.pixels().get(4)).isCloseTo((float) ((0.0 - 0.456) / 0.224), within(1e-6f));
        assertThat(copy.pixels().get(10)).isCloseTo((float) ((1.0 - 0.406) / 0.225), within(1e-6f));
    }

    @Test
    void evaluatesEveryImageOnceInOrder() {
        // Given
        LabelledImages images = numbered(10);

        // When
        List<Copy> batches = all(BatchLoader.evaluation(images, 4));

        // Then
        assertThat(batches).extracting(b -> b.labels().size()).containsExactly(4, 4, 2);
        assertThat(labels(batches))
                .containsExactlyElementsOf(LongStream.range(0, 10).boxed().toList());
    }

    @Test
    void trainsOnFullBatchesOnly() {
        // Given
        LabelledImages images = numbered(10);

        // When
        List<Copy> batches = all(BatchLoader.training(images, 4, NONE, 1, 0, 0));

        // Then
        assertThat(batches).hasSize(BatchLoader.batchesPerEpoch(images, 4));
        assertThat(batches).extracting(b -> b.labels().size()).containsExactly(4, 4);
        assertThat(labels(batches)).doesNotHaveDuplicates();
    }

    @Test
    void trainsOnOneBatchOfAllWhereThereAreFewerThanABatchTakes() {
        // Given
        LabelledImages images = numbered(3);

        // When
        List<Copy> batches = all(BatchLoader.training(images, 4, NONE, 1, 0, 0));

        // Then
        assertThat(BatchLoader.batchesPerEpoch(images, 4)).isEqualTo(1);
        assertThat(labels(batches)).containsExactlyInAnyOrder(0L, 1L, 2L);
    }

    @Test
    void givesTheSameBatchesForTheSameSeedAndEpoch() {
        // Given
        LabelledImages images = numbered(40);

        // When
        List<Copy> once = all(BatchLoader.training(images, 8, BOTH, 7, 3, 0));
        List<Copy> again = all(BatchLoader.training(images, 8, BOTH, 7, 3, 0));

        // Then
        assertThat(once).isEqualTo(again);
    }

    @Test
    void givesTheRemainingBatchesBitForBitAfterAResume() {
        // Given
        LabelledImages images = numbered(40);
        List<Copy> whole = all(BatchLoader.training(images, 8, BOTH, 7, 3, 0));

        // When
        List<Copy> resumed = all(BatchLoader.training(images, 8, BOTH, 7, 3, 2));

        // Then
        assertThat(resumed).isEqualTo(whole.subList(2, 5));
    }

    @Test
    void givesTheSameRichBatchesAfterAResume() {
        // Given
        LabelledImages images = numbered(40);
        List<Copy> whole = all(BatchLoader.training(images, 8, RICH, 7, 3, 0));

        // When
        List<Copy> resumed = all(BatchLoader.training(images, 8, RICH, 7, 3, 2));

        // Then
        assertThat(resumed).isEqualTo(whole.subList(2, 5));
    }

    @Test
    void repeatsAnImageWithOtherChoices() {
        // Given
        LabelledImages images = numbered(12);
        Augmentation thrice = recipe("{'repeats': 3}");

        // When
        List<Long> labels = labels(all(BatchLoader.training(images, 12, thrice, 7, 0, 0)));

        // Then
        assertThat(labels).hasSize(12);
        assertThat(new java.util.HashSet<>(labels)).hasSize(4);
        for (int i = 0; i < 12; i++) {
            assertThat(labels.get(i)).isEqualTo(labels.get(i / 3 * 3));
        }
    }

    @Test
    void endsAtOnceAfterAResumeBehindTheLastBatch() {
        // Given
        LabelledImages images = numbered(16);

        // When
        List<Copy> resumed = all(BatchLoader.training(images, 8, BOTH, 7, 3, 2));

        // Then
        assertThat(resumed).isEmpty();
    }

    @Test
    void shufflesAnewInEveryEpochAndForEverySeed() {
        // Given
        LabelledImages images = numbered(64);

        // When
        List<Long> first = labels(all(BatchLoader.training(images, 64, NONE, 7, 0, 0)));
        List<Long> second = labels(all(BatchLoader.training(images, 64, NONE, 7, 1, 0)));
        List<Long> other = labels(all(BatchLoader.training(images, 64, NONE, 8, 0, 0)));

        // Then
        assertThat(List.of(first, second, other)).doesNotHaveDuplicates();
        assertThat(first).containsExactlyInAnyOrderElementsOf(second).containsExactlyInAnyOrderElementsOf(other);
    }

    /** Nine images of one class and three of another, in an epoch of twelve. */
    @Test
    void balancedEpochShowsEveryClassAsOftenAndNoImageTwiceBeforeAllOfItsClassCame() {
        // Given
        LabelledImages plain = numbered(12);
        byte[][] pixels = new byte[12][];
        for (int i = 0; i < 12; i++) {
            pixels[i] = plain.reader().square(i).clone();
        }
        LabelledImages images = new LabelledImages(4, 3, pixels, new int[] {0, 0, 0, 0, 2, 2, 2, 0, 0, 0, 0, 0});

        // When
        List<Copy> first = all(BatchLoader.training(images, 4, true, NONE, 7, 0, 0));
        List<Copy> again = all(BatchLoader.training(images, 4, true, NONE, 7, 0, 0));
        List<Copy> resumed = all(BatchLoader.training(images, 4, true, NONE, 7, 0, 2));
        List<Copy> later = all(BatchLoader.training(images, 4, true, NONE, 7, 1, 0));

        // Then
        assertThat(Collections.frequency(labels(first), 0L)).isEqualTo(6);
        assertThat(Collections.frequency(labels(first), 2L)).isEqualTo(6);
        List<Float> shown = first.stream()
                .flatMap(batch ->
                        IntStream.range(0, 4).mapToObj(i -> batch.pixels().get(48 * i)))
                .toList();
        assertThat(shown.stream()
                        .collect(Collectors.groupingBy(each -> each, Collectors.counting()))
                        .values())
                .containsExactlyInAnyOrder(1L, 1L, 1L, 1L, 1L, 1L, 2L, 2L, 2L);
        assertThat(again).isEqualTo(first);
        assertThat(resumed).isEqualTo(first.subList(2, 3));
        assertThat(later).isNotEqualTo(first);
    }

    @Test
    void shiftsByAtMostThePaddingInBothDirectionsAndMirrors() {
        // Given one bright pixel in the middle of each image
        int size = 9;
        byte[] pixels = new byte[3 * size * size];
        pixels[4 * size + 3] = (byte) 255;
        int count = 2000;
        byte[][] all = new byte[count][];
        java.util.Arrays.fill(all, pixels);
        LabelledImages images = new LabelledImages(size, 1, all, new int[count]);

        // When
        List<Copy> batches =
                all(BatchLoader.training(images, count, Augmentation.of(Framing.padded(2, true)), 7, 0, 0));

        // Then it is seen at all 5 x 5 shifts of its place and of its mirrored place, and at no other
        List<Integer> places = new ArrayList<>();
        List<Float> values = batches.get(0).pixels();
        for (int i = 0; i < count; i++) {
            for (int p = 0; p < size * size; p++) {
                if (values.get(i * 3 * size * size + p) > 0) {
                    places.add(p);
                }
            }
        }
        List<Integer> expected = IntStream.range(0, size * size)
                .filter(p -> p / size >= 2 && p / size <= 6 && p % size >= 1 && p % size <= 7)
                .boxed()
                .toList();
        assertThat(places).hasSize(count);
        assertThat(places.stream().distinct().sorted().toList()).isEqualTo(expected);
    }

    @Test
    void padsWithBlack() {
        // Given white images, so that what is not white was shifted in
        byte[] white = new byte[3 * 16];
        java.util.Arrays.fill(white, (byte) 255);
        byte[][] all = new byte[100][];
        java.util.Arrays.fill(all, white);
        LabelledImages images = new LabelledImages(4, 1, all, new int[100]);

        // When
        Copy batch = all(BatchLoader.training(images, 100, Augmentation.of(Framing.padded(1, false)), 7, 0, 0))
                .get(0);

        // Then
        List<Float> red = IntStream.range(0, batch.pixels().size())
                .filter(i -> i / 16 % 3 == 0)
                .mapToObj(batch.pixels()::get)
                .distinct()
                .toList();
        assertThat(red).containsExactlyInAnyOrder((float) ((1 - 0.485) / 0.229), (float) ((0 - 0.485) / 0.229));
    }

    @Test
    void keepsABatchUntilTheNextIsTaken() {
        // Given
        LabelledImages images = numbered(30);
        try (BatchStream stream = BatchLoader.evaluation(images, 10)) {
            ImageBatch first = stream.next();
            Copy before = Copy.of(first);

            // When the next batch has been prepared meanwhile
            ImageBatch second = stream.next();
            Copy secondBefore = Copy.of(second);

            // Then
            assertThat(before.pixels()).isNotEqualTo(secondBefore.pixels());
            assertThat(Copy.of(second)).isEqualTo(secondBefore);
            assertThat(second.parts().get(0).isDirect()).isTrue();
        }
    }

    @Test
    void tellsTheConsumerWhenABatchCannotBePrepared() {
        // Given an image with too few pixels
        LabelledImages images = new LabelledImages(4, 1, new byte[][] {new byte[5]}, new int[] {0});

        // When
        try (BatchStream stream = BatchLoader.evaluation(images, 1)) {
            // Then
            assertThatThrownBy(stream::next)
                    .isInstanceOf(IllegalStateException.class)
                    .hasCauseInstanceOf(ArrayIndexOutOfBoundsException.class);
        }
    }

    @Test
    void handsOutNothingAfterItWasClosed() {
        // Given
        BatchStream stream = BatchLoader.evaluation(numbered(30), 10);

        // When
        stream.close();

        // Then
        assertThatThrownBy(stream::next).hasMessageContaining("closed");
    }

    @Test
    void refusesEmptyBatches() {
        assertThatThrownBy(() -> BatchLoader.evaluation(numbered(3), 0)).hasMessageContaining("at least 1");
        assertThatThrownBy(() -> BatchLoader.evaluation(numbered(0), 3)).hasMessageContaining("at least 1");
    }

    /** Images of which each is a class of its own and has its number in its pixels. */
    private static LabelledImages numbered(int count) {
        byte[][] pixels = new byte[count][3 * 16];
        for (int i = 0; i < count; i++) {
            java.util.Arrays.fill(pixels[i], (byte) i);
        }
        return new LabelledImages(
                4, Math.max(1, count), pixels, IntStream.range(0, count).toArray());
    }

    private static Augmentation recipe(String json) {
        return Json.read(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8), Augmentation.class);
    }

    private static List<Copy> all(BatchStream stream) {
        List<Copy> copies = new ArrayList<>();
        try (stream) {
            for (ImageBatch batch = stream.next(); batch != null; batch = stream.next()) {
                copies.add(Copy.of(batch));
            }
        }
        return copies;
    }

    private static List<Long> labels(List<Copy> batches) {
        return batches.stream().flatMap(b -> b.labels().stream()).toList();
    }
}
