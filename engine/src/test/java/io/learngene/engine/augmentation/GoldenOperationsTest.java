package io.learngene.engine.augmentation;

import static org.assertj.core.api.Assertions.assertThat;

import io.learngene.contracts.recipe.AutoAugmentPolicy;
import io.learngene.contracts.recipe.Interpolation;
import io.learngene.engine.data.images.GoldenImages;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Operations as timm applies them with Pillow, and torchvision's resized crop, sample for sample. */
class GoldenOperationsTest {

    private static final int[] FILLING = {124, 116, 104};

    private final Picture source = GoldenImages.picture("source.png");

    static List<String> operations() {
        return GoldenImages.names("operations");
    }

    static List<String> policies() {
        return GoldenImages.names("policies");
    }

    static List<String> crops() {
        return GoldenImages.names("geometry");
    }

    @ParameterizedTest
    @MethodSource("operations")
    void operationIsPillows(String name) {
        // Given number-name-level-sign-filter
        String[] parts = name.replace(".png", "").split("-");
        Interpolation interpolation = Interpolation.valueOf(parts[4].toUpperCase(Locale.ROOT));
        RandAugment operations = new RandAugment(9, 0, 2, interpolation);

        // When
        operations.transform(
                source,
                Picture.black(source.width(), source.height()),
                FILLING,
                Integer.parseInt(parts[0]),
                Integer.parseInt(parts[2]) / 10.0,
                drawing(parts[3].equals("minus")));

        // Then
        assertThat(source.samples())
                .isEqualTo(GoldenImages.picture("operations/" + name).samples());
    }

    @ParameterizedTest
    @MethodSource("policies")
    void operationOfAPolicyIsTimms(String name) {
        // Given name-level-sign, or blur-deviation
        String[] parts = name.replace(".png", "").split("-");

        // When
        if (parts[0].equals("blur")) {
            GaussianBlur.apply(source, Float.parseFloat(parts[1]));
        } else {
            new AutoAugment(AutoAugmentPolicy.ORIGINAL, Interpolation.BICUBIC)
                    .transform(
                            source,
                            Picture.black(source.width(), source.height()),
                            FILLING,
                            AutoAugment.Operation.valueOf(parts[0].replaceAll("(?<=[a-z])(?=[A-Z])", "_")
                                    .toUpperCase(Locale.ROOT)),
                            Integer.parseInt(parts[1]) / 10.0,
                            drawing(parts[2].equals("minus")));
        }

        // Then
        assertThat(source.samples())
                .isEqualTo(GoldenImages.picture("policies/" + name).samples());
    }

    @ParameterizedTest
    @MethodSource("crops")
    void resizedCropIsTorchvisions(String name) {
        // Given crop-left-top-width-height-size-filter
        String[] parts = name.replace(".png", "").split("-");
        int[] numbers = new int[5];
        for (int i = 0; i < 5; i++) {
            numbers[i] = Integer.parseInt(parts[i + 1]);
        }
        Filter filter = Filter.valueOf(parts[6].toUpperCase(Locale.ROOT));
        Picture crop = Picture.black(numbers[4], numbers[4]);

        // When
        Resampling.resize(source, new Box(numbers[0], numbers[1], numbers[2], numbers[3]), filter, crop);

        // Then
        assertThat(crop.samples())
                .isEqualTo(GoldenImages.picture("geometry/" + name).samples());
    }

    /** {@return a stream whose first choice is this one} */
    private static SplittableRandom drawing(boolean first) {
        long seed = 0;
        while (new SplittableRandom(seed).nextBoolean() != first) {
            seed++;
        }
        return new SplittableRandom(seed);
    }
}
