package io.learngene.gateway.report;

import io.learngene.contracts.artefact.Score;
import io.learngene.contracts.evaluation.PairedDifference;
import io.learngene.contracts.evaluation.RightImages;
import io.learngene.gateway.report.ComparisonReport.Best;
import io.learngene.gateway.report.ComparisonReport.Difference;
import io.learngene.gateway.report.ComparisonReport.Row;
import io.learngene.gateway.view.Cost;
import io.learngene.method.comparison.Control;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** Who is best where, who is told apart from whom, and both in words. */
final class ComparisonVerdict {

    /** What every method is compared with, beside the best of its target. */
    private static final List<String> RIVALS = List.of(Control.SCRATCH_DISTILLED.label(), Control.SCRATCH.label());

    private final Score score;
    private final List<Row> rows;
    private final boolean severalWidths;
    private final List<Difference> differences = new ArrayList<>();

    /**
     * @param score the headline
     * @param rows the table
     * @param right which images the models of a row have right, by seed
     */
    ComparisonVerdict(Score score, List<Row> rows, Function<Row, Map<Long, RightImages>> right) {
        this.score = score;
        this.rows = rows;
        this.severalWidths = rows.stream().map(Row::width).distinct().count() > 1;
        for (Row row : rows) {
            Set<String> others = new LinkedHashSet<>(RIVALS);
            others.add(best(row).method());
            others.remove(row.method());
            rows.stream()
                    .filter(other -> other.besides(row) && others.contains(other.method()))
                    .forEach(other -> difference(row, other, right).ifPresent(differences::add));
        }
    }

    List<Difference> differences() {
        return List.copyOf(differences);
    }

    List<Best> best() {
        Map<List<Integer>, Row> targets = new LinkedHashMap<>();
        rows.forEach(row -> targets.putIfAbsent(List.of(row.width(), row.depth()), row));
        return targets.values().stream()
                .sorted(Comparator.comparingInt(Row::width).thenComparingInt(Row::depth))
                .map(this::atTarget)
                .toList();
    }

    private Best atTarget(Row target) {
        Row best = best(target);
        Row cheapest = beside(target).stream()
                .filter(row -> row.alone().flops() != null)
                .filter(row -> row.equals(best) || isAsGood(row, best))
                .min(Comparator.comparingDouble((Row row) -> row.alone().flops())
                        .thenComparing(row -> !row.equals(best)))
                .orElse(null);
        return new Best(
                target.width(),
                target.depth(),
                best.parameters(),
                bestBy(target, Row::score0),
                bestBy(target, Row::score1),
                best.method(),
                best.score(),
                cheapest == null ? null : cheapest.method(),
                cheapest == null ? null : cheapest.alone());
    }

    private boolean isAsGood(Row row, Row best) {
        return find(row, best.method()).filter(found -> !found.worse()).isPresent();
    }

    private Row best(Row target) {
        return beside(target).stream()
                .reduce((one, other) -> score.better(other.score(), one.score()) ? other : one)
                .orElseThrow();
    }

    private String bestBy(Row target, Function<Row, Double> value) {
        return beside(target).stream()
                .filter(row -> value.apply(row) != null)
                .reduce((one, other) -> score.better(value.apply(other), value.apply(one)) ? other : one)
                .map(Row::method)
                .orElse(null);
    }

    private List<Row> beside(Row target) {
        return rows.stream().filter(row -> row.besides(target)).toList();
    }

    private Optional<Difference> find(Row row, String than) {
        return differences.stream()
                .filter(each -> each.method().equals(row.method())
                        && each.than().equals(than)
                        && each.width() == row.width()
                        && each.depth() == row.depth())
                .findFirst();
    }

    /** Of the seeds that both have; empty where their images cannot be compared. */
    private static Optional<Difference> difference(Row row, Row other, Function<Row, Map<Long, RightImages>> right) {
        Map<Long, RightImages> one = right.apply(row);
        Map<Long, RightImages> two = right.apply(other);
        List<Long> seeds = one.keySet().stream().filter(two::containsKey).toList();
        if (seeds.isEmpty()) {
            return Optional.empty();
        }
        double[] bySeed = seeds.stream()
                .mapToDouble(seed -> share(one.get(seed)) - share(two.get(seed)))
                .sorted()
                .toArray();
        return PairedDifference.ofSeeds(
                        seeds.stream().map(one::get).toList(),
                        seeds.stream().map(two::get).toList())
                .map(found -> new Difference(
                        row.method(),
                        other.method(),
                        row.width(),
                        row.depth(),
                        found,
                        seeds.size(),
                        bySeed[0],
                        bySeed[bySeed.length - 1]));
    }

