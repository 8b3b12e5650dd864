package io.learngene.local.output;

import io.learngene.contracts.Topics;
import io.learngene.contracts.view.Estimate;
import io.learngene.contracts.view.Estimate.Phase;
import io.learngene.contracts.view.Estimate.Speed;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** An estimate as a person reads it: a line for each phase, and what the times are worth. */
public final class EstimateText {

    private EstimateText() {}

    /**
     * @param estimate an estimate
     * @return several lines
     */
    public static String of(Estimate estimate) {
        List<String[]> rows = new ArrayList<>();
        rows.add(new String[] {"phase", "trainings", "flops", "time", "stored", "by"});
        int trainings = 0;
        for (Phase phase : estimate.phases()) {
            trainings += phase.trainings();
            rows.add(row(
                    name(phase),
                    phase.trainings(),
                    phase.flops(),
                    phase.seconds(),
                    phase.storedBytes(),
                    phase.trainings() == 0 ? "-" : by(phase.speed())));
        }
        rows.add(row("all", trainings, estimate.flops(), estimate.seconds(), estimate.storedBytes(), "-"));
        return FamilyTable.aligned(rows)
                + (estimate.atMost() ? "At most, as a training may end early. " : "")
                + "Time is one worker's, one training after the other.\n";
    }

    private static String[] row(String name, int trainings, Double flops, Double seconds, long bytes, String by) {
        return new String[] {name, Integer.toString(trainings), flops(flops), time(seconds), bytes(bytes), by};
    }

    private static String name(Phase phase) {
        String pool = phase.pool().equals(Topics.DEFAULT_POOL) ? "" : " (" + phase.pool() + ")";
        return phase.kind() + " " + phase.group() + pool;
    }

    private static String by(Speed speed) {
        String source = speed.jobs() > 0
                ? speed.jobs() + " finished jobs"
                : "foundry.gateway.flops-per-second, none finished yet";
        return flops(speed.flopsPerSecond()) + "/s, " + source;
    }

    private static String flops(Double flops) {
        return flops == null ? "unknown" : flops == 0 ? "-" : String.format(Locale.ROOT, "%.2e", flops);
    }

    private static String bytes(long bytes) {
        return String.format(Locale.ROOT, "%.1f MB", bytes / 1e6);
    }

    private static String time(Double seconds) {
        if (seconds == null) {
            return "unknown";
        }
        if (seconds == 0) {
            return "-";
        }
        if (seconds < 120) {
            return Math.max(1, Math.round(seconds)) + " s";
        }
        return seconds < 7200
                ? Math.round(seconds / 60) + " min"
                : String.format(Locale.ROOT, "%.1f h", seconds / 3600);
    }
}
