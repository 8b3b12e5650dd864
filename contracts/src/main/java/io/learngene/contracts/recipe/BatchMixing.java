package io.learngene.contracts.recipe;

import io.learngene.contracts.Check;

/**
 * How images of a batch are mixed with one another; in JSON fields of the augmentation. Null switches a part off.
 *
 * @param mixup alpha of Mixup
 * @param cutmix alpha of CutMix
 * @param mixProbability share of the batches that are mixed; null for 1
 * @param mixSwitch share of CutMix among them where both are on; null for 0.5
 * @param mixupOffEpoch epoch, from 0, from which on neither mixes (timm's {@code --mixup-off-epoch}); null or 0 for never
 */
public record BatchMixing(Double mixup, Double cutmix, Double mixProbability, Double mixSwitch, Integer mixupOffEpoch) {

    /** Images stay as they are. */
    public static final BatchMixing NONE = new BatchMixing(null, null, null, null, null);

    public BatchMixing {
        Check.range("mixup", mixup, 0.0, 100.0);
        Check.range("cutmix", cutmix, 0.0, 100.0);
        Check.range("mix_probability", mixProbability, 0.0, 1.0);
        Check.range("mix_switch", mixSwitch, 0.0, 1.0);
        Check.range("mixup_off_epoch", mixupOffEpoch, 0, 10_000);
        Check.that(
                mixupOffEpoch == null || mixup != null || cutmix != null,
                "mixup_off_epoch",
                mixupOffEpoch,
                "it belongs to mixup or cutmix, which are missing");
    }

    /**
     * @param epoch epoch, from 0
     * @return whether images of that epoch may be mixed
     */
    public boolean mixes(int epoch) {
        return on() && (!ends() || epoch < mixupOffEpoch);
    }

    /** {@return whether there may be later epochs whose images are not mixed} */
    public boolean ends() {
        return mixupOffEpoch != null && mixupOffEpoch > 0;
    }

    boolean on() {
        return mixup != null || cutmix != null;
    }
}
