package io.learngene.contracts.architecture;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.learngene.contracts.Check;
import java.util.List;

/**
 * A classifier in a TorchScript file: a program of somebody else. Nothing is known of it but what goes in and comes out: its {@code
 * forward} maps images [B, 3, S, S], float32, to logits [B, K]. Only an ancestor can be one.
 *
 * @param imageSize height and width of the input, S, pixels
 * @param classes width of the output, K
 * @param mean means of red, green and blue, 0 to 1, that its input is normalised with; default {@link #IMAGENET_MEAN}
 * @param std their standard deviations; default {@link #IMAGENET_STD}
 */
public record TorchScriptArchitecture(int imageSize, int classes, List<Double> mean, List<Double> std)
        implements ModelArchitecture {

    /** ImageNet's means. */
    public static final List<Double> IMAGENET_MEAN = List.of(0.485, 0.456, 0.406);
    /** ImageNet's standard deviations. */
    public static final List<Double> IMAGENET_STD = List.of(0.229, 0.224, 0.225);

    public TorchScriptArchitecture {
        Check.range("image_size", imageSize, 8, 1024);
        Check.range("classes", classes, 2, 100_000);
        mean = mean == null ? IMAGENET_MEAN : mean;
        std = std == null ? IMAGENET_STD : std;
        Check.that(
                mean.size() == 3 && mean.stream().allMatch(m -> m != null && m >= -1 && m <= 2),
                "mean",
                mean,
                "give three numbers for red, green and blue of 0 to 1, for example " + IMAGENET_MEAN);
        Check.that(
                std.size() == 3 && std.stream().allMatch(d -> d != null && d >= 1e-3 && d <= 1e3),
                "std",
                std,
                "give three positive numbers, for example " + IMAGENET_STD);
        mean = List.copyOf(mean);
        std = List.copyOf(std);
    }

    /** {@return 0: unknown} */
    @Override
    @JsonIgnore
    public long parameters() {
        return 0;
    }

    /** {@return 0: unknown} */
    @Override
    @JsonIgnore
    public long flops() {
        return 0;
    }

    /** The program is what it is: only its own classes and image size. */
    @Override
    public TorchScriptArchitecture forDataset(int newClasses, int newImageSize) {
        Check.that(
                newImageSize == imageSize,
                "image_size",
                newImageSize,
                "a TorchScript file cannot change its image size, which is " + imageSize);
        Check.that(
                newClasses == classes,
                "classes",
                newClasses,
                "a TorchScript file cannot change its classes, which are " + classes);
        return this;
    }
}
