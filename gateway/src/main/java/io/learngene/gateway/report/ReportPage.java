package io.learngene.gateway.report;

import static java.time.temporal.ChronoUnit.SECONDS;

import io.learngene.contracts.Json;
import io.learngene.contracts.artefact.AccuracyCurve;
import io.learngene.contracts.artefact.EpochResult;
import io.learngene.contracts.artefact.Learngene;
import io.learngene.contracts.artefact.ModelManifest;
import io.learngene.contracts.artefact.ResultSummary.Trained;
import io.learngene.contracts.artefact.TrainingRun;
import io.learngene.contracts.view.FamilyView;
import io.learngene.gateway.view.Cost;
import io.quarkus.qute.Location;
import io.quarkus.qute.Template;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/** The report as one page that needs no network. */
@ApplicationScoped
class ReportPage {

    private final Template template;

    ReportPage(@Location("report.html") Template template) {
        this.template = template;
    }

    /** A table; every row as long as the heading. */
    record Table(String title, String note, List<String> heading, List<List<String>> rows) {}

    String of(FamilyReport report) {
        List<Plot> plots = new ArrayList<>();
        plots.add(accuracy(
                report, "Accuracy over depth", "layers", m -> m.architecture().depth()));
        plots.add(accuracy(report, "Accuracy over parameters", "parameters", ModelManifest::parameters));
        plots.add(curves(report, "Accuracy while training", "top-1 accuracy, %", e -> percent(e.top1())));
        plots.add(curves(report, "Training loss", "mean loss of the epoch", EpochResult::trainLoss));
        plots.add(curves(report, "Test loss", "mean cross entropy", EpochResult::testLoss));
        return template.data("report", report)
                .data(
                        "plots",
                        plots.stream().filter(p -> !p.isEmpty()).map(Plot::svg).toList())
                .data(
                        "tables",
                        List.of(results(report), reached(report), costs(report), files(report)).stream()
                                .filter(table -> !table.rows().isEmpty())
                                .toList())
                .data("summary", summary(report.family()))
                .data("request", pretty(report.request()))
                .data(
                        "versions",
                        report.learngene() == null
                                ? Map.of()
                                : report.learngene().provenance().versions())
                .render();
    }

    private static String summary(FamilyView family) {
        StringBuilder text = new StringBuilder("State: ")
                .append(family.state().name().toLowerCase(Locale.ROOT))
                .append(". ");
        if (family.createdAt() != null) {
            text.append("Created ").append(family.createdAt().truncatedTo(SECONDS));
            text.append(
                    family.endedAt() == null
                            ? ". "
                            : ", ended " + family.endedAt().truncatedTo(SECONDS) + ". ");
        }
        if (family.ancestorAccuracy() != null) {
            text.append("Ancestor ")
                    .append(shown(percent(family.ancestorAccuracy())))
                    .append(" %. ");
        }
        if (family.auxiliaryAccuracy() != null) {
            text.append("Auxiliary model ")
                    .append(shown(percent(family.auxiliaryAccuracy())))
                    .append(" %. ");
        }
        if (family.storedParametersRatio() != null) {
            text.append(String.format(
                    Locale.ROOT,
                    "The learngene stores %.2f times fewer parameters than the descendants together.",
                    family.storedParametersRatio()));
        }
        return text.toString();
    }

    private static Plot accuracy(FamilyReport report, String title, String xName, ToDoubleFunction<ModelManifest> x) {
        Plot plot = new Plot(title, xName, "top-1 accuracy, %");
        report.models().forEach((group, models) -> {
            boolean tuned = group.equals(Trained.MODELS);
            String name = tuned ? "tuned" : name(group);
            if (tuned) {
                plot.line("0 epochs", points(models, x, m -> after(m, 0)), false);
            }
            plot.line(name + ", 1 epoch", points(models, x, m -> after(m, 1)), !tuned);
            plot.line(name + ", end", points(models, x, ReportPage::end), !tuned);
        });
        return plot;
    }

    private static List<double[]> points(
            List<ModelManifest> models, ToDoubleFunction<ModelManifest> x, Function<ModelManifest, Double> y) {
        return models.stream()
                .filter(m -> !m.history().isEmpty() && y.apply(m) != null)
                .map(m -> new double[] {x.applyAsDouble(m), y.apply(m)})
                .sorted(Comparator.comparingDouble(point -> point[0]))
                .toList();
    }

    private static Double after(ModelManifest model, int epoch) {
        return model.history().stream()
                .filter(e -> e.epoch() == epoch)
                .map(e -> percent(e.top1()))
                .findFirst()
                .orElse(null);
    }

    private static Plot curves(FamilyReport report, String title, String yName, Function<EpochResult, Double> y) {
        Plot plot = new Plot(title, "epoch", yName);
        if (report.learngene() != null) {
            report.learngene().trainings().stream()
                    .filter(TrainingRun::counted)
                    .forEach(run -> plot.line(run.group(), curve(run.history(), y), false));
        }
        report.models()
                .forEach((group, models) -> models.forEach(model -> plot.line(
                        (group.equals(Trained.MODELS) ? "" : name(group) + " ") + model.name(),
                        curve(model.history(), y),
                        !group.equals(Trained.MODELS))));
        return plot;
    }

