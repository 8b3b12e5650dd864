package io.learngene.contracts.evaluation;

import io.learngene.contracts.Check;
import io.learngene.contracts.Sha256;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.function.Consumer;

/** Takes a model's logits for images that have any number of classes, in their order. A ranking needs all of them at once. */
public final class LabelTally implements Answered {

    /** Probability from which on a class counts as answered. */
    public static final double THRESHOLD = 0.5;

    /** Most logits, images times classes, that are kept: 256 MiB. */
    public static final long MOST_LOGITS = 1L << 26;

    private final int classes;
    private final float[] logits;
    private final BitSet labels = new BitSet();
    private int images;
    private double loss;

    /**
     * @param classes number of classes
     * @param images images that will be added
     * @throws io.learngene.contracts.InvalidFieldException if they are more than are ranked
     */
    public LabelTally(int classes, int images) {
        check("test_images", classes, images);
        this.classes = classes;
        this.logits = new float[classes * images];
    }

    /**
     * @param field field that says how many images there are
     * @param classes number of classes
     * @param images images that are to be ranked
     * @throws io.learngene.contracts.InvalidFieldException if they are more than are kept
     */
    public static void check(String field, long classes, long images) {
        Check.that(
                classes * images <= MOST_LOGITS,
                field,
                images,
                "a ranking by " + classes + " classes keeps at most " + MOST_LOGITS + " answers; give at most "
                        + MOST_LOGITS / Math.max(1, classes) + " images");
    }

    /**
     * Takes the next images.
     *
     * @param answered logits [n, K]
     * @param has for each image and class 1 if it has it, else 0; [n, K]
     */
    public void add(float[] answered, long[] has) {
        int from = images * classes;
        System.arraycopy(answered, 0, logits, from, answered.length);
        for (int i = 0; i < answered.length; i++) {
            labels.set(from + i, has[i] == 1);
            double z = answered[i];
            loss += Math.max(z, 0) - z * has[i] + Math.log1p(Math.exp(-Math.abs(z)));
        }
        images += answered.length / classes;
    }

    /** {@return number of images so far} */
    public int images() {
        return images;
    }

    /** {@return mean binary cross entropy over images and classes} */
    public double loss() {
        return loss / images / classes;
    }

    /**
     * What models are compared by, and what stands beside it.
     *
     * @param meanAveragePrecision mean over the classes
     * @param microF1 F1 of all answers
     * @param macroF1 mean F1 of the classes
     */
    public record Means(double meanAveragePrecision, double microF1, double macroF1) {}

    /** {@return of all classes} */
    public Means means() {
        List<LabelEvaluation.OfLabel> all = ofClasses(null, ranking -> {});
        return new Means(meanAveragePrecision(all), microF1(all), macroF1(all));
    }

    @Override
    public LabelEvaluation evaluation(List<String> classNames, String what) {
        MeanPrecisionInterval interval = new MeanPrecisionInterval(images, classes);
        List<LabelEvaluation.OfLabel> all = ofClasses(classNames, interval::add);
        double mean = meanAveragePrecision(all);
        int without = 0;
        for (int i = 0; i < images; i++) {
            int first = labels.nextSetBit(i * classes);
            without += first < 0 || first >= (i + 1) * classes ? 1 : 0;
        }
        return new LabelEvaluation(
                images,
                without,
                THRESHOLD,
                mean,
                interval.around(mean),
                microF1(all),
                macroF1(all),
                loss(),
                all,
                digest(what));
    }

    /** @param ranked hears of the ranking by each class that some image has */
    private List<LabelEvaluation.OfLabel> ofClasses(List<String> names, Consumer<AveragePrecision> ranked) {
        List<LabelEvaluation.OfLabel> all = new ArrayList<>();
        float[] scores = new float[images];
        boolean[] positive = new boolean[images];
        int[] once = new int[images];
        Arrays.fill(once, 1);
        for (int c = 0; c < classes; c++) {
            long have = 0;
            long answered = 0;
            long right = 0;
            for (int i = 0; i < images; i++) {
                scores[i] = logits[i * classes + c];
                positive[i] = labels.get(i * classes + c);
                // At the threshold of a half a logit is 0.
                boolean says = scores[i] >= 0;
                have += positive[i] ? 1 : 0;
                answered += says ? 1 : 0;
                right += says && positive[i] ? 1 : 0;
            }
            Double averagePrecision = null;
            if (have > 0) {
                AveragePrecision ranking = new AveragePrecision(scores, positive);
                averagePrecision = ranking.of(once);
                ranked.accept(ranking);
            }
            all.add(new LabelEvaluation.OfLabel(
                    names == null ? "" : names.get(c),
                    have,
                    averagePrecision,
                    have == 0 ? null : (Double) f1(right, answered, have),
                    right,
                    answered));
        }
        return all;
    }

    private static double meanAveragePrecision(List<LabelEvaluation.OfLabel> all) {
        return all.stream()
                .filter(each -> each.images() > 0)
                .mapToDouble(LabelEvaluation.OfLabel::averagePrecision)
                .average()
                .orElse(0);
    }

    private static double macroF1(List<LabelEvaluation.OfLabel> all) {
        return all.stream()
                .filter(each -> each.images() > 0)
                .mapToDouble(LabelEvaluation.OfLabel::f1)
                .average()
                .orElse(0);
    }

    private static double microF1(List<LabelEvaluation.OfLabel> all) {
        return f1(
                all.stream().mapToLong(LabelEvaluation.OfLabel::right).sum(),
                all.stream().mapToLong(LabelEvaluation.OfLabel::answered).sum(),
                all.stream().mapToLong(LabelEvaluation.OfLabel::images).sum());
    }

    /** 2 TP / (2 TP + FP + FN); 0 where there is nothing to find and nothing was answered. */
    private static double f1(long right, long answered, long have) {
        return answered + have == 0 ? 0 : 2.0 * right / (answered + have);
    }

    private String digest(String what) {
        MessageDigest digest = Sha256.digest();
        digest.update(what.getBytes(StandardCharsets.UTF_8));
        digest.update((byte) 0);
        digest.update(labels.get(0, images * classes).toByteArray());
        return Sha256.hex(digest);
    }
}
