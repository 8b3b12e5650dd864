package io.learngene.engine.training;

import io.learngene.contracts.Check;
import io.learngene.contracts.artefact.EpochResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Where a run stands between two steps; with the weights and the optimiser it is everything that decides the rest. */
final class TrainingState {

    /** Finished epochs. */
    int epoch;
    /** Finished steps of the current epoch. */
    int step;
    /** Steps of finished epochs since the last row of the history. */
    int unreported;
    /** Sum of the losses of all steps since then, but those that overflowed. */
    double lossSum;
    /** Steps since then that overflowed. */
    int overflows;
    /** Seconds of training steps since then. */
    double epochSeconds;
    /** Seconds of training steps in all epochs. */
    double seconds;

    /** Scale of the next step's loss. */
    LossScale lossScale;

    final List<EpochResult> history = new ArrayList<>();

    TrainingState() {}

    TrainingState(Saved saved) {
        epoch = saved.epoch;
        step = saved.step;
        unreported = saved.unreported;
        lossSum = saved.lossSum;
        overflows = saved.overflows;
        epochSeconds = saved.epochSeconds;
        seconds = saved.seconds;
        lossScale = saved.lossScale;
        history.addAll(saved.history);
    }

    Saved save() {
        return new Saved(
                epoch, step, unreported, lossSum, overflows, epochSeconds, seconds, lossScale, List.copyOf(history));
    }

    /** The state as it is written into a checkpoint. */
    record Saved(
            int epoch,
            int step,
            Integer unreported,
            double lossSum,
            Integer overflows,
            double epochSeconds,
            double seconds,
            LossScale lossScale,
            List<EpochResult> history) {
        Saved {
            Check.range("epoch", epoch, 0, Integer.MAX_VALUE);
            Check.range("step", step, 0, Integer.MAX_VALUE);
            // Checkpoints from before they were counted have none.
            overflows = overflows == null ? 0 : overflows;
            // Before there were epochs without a row, they had none either.
            unreported = unreported == null ? 0 : unreported;
            Check.range("unreported", unreported, 0, Integer.MAX_VALUE - step);
            Check.range("overflows", overflows, 0, unreported + step);
            Check.that(
                    history != null && history.stream().allMatch(Objects::nonNull),
                    "history",
                    history,
                    "it is a list of epochs");
            // Checkpoints from before there was a scale have none.
            lossScale = lossScale == null ? LossScale.NONE : lossScale;
        }
    }
}
