package io.learngene.gateway.report;

import io.learngene.contracts.Json;
import io.learngene.contracts.artefact.Score;
import io.learngene.contracts.evaluation.PairedDifference;
import io.learngene.contracts.view.ComparisonView;
import io.learngene.gateway.report.ComparisonReport.Row;
import io.learngene.gateway.report.ReportPage.Table;
import io.learngene.gateway.view.Cost;
import io.learngene.method.comparison.Control;
import io.quarkus.qute.Location;
import io.quarkus.qute.Template;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;

/** The report of a comparison as one page that needs no network. */
@ApplicationScoped
class ComparisonPage {

    private final Template template;

    ComparisonPage(@Location("report.html") Template template) {
        this.template = template;
    }

    String of(ComparisonReport report) {
        return template.data("title", report.comparison().comparison())
                .data("rerun", report.rerun())
                .data("sentences", report.sentences())
                .data("plots", plots(report))
                .data(
                        "tables",
                        Stream.of(
                                        best(report),
                                        results(report),
                                        differences(report),
                                        costs(report),
                                        controls(report),
                                        families(report.comparison()))
                                .filter(table -> !table.rows().isEmpty())
                                .toList())
                .data("summary", summary(report))
                .data("request", Json.pretty(report.request()))
                .data("versions", Map.of())
                .render();
    }

    private static String summary(ComparisonReport report) {
        ComparisonView view = report.comparison();
        StringBuilder text = new StringBuilder("State: ")
                .append(view.state().name().toLowerCase(Locale.ROOT))
                .append(", ")
                .append(view.modelsDone())
                .append(" of ")
                .append(view.models())
                .append(" models. ");
        if (view.error() != null) {
            text.append(view.error()).append(". ");
        }
        if (report.ancestor() != null) {
            text.append("Ancestor ")
                    .append(report.ancestor().id())
                    .append(": ")
                    .append(report.headline().text(report.ancestor().score()))
                    .append(report.ancestor().cost() == null ? ", given. " : ". ");
        }
        text.append("Seeds: ").append(report.request().seeds()).append(". ");
        text.append(
                report.headline().ofValidation()
                        ? "Compared on validation images; the test images were seen once, at the end."
                        : "Chosen on test, because there are no validation images; set dataset.validation for numbers that nothing was"
                                + " chosen by.");
        return text.toString();
    }

    private static List<String> plots(ComparisonReport report) {
        Score score = report.headline();
        String title = score.title();
        return Stream.of(
                        plot(report, title + " at the end, over depth", "layers", ComparisonPage::depth, Row::score),
                        plot(
                                report,
                                title + " before training, over depth",
                                "layers",
                                ComparisonPage::depth,
                                Row::score0),
                        plot(
                                report,
                                title + " after 1 epoch, over depth",
                                "layers",
                                ComparisonPage::depth,
                                Row::score1),
                        plot(
                                report,
                                title + " over what one model costs, its learngene counted",
                                "FLOPs",
                                row -> row.alone().flops(),
                                Row::score),
                        plot(
                                report,
                                title + " over the same, the ancestor counted",
                                "FLOPs",
                                row -> row.withAncestor() == null
                                        ? null
                                        : row.withAncestor().flops(),
                                Row::score))
                .filter(plot -> !plot.isEmpty())
                .map(Plot::svg)
                .toList();
    }

    private static Double depth(Row row) {
        return (double) row.depth();
    }

    private static Plot plot(
            ComparisonReport report, String title, String xName, Function<Row, Double> x, Function<Row, Double> y) {
        Plot plot = new Plot(title, xName, report.headline().axis());
        Map<String, List<double[]>> lines = new LinkedHashMap<>();
        Map<String, Boolean> dashed = new LinkedHashMap<>();
        for (Row row : report.rows()) {
            if (x.apply(row) != null && y.apply(row) != null) {
                String name = name(report, row);
                dashed.put(name, row.control());
                lines.computeIfAbsent(name, each -> new ArrayList<>())
                        .add(new double[] {x.apply(row), report.headline().onAxis(y.apply(row))});
            }
        }
        lines.forEach((name, points) -> plot.line(
                name,
                points.stream()
                        .sorted(Comparator.comparingDouble(point -> point[0]))
                        .toList(),
                dashed.get(name)));
        return plot;
    }

    private static String name(ComparisonReport report, Row row) {
        return report.request().widths().size() == 1 ? row.method() : row.method() + " w" + row.width();
    }

    private static Table best(ComparisonReport report) {
        return new Table(
                "Best at every target",
                "Cheapest: who costs least for one model, the learngene counted, of those whose images do not tell it from the best.",
                List.of("width", "layers", "parameters", "before", "1 epoch", "end", "score", "cheapest", "FLOPs"),
                report.best().stream()
                        .map(each -> List.of(
                                Integer.toString(each.width()),
                                Integer.toString(each.depth()),
                                String.format(Locale.ROOT, "%,d", each.parameters()),
                                or(each.before()),
                                or(each.afterOne()),
                                each.end(),
                                report.headline().text(each.score()),
                                or(each.cheapest()),
                                flops(each.cost())))
                        .toList());
    }

