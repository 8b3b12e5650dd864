package io.learngene.contracts.evaluation;

import io.learngene.contracts.Check;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/**
 * How much better one model is than another on the same images, by a paired bootstrap (Efron, 1979): images are drawn anew with
 * replacement, {@value #RESAMPLES} times, each with the answers of both models; the interval lies between the 2.5 % and the 97.5 %
 * quantile of the differences. The draws are those of seed {@value #SEED}, so that the same answers have the same interval.
 *
 * @param difference accuracy of the one less that of the other, -1 to 1
 * @param interval its 95 % interval; that is of these two models on other images, not of other seeds
 * @param images images that both saw
 * @param resamples how often they were drawn anew
 */
public record PairedDifference(double difference, Interval interval, int images, int resamples) {

    /** How often the images are drawn anew. */
    public static final int RESAMPLES = 2000;

    private static final long SEED = 42;

    /**
     * @param one which images one model has right
     * @param other which another has
     * @return the difference; empty where they saw other images, or none
     */
    public static Optional<PairedDifference> of(RightImages one, RightImages other) {
        return ofSeeds(List.of(one), List.of(other));
    }

    /**
     * Of two ways to train, each tried with several seeds: an image counts with the share of a way's models that have it right.
     *
     * @param one which images each of one way's models has right
     * @param other which each of the other's has, of the same seeds in the same order
     * @return the difference of their means; empty where they saw other images, or none
     */
    public static Optional<PairedDifference> ofSeeds(List<RightImages> one, List<RightImages> other) {
        Check.that(
                !one.isEmpty() && one.size() == other.size(),
                "seeds",
                one.size() + " and " + other.size(),
                "give models of the same seeds, at least one");
        RightImages first = one.get(0);
        boolean same = Stream.concat(one.stream(), other.stream())
                .allMatch(each -> each.of().equals(first.of()) && each.images() == first.images());
        if (!same || first.images() == 0) {
            return Optional.empty();
        }
        int[] ahead = new int[first.images()];
        one.forEach(each -> each.set().stream().forEach(image -> ahead[image]++));
        other.forEach(each -> each.set().stream().forEach(image -> ahead[image]--));
        int[] unlike = Arrays.stream(ahead)
                .filter(by -> by != 0)
                .map(by -> -by)
                .sorted()
                .map(by -> -by)
                .toArray();
        return Optional.of(of(unlike, first.images(), one.size()));
    }

    /**
     * Only images that one of them has right make a difference. How many of these a resample has is a binomial draw, and so is how
     * many of them are better; drawing every image would be the same, and slower.
     *
     * @param better images that only the one has right
     * @param worse images that only the other has right
     * @param images all images
     */
    static PairedDifference of(int better, int worse, int images) {
        int[] unlike = new int[better + worse];
        Arrays.fill(unlike, 0, better, 1);
        Arrays.fill(unlike, better, unlike.length, -1);
        return of(unlike, images, 1);
    }

    /**
     * @param unlike of each image that makes a difference how many models more of the one have it right, most first
     * @param images all images
     * @param seeds models of each
     */
    private static PairedDifference of(int[] unlike, int images, int seeds) {
        double difference = (double) Arrays.stream(unlike).sum() / images / seeds;
        if (unlike.length == 0) {
            return new PairedDifference(0, new Interval(0, 0), images, RESAMPLES);
        }
        SplittableRandom random = new SplittableRandom(SEED);
        double[] cumulative = binomial(images, (double) unlike.length / images);
        double[] drawn = new double[RESAMPLES];
        for (int i = 0; i < RESAMPLES; i++) {
            int found = Arrays.binarySearch(cumulative, random.nextDouble());
            int count = Math.min(images, found < 0 ? -found - 1 : found);
            long ahead = 0;
            for (int k = 0; k < count; k++) {
                ahead += unlike[random.nextInt(unlike.length)];
            }
            drawn[i] = (double) ahead / images / seeds;
        }
        return new PairedDifference(difference, Interval.ofDrawn(drawn), images, RESAMPLES);
    }

    /** {@return of each count from 0 the probability of at most so many} */
    private static double[] binomial(int trials, double share) {
        double[] cumulative = new double[trials + 1];
        if (share >= 1) {
            cumulative[trials] = 1;
            return cumulative;
        }
        double log = trials * Math.log1p(-share);
        double odds = Math.log(share) - Math.log1p(-share);
        double sum = 0;
        for (int k = 0; k <= trials; k++) {
            sum += Math.exp(log);
            cumulative[k] = Math.min(1, sum);
            log += odds + Math.log((double) (trials - k) / (k + 1));
        }
        return cumulative;
    }
}