    private static double share(RightImages right) {
        return right.images() == 0 ? 0 : (double) right.set().cardinality() / right.images();
    }

    /** {@return what the numbers say: first where methods lose, and to whom} */
    List<String> sentences() {
        List<String> sentences = new ArrayList<>();
        rows.stream()
                .filter(row -> !row.control())
                .map(Row::method)
                .distinct()
                .forEach(
                        method -> RIVALS.forEach(rival -> against(method, rival).ifPresent(sentences::add)));
        for (Best each : best()) {
            sentences.add(best(each));
        }
        return sentences;
    }

    private String best(Best each) {
        boolean control = Control.labels().contains(each.end());
        List<String> asGood = differences.stream()
                .filter(found -> found.than().equals(each.end())
                        && found.width() == each.width()
                        && found.depth() == each.depth()
                        && !found.toldApart())
                .map(Difference::method)
                .toList();
        String others = asGood.isEmpty()
                ? "."
                : "; " + PlainWords.list(asGood) + (asGood.size() == 1 ? " is" : " are") + " not told apart from it.";
        String cheaper = each.cheapest() == null || each.cheapest().equals(each.end())
                ? ""
                : " Of these " + each.cheapest() + " costs least for one model, " + PlainWords.flops(each.cost()) + ".";
        return "At " + at(each.width(), each.depth()) + (control ? " a control is best: " : " the best is ")
                + each.end() + ", with " + score.text(each.score()) + others + cheaper;
    }

    private Optional<String> against(String method, String rival) {
        List<Difference> all = differences.stream()
                .filter(each -> each.method().equals(method) && each.than().equals(rival))
                .toList();
        if (all.isEmpty()) {
            return Optional.empty();
        }
        List<Difference> worse = all.stream().filter(Difference::worse).toList();
        List<Difference> better = all.stream().filter(Difference::better).toList();
        List<String> parts = new ArrayList<>();
        if (!worse.isEmpty()) {
            parts.add("loses to " + rival + " at " + where(worse) + ", by " + PlainWords.points(worse));
        }
        if (!better.isEmpty()) {
            parts.add("is better than " + rival + " at " + where(better) + ", by " + PlainWords.points(better));
        }
        List<Difference> neither =
                all.stream().filter(each -> !each.toldApart()).toList();
        if (!neither.isEmpty()) {
            parts.add("is not told apart from " + rival + " at " + where(neither));
        }
        return Optional.of(method + " " + String.join(", ", parts) + "." + price(all, rival));
    }

    /** {@return how many times as much one model costs, the learngene counted; empty where that is not known} */
    private String price(List<Difference> all, String rival) {
        double[] ratios = all.stream()
                .map(each -> ratio(cost(each, each.method()), cost(each, rival)))
                .flatMap(Optional::stream)
                .mapToDouble(Double::doubleValue)
                .sorted()
                .toArray();
        return ratios.length == 0
                ? ""
                : " One model costs " + PlainWords.range("%.2f", ratios) + " times as much, its learngene counted.";
    }

    private Cost cost(Difference at, String method) {
        return rows.stream()
                .filter(row -> row.method().equals(method) && row.width() == at.width() && row.depth() == at.depth())
                .map(Row::alone)
                .findFirst()
                .orElseThrow();
    }

    private static Optional<Double> ratio(Cost one, Cost other) {
        return one.flops() == null || other.flops() == null || other.flops() <= 0
                ? Optional.empty()
                : Optional.of(one.flops() / other.flops());
    }

    private String where(List<Difference> all) {
        return PlainWords.list(
                all.stream().map(each -> at(each.width(), each.depth())).toList());
    }

    private String at(int width, int depth) {
        return "depth " + depth + (severalWidths ? " of width " + width : "");
    }
}
