package io.learngene.local.output;

import io.learngene.contracts.Topics;
import io.learngene.contracts.artefact.ResultSummary.Predecessor;
import io.learngene.contracts.artefact.Score;
import io.learngene.contracts.evaluation.Interval;
import io.learngene.contracts.evaluation.Judged;
import io.learngene.contracts.family.Priority;
import io.learngene.contracts.view.DescendantRow;
import io.learngene.contracts.view.FamilyView;
import io.learngene.contracts.view.JobView;
import io.learngene.contracts.view.TrainedRow;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The table of a family's descendants and its totals. */
public final class FamilyTable {

    private static final List<String> OTHER_BASELINES = List.of("fitted", "scratch-distilled", "selected-layers");

    private static final int MOST_WARNED = 5;
    private static final int MOST_REASONS = 3;

    private FamilyTable() {}

    /**
     * @param family a family
     * @return the table, several lines
     */
    public static String of(FamilyView family) {
        List<String> others = OTHER_BASELINES.stream()
                .filter(name -> family.descendants().stream().anyMatch(row -> baseline(row, name) != null))
                .toList();
        Score score = headline(family);
        boolean compared = family.descendants().stream().anyMatch(row -> row.reached() != null);
        List<String[]> rows = new ArrayList<>();
        boolean validated = "validation".equals(family.chosenOn());
        boolean tested =
                family.descendants().stream().anyMatch(row -> row.tuned().tested() != null);
        List<String> heading = new ArrayList<>(List.of("model", "depth", "parameters", "0 epochs", "1 epoch", "end"));
        if (tested) {
            heading.add(validated ? "test (95 %)" : "95 %");
        }
        heading.addAll(List.of("scratch 1", "scratch end"));
        others.forEach(name -> heading.add(name.replace('-', ' ')));
        if (compared) {
            heading.add("saved");
        }
        heading.addAll(List.of("seconds", "state"));
        rows.add(heading.toArray(String[]::new));
        for (DescendantRow row : family.descendants()) {
            List<String> cells = new ArrayList<>(List.of(
                    row.name(),
                    Integer.toString(row.depth()),
                    count(row.parameters()),
                    score.text(row.tuned().score0()),
                    score.text(row.tuned().score1()),
                    end(score, row.tuned())));
            if (tested) {
                cells.add(tested(validated, row.tuned().tested()));
            }
            cells.addAll(List.of(score.text(row.scratch().score1()), end(score, row.scratch())));
            for (String name : others) {
                TrainedRow other = baseline(row, name);
                cells.add(other == null ? "-" : end(score, other));
            }
            if (compared) {
                cells.add(saved(row));
            }
            Double seconds = row.tuned().seconds();
            cells.add(seconds == null ? "-" : String.format(Locale.ROOT, "%.1f", seconds));
            cells.add(row.state() == null ? "-" : row.state().name().toLowerCase(Locale.ROOT));
            rows.add(cells.toArray(String[]::new));
        }
        StringBuilder text = new StringBuilder();
        text.append("family ")
                .append(family.family())
                .append(": ")
                .append(word(family.state()))
                .append(family.phase() == null ? "" : " (" + family.phase() + ")")
                .append(priority(family))
                .append('\n');
        if (family.error() != null) {
            text.append("  ").append(family.error()).append('\n');
        }
        waiting(family).ifPresent(line -> text.append("  ").append(line).append('\n'));
        reasons(text, family);
        warnings(text, family);
        if (!family.deleted().isEmpty()) {
            text.append("  deleted, of which only the numbers are left: ")
                    .append(String.join(", ", family.deleted()))
                    .append('\n');
        }
        family.findings()
                .forEach(each -> text.append("  look: ").append(each.text()).append('\n'));
        text.append('\n').append(aligned(rows)).append('\n').append(totals(family));
        return text.toString();
    }

    /** Those of its jobs, where they are not all normal. */
    private static String priority(FamilyView family) {
        String priorities = (family.jobs() == null ? List.<JobView>of() : family.jobs())
                .stream()
                        .map(JobView::priority)
                        .filter(Objects::nonNull)
                        .distinct()
                        .sorted()
                        .map(Priority::label)
                        .collect(Collectors.joining(" and "));
        return priorities.isEmpty() || priorities.equals(Priority.NORMAL.label()) ? "" : ", priority " + priorities;
    }

