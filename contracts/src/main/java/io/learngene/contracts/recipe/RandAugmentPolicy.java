package io.learngene.contracts.recipe;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import io.learngene.contracts.Check;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * RandAugment (Cubuk et al., 2020) in timm's notation, {@code rand-m9-mstd0.5-inc1}: m is the mean magnitude, mstd its standard
 * deviation, n the transformations of an image; {@code inc1}, that strength grows with the magnitude, is required.
 *
 * @param notation the notation; its JSON
 */
public record RandAugmentPolicy(@JsonValue String notation) {

    private static final Pattern NOTATION = Pattern.compile(
            "rand-m(10|\\d(?:\\.\\d+)?)(?:-n(\\d))?(?:-mstd(\\d(?:\\.\\d+)?))?(?:-n(\\d))?-inc1(?:-n(\\d))?");

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public RandAugmentPolicy {
        Check.that(
                notation != null && NOTATION.matcher(notation).matches(),
                "rand_augment",
                notation,
                "give timm's notation, for example rand-m9-mstd0.5-inc1");
    }

    /** {@return mean magnitude, 0 to 10} */
    public double magnitude() {
        return Double.parseDouble(parts().group(1));
    }

    /** {@return standard deviation of the magnitude; 0 if it is not given} */
    public double deviation() {
        String deviation = parts().group(3);
        return deviation == null ? 0 : Double.parseDouble(deviation);
    }

    /** {@return transformations of an image; 2 if it is not given} */
    public int transformations() {
        Matcher parts = parts();
        for (int group : new int[] {2, 4, 5}) {
            if (parts.group(group) != null) {
                return Integer.parseInt(parts.group(group));
            }
        }
        return 2;
    }

    private Matcher parts() {
        Matcher matcher = NOTATION.matcher(notation);
        matcher.matches();
        return matcher;
    }
}