    private static Double end(ModelManifest model) {
        return percent(AccuracyCurve.of(model.history()).end());
    }

    private static List<double[]> curve(List<EpochResult> history, Function<EpochResult, Double> y) {
        return history.stream()
                .filter(e -> y.apply(e) != null)
                .map(e -> new double[] {e.epoch(), y.apply(e)})
                .toList();
    }

    private static Table results(FamilyReport report) {
        List<List<String>> rows = new ArrayList<>();
        report.models().forEach((group, models) -> models.stream()
                .sorted(Comparator.comparingInt(m -> m.architecture().depth()))
                .forEach(m -> rows.add(List.of(
                        m.name(),
                        name(group),
                        Integer.toString(m.architecture().depth()),
                        String.format(Locale.ROOT, "%,d", m.parameters()),
                        shown(after(m, 0)),
                        shown(after(m, 1)),
                        m.history().isEmpty() ? "-" : shown(end(m)),
                        Integer.toString(m.history().stream()
                                .mapToInt(EpochResult::epoch)
                                .max()
                                .orElse(0)),
                        Long.toString(m.provenance().seed())))));
        return new Table(
                "Models",
                "Top-1 accuracy on the test images, %.",
                List.of("model", "group", "layers", "parameters", "0 epochs", "1 epoch", "end", "epochs", "seed"),
                rows);
    }

    private static Table reached(FamilyReport report) {
        return new Table(
                "How soon a tuned model reaches what its scratch twin ends with",
                null,
                List.of("model", "layers", "scratch, end", "epochs of scratch", "epochs of tuning", "FLOPs saved"),
                report.reached().stream()
                        .map(r -> List.of(
                                r.name(),
                                Integer.toString(r.depth()),
                                shown(percent(r.scratchAccuracy())),
                                Integer.toString(r.scratchEpochs()),
                                epochs(r),
                                r.saving() == null ? "-" : shown(percent(r.saving())) + " %"))
                        .toList());
    }

    private static String epochs(FamilyReport.Reached reached) {
        if (!reached.reached()) {
            return "not reached";
        }
        return reached.epochs() == null ? "not known exactly" : reached.epochs().toString();
    }

    private static Table costs(FamilyReport report) {
        List<List<String>> rows = new ArrayList<>();
        Ledger ledger = report.ledger();
        for (Ledger.Line line : ledger.lines()) {
            rows.add(row(name(line.group()), line.name(), Integer.toString(line.epochs()), line.cost()));
        }
        rows.add(row("learngene and all tuning", "", "", ledger.ours()));
        if (ledger.scratch() != null) {
            String bound = ledger.scratchIsLowerBound() ? ", at least" : "";
            rows.add(row("scratch until as good" + bound, "", "", ledger.scratch()));
            rows.add(List.of(
                    "scratch over ours" + bound,
                    "",
                    "",
                    formatted("%.2fx", ledger.ratio().deviceSeconds()),
                    formatted("%.2fx", ledger.ratio().flops()),
                    formatted("%.2fx", ledger.ratio().samples())));
        }
        return new Table(
                "Cost",
                "The learngene is counted once; the ancestor is not counted in the sums, as in the paper.",
                List.of("what", "name", "epochs", "device seconds", "FLOPs", "images"),
                rows);
    }

    private static List<String> row(String what, String name, String epochs, Cost cost) {
        return List.of(
                what,
                name == null ? "" : name,
                epochs,
                String.format(Locale.ROOT, "%.1f", cost.deviceSeconds()),
                formatted("%.3e", cost.flops()),
                String.format(Locale.ROOT, "%,.0f", cost.samples()));
    }

    private static Table files(FamilyReport report) {
        List<List<String>> rows = new ArrayList<>();
        Learngene learngene = report.learngene();
        if (learngene != null) {
            rows.add(List.of(
                    "learngene",
                    learngene.weights().name(),
                    String.format(Locale.ROOT, "%,d", learngene.weights().size()),
                    learngene.weights().sha256()));
        }
        report.models()
                .forEach((group, models) -> models.forEach(model -> model.files().stream()
                        .filter(file -> file.name().endsWith(".safetensors"))
                        .forEach(file -> rows.add(List.of(
                                name(group) + " " + model.name(),
                                file.name(),
                                String.format(Locale.ROOT, "%,d", file.size()),
                                file.sha256())))));
        return new Table("Files", null, List.of("of", "file", "bytes", "SHA-256"), rows);
    }

    private static String name(String group) {
        return group.substring(group.indexOf('/') + 1);
    }

    private static Double percent(Double share) {
        return share == null ? null : 100 * share;
    }

    private static String shown(Double percent) {
        return percent == null ? "-" : String.format(Locale.ROOT, "%.2f", percent);
    }

    private static String formatted(String format, Double flops) {
        return flops == null ? "unknown" : String.format(Locale.ROOT, format, flops);
    }

    private static String pretty(Object value) {
        return value == null ? "" : Json.pretty(value);
    }
}