    /** Which workers its jobs wait for, where those of the default pool are not the only ones. */
    private static Optional<String> waiting(FamilyView family) {
        Map<String, Long> pools = (family.jobs() == null ? List.<JobView>of() : family.jobs())
                .stream()
                        .filter(job -> job.state() == JobView.State.QUEUED && job.pool() != null)
                        .collect(Collectors.groupingBy(JobView::pool, TreeMap::new, Collectors.counting()));
        if (Set.of(Topics.DEFAULT_POOL).containsAll(pools.keySet())) {
            return Optional.empty();
        }
        return Optional.of("jobs that wait: "
                + pools.entrySet().stream()
                        .map(pool -> pool.getValue() + " in the pool " + pool.getKey())
                        .collect(Collectors.joining(", ")));
    }

    /** Why its jobs wait; of many the first only. */
    private static void reasons(StringBuilder text, FamilyView family) {
        List<JobView> waiting = (family.jobs() == null ? List.<JobView>of() : family.jobs())
                .stream().filter(job -> job.waiting() != null).toList();
        waiting.stream().limit(MOST_REASONS).forEach(job -> text.append("  waits: ")
                .append(job.job())
                .append(": ")
                .append(job.waiting().detail())
                .append('\n'));
        if (waiting.size() > MOST_REASONS) {
            text.append("  ").append(waiting.size() - MOST_REASONS).append(" more wait: see show --json\n");
        }
    }

    /** What the figures below came about without; of a large family the first jobs only. */
    private static void warnings(StringBuilder text, FamilyView family) {
        List<JobView> warned = family.jobs() == null
                ? List.of()
                : family.jobs().stream()
                        .filter(job -> job.troubles().warning() != null)
                        .toList();
        for (JobView job : warned.subList(0, Math.min(MOST_WARNED, warned.size()))) {
            text.append("  warning: ")
                    .append(job.job())
                    .append(": ")
                    .append(job.troubles().warning());
            if (job.troubles().warnings() != null && job.troubles().warnings() > 1) {
                text.append(" (the last of ").append(job.troubles().warnings()).append(')');
            }
            text.append('\n');
        }
        if (warned.size() > MOST_WARNED) {
            text.append("  warnings of ").append(warned.size() - MOST_WARNED).append(" more jobs: see show --json\n");
        }
    }

    /** Accuracy on the test images where the other columns are of others, and its interval. */
    private static String tested(boolean validated, Judged tested) {
        if (tested == null) {
            return "-";
        }
        return validated
                ? percent(tested.accuracy()) + " (" + between(tested.interval()) + ")"
                : between(tested.interval());
    }

    private static String between(Interval interval) {
        return String.format(Locale.ROOT, "%.1f-%.1f", 100 * interval.low(), 100 * interval.high());
    }

    private static TrainedRow baseline(DescendantRow row, String name) {
        return row.baselines() == null ? null : row.baselines().get(name);
    }

    /** Of the operations of training from scratch, until the tuned model was as good as that at its end. */
    private static String saved(DescendantRow row) {
        if (Boolean.FALSE.equals(row.reached())) {
            return "not reached";
        }
        return row.saving() == null ? "-" : String.format(Locale.ROOT, "%.2f%%", 100 * row.saving());
    }

    /** What a family's models are judged by; before there is one, nothing is shown by it. */
    private static Score headline(FamilyView family) {
        return family.headline() == null ? Score.TOP1 : family.headline();
    }

    private static String end(Score score, TrainedRow row) {
        String of = row.bestEpoch() == null ? "" : row.bestEpoch() + " of ";
        return score.text(row.score()) + (row.epochs() == null ? "" : " (" + of + row.epochs() + ")");
    }