    private static Table results(ComparisonReport report) {
        Score score = report.headline();
        return new Table(
                "Models",
                "Means of the seeds. The interval is Wilson's, 95 %, of the mean on the test images: how far other images might be off, not"
                        + " other seeds; those are beside it. FLOPs are those of one model: its own training, with its learngene, with the"
                        + " ancestor too.",
                List.of(
                        "method",
                        "width",
                        "layers",
                        "parameters",
                        "0 epochs",
                        "1 epoch",
                        "end",
                        "test, 95 %",
                        "seeds",
                        "own",
                        "with learngene",
                        "with ancestor"),
                report.rows().stream()
                        .map(row -> List.of(
                                row.method(),
                                Integer.toString(row.width()),
                                Integer.toString(row.depth()),
                                String.format(Locale.ROOT, "%,d", row.parameters()),
                                score.text(row.score0()),
                                score.text(row.score1()),
                                score.text(row.score()),
                                interval(row),
                                seeds(score, row),
                                flops(row.own()),
                                flops(row.alone()),
                                flops(row.withAncestor())))
                        .toList());
    }

    private static String interval(Row row) {
        return row.interval() == null
                ? "-"
                : String.format(
                        Locale.ROOT,
                        "%.2f (%.2f to %.2f)",
                        100 * row.accuracy(),
                        100 * row.interval().low(),
                        100 * row.interval().high());
    }

    private static String seeds(Score score, Row row) {
        return row.runs().size() == 1
                ? "1"
                : row.runs().size() + ": " + score.text(row.least()) + " to " + score.text(row.most());
    }

    private static Table differences(ComparisonReport report) {
        return new Table(
                "How much better than the best, and than the controls that count",
                "Points of accuracy on the same test images and of the same seeds; 95 % intervals by a paired bootstrap with "
                        + PairedDifference.RESAMPLES
                        + " resamples and a fixed seed. Told apart where the interval leaves 0 out and no seed says the contrary.",
                List.of("method", "than", "width", "layers", "difference", "95 % interval", "seeds", "told apart"),
                report.differences().stream()
                        .map(each -> List.of(
                                each.method(),
                                each.than(),
                                Integer.toString(each.width()),
                                Integer.toString(each.depth()),
                                points(each.found().difference()),
                                points(each.found().interval().low()) + " to "
                                        + points(each.found().interval().high()),
                                each.seeds() == 1
                                        ? "1"
                                        : each.seeds() + ": " + points(each.least()) + " to " + points(each.most()),
                                each.toldApart() ? "yes" : "no"))
                        .toList());
    }

    private static Table costs(ComparisonReport report) {
        List<List<String>> rows = new ArrayList<>();
        if (report.ancestor() != null && report.ancestor().cost() != null) {
            Cost cost = report.ancestor().cost();
            rows.add(List.of("ancestor", "", "", "", "", "", flops(cost), "", seconds(cost)));
        }
        report.ledger()
                .forEach(line -> rows.add(List.of(
                        line.method(),
                        Integer.toString(line.width()),
                        String.format(Locale.ROOT, "%,d", line.stored()),
                        Integer.toString(line.models()),
                        flops(line.learngene()),
                        flops(line.training()),
                        flops(line.total()),
                        flops(line.withAncestor()),
                        seconds(line.total()))));
        return new Table(
                "Cost of all models of a seed",
                "FLOPs of training; a learngene once. Stored are the learngene's parameters, without one all models'. An ancestor that was"
                        + " given has no cost here. What growth and selection begin with is not counted.",
                List.of(
                        "method",
                        "width",
                        "parameters stored",
                        "models",
                        "learngene",
                        "models' training",
                        "total",
                        "with ancestor",
                        "device seconds"),
                rows);
    }

    private static Table controls(ComparisonReport report) {
        return new Table(
                "Controls",
                null,
                List.of("control", "what it is", "left out because"),
                Stream.of(Control.values())
                        .map(control -> List.of(
                                control.label(),
                                control.words(),
                                report.request().without().getOrDefault(control.label(), "")))
                        .toList());
    }

    private static Table families(ComparisonView view) {
        return new Table(
                "Families",
                null,
                List.of("method", "width", "seed", "family", "state", "models"),
                view.parts().stream()
                        .map(part -> List.of(
                                part.name(),
                                Integer.toString(part.width()),
                                Long.toString(part.seed()),
                                or(part.family()),
                                part.state().name().toLowerCase(Locale.ROOT),
                                part.modelsDone() + " of " + part.models()))
                        .toList());
    }

    private static String points(double share) {
        return String.format(Locale.ROOT, "%+.2f", 100 * share);
    }

    private static String flops(Cost cost) {
        return cost == null || cost.flops() == null ? "-" : String.format(Locale.ROOT, "%.3e", cost.flops());
    }

    private static String seconds(Cost cost) {
        return String.format(Locale.ROOT, "%.1f", cost.deviceSeconds());
    }

    private static String or(String text) {
        return text == null ? "-" : text;
    }
}