    private static String totals(FamilyView f) {
        StringBuilder text = new StringBuilder();
        if (f.headline() != null) {
            String better = f.headline().higherIsBetter() ? "higher" : "lower";
            line(text, "score", f.headline().title() + ", " + better + " is better");
        }
        if ("test".equals(f.chosenOn())) {
            line(
                    text,
                    "chosen on",
                    "the test images: what is compared and stopped by is what is told; for other numbers set dataset.validation");
        } else if (f.chosenOn() != null) {
            line(text, "chosen on", f.chosenOn() + " images; the test images were seen once, at the end");
        }
        for (Predecessor each : f.learngene().predecessors() == null
                ? List.<Predecessor>of()
                : f.learngene().predecessors()) {
            line(text, each.name(), predecessor(headline(f), each));
        }
        if (f.learngene().seconds() != null) {
            line(
                    text,
                    "learngene",
                    String.format(
                            Locale.ROOT,
                            "%,d parameters, made in %.1f s",
                            f.learngene().parameters(),
                            f.learngene().seconds()));
        }
        if (f.savings().costRatio() != null) {
            line(
                    text,
                    "training cost",
                    cost(
                                    f.savings().costRatio(),
                                    Boolean.TRUE.equals(f.savings().costRatioIsLowerBound()))
                            + " than training each from scratch until it is as good (training FLOPs)");
        }
        if (f.savings().storedParametersRatio() != null) {
            line(
                    text,
                    "stored parameters",
                    times(f.savings().storedParametersRatio(), "fewer") + " than the descendants together");
        }
        return text.toString();
    }

    private static String cost(double ratio, boolean lowerBound) {
        return (lowerBound ? ratio < 1 ? "at most " : "at least " : "") + times(ratio, "less");
    }

    /** A learngene that is larger, or costs more, is called so. */
    private static String times(double ratio, String less) {
        return ratio < 1
                ? String.format(Locale.ROOT, "%.2fx more", 1 / ratio)
                : String.format(Locale.ROOT, "%.2fx %s", ratio, less);
    }

    private static String predecessor(Score score, Predecessor each) {
        String reached = score.text(each.score())
                + (each.tested() == null
                        ? ""
                        : ", "
                                + (score.name().equals(Score.TOP1.name())
                                        ? ""
                                        : "on test " + percent(each.tested().accuracy()) + ", ")
                                + "95 % " + between(each.tested().interval()));
        if (each.seconds() == 0) {
            return reached + " (given)";
        }
        return String.format(
                Locale.ROOT,
                "%s, trained in %.1f s, %s training FLOPs%s",
                reached,
                each.seconds(),
                flops(each.flops()),
                each.counted() ? "" : " (not counted below)");
    }

    private static void line(StringBuilder text, String name, String value) {
        text.append(String.format(Locale.ROOT, "%-18s %s%n", name, value));
    }

    private static String flops(Double flops) {
        return flops == null ? "-" : String.format(Locale.ROOT, "%.2e", flops);
    }

    /**
     * @param share a share, 0 to 1; null if it is not known
     * @return it in percent, or a dash
     */
    public static String percent(Double share) {
        return share == null ? "-" : String.format(Locale.ROOT, "%.2f%%", 100 * share);
    }

    private static String word(Enum<?> state) {
        return state.name().toLowerCase(Locale.ROOT);
    }

    /**
     * @param number a number of parameters, for example
     * @return its digits in groups
     */
    public static String count(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    /**
     * @param rows names and values
     * @return a line for each
     */
    public static String named(List<String[]> rows) {
        int width = rows.stream().mapToInt(row -> row[0].length()).max().orElse(0);
        StringBuilder text = new StringBuilder();
        rows.forEach(row -> text.append(row[0])
                .append(" ".repeat(width - row[0].length()))
                .append("  ")
                .append(row[1])
                .append('\n'));
        return text.toString();
    }

    /**
     * @param rows rows of equal length, the first one the heading
     * @return columns of equal width
     */
    public static String aligned(List<String[]> rows) {
        int columns = rows.get(0).length;
        int[] widths = new int[columns];
        for (String[] row : rows) {
            for (int c = 0; c < columns; c++) {
                widths[c] = Math.max(widths[c], row[c].length());
            }
        }
        StringBuilder text = new StringBuilder();
        for (int r = 0; r < rows.size(); r++) {
            for (int c = 0; c < columns; c++) {
                String cell = rows.get(r)[c];
                String padding = " ".repeat(widths[c] - cell.length());
                text.append(c == 0 ? cell + padding : "  " + padding + cell);
            }
            text.append('\n');
            if (r == 0) {
                text.append("-".repeat(java.util.Arrays.stream(widths).sum() + 2 * (columns - 1)))
                        .append('\n');
            }
        }
        return text.toString();
    }
}
