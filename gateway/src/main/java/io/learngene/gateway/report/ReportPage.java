package io.learngene.gateway.report;

import static java.time.temporal.ChronoUnit.SECONDS;

import io.learngene.contracts.Json;
import io.learngene.contracts.artefact.CompletedTraining;
import io.learngene.contracts.artefact.EpochResult;
import io.learngene.contracts.artefact.Learngene;
import io.learngene.contracts.artefact.ModelManifest;
import io.learngene.contracts.artefact.ResultSummary.Predecessor;
import io.learngene.contracts.artefact.ResultSummary.Trained;
import io.learngene.contracts.artefact.Score;
import io.learngene.contracts.artefact.ScoreCurve;
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
import java.util.stream.Stream;

/** The report as one page that needs no network. */
@ApplicationScoped
class ReportPage {

    /** Place of what is measured on the test data beside the validation data. */
    private static final int TEST_COLUMN = 7;

    private final Template template;

    ReportPage(@Location("report.html") Template template) {
        this.template = template;
    }

    /** A table; every row as long as the heading. */
    record Table(String title, String note, List<String> heading, List<List<String>> rows) {}

    String of(FamilyReport report) {
        Score score = headline(report.family());
        String title = capital(score.title());
        List<Plot> plots = new ArrayList<>();
        plots.add(scores(report, score, title + " over depth", "layers", m -> m.architecture()
                .depth()));
        plots.add(scores(report, score, title + " over parameters", "parameters", ModelManifest::parameters));
        plots.add(curves(report, title + " while training", score.axis(), e -> shownBy(score, e)));
        plots.add(curves(report, "Training loss", "mean loss of the epoch", EpochResult::trainLoss));
        plots.add(curves(report, capital(data(score)) + " loss", "mean loss", EpochResult::testLoss));
        return template.data("title", report.family().family())
                .data("rerun", report.rerun())
                .data("sentences", List.of())
                .data(
                        "plots",
                        plots.stream().filter(p -> !p.isEmpty()).map(Plot::svg).toList())
                .data(
                        "tables",
                        Stream.of(
                                        findings(report),
                                        warnings(report),
                                        results(report, score),
                                        JudgedTables.tested(report.judged()),
                                        JudgedTables.differences(report.judged()),
                                        JudgedTables.classes(report.judged()),
                                        JudgedTables.confusion(report.judged()),
                                        LabelTables.tested(report.labelled()),
                                        LabelTables.classes(report.labelled()),
                                        reached(report, score),
                                        costs(report),
                                        files(report))
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
                .append(family.phase() == null ? "" : " (" + family.phase() + ")")
                .append(". ");
        if (family.times().createdAt() != null) {
            text.append("Created ").append(family.times().createdAt().truncatedTo(SECONDS));
            text.append(
                    family.times().endedAt() == null
                            ? ". "
                            : ", ended " + family.times().endedAt().truncatedTo(SECONDS) + ". ");
        }
        if (!family.deleted().isEmpty()) {
            text.append("Deleted since, of which only the numbers are left: ")
                    .append(String.join(", ", family.deleted()))
                    .append(". ");
        }
        for (Predecessor each : family.learngene().predecessors() == null
                ? List.<Predecessor>of()
                : family.learngene().predecessors()) {
            text.append(capital(each.name()))
                    .append(": ")
                    .append(headline(family).text(each.score()))
                    .append(". ");
        }
        if (family.savings().storedParametersRatio() != null) {
            double fewer = family.savings().storedParametersRatio();
            text.append(String.format(
                    Locale.ROOT,
                    "The learngene stores %.2f times %s parameters than the descendants together.",
                    fewer < 1 ? 1 / fewer : fewer,
                    fewer < 1 ? "more" : "fewer"));
        }
        return text.toString();
    }

    private static Plot scores(
            FamilyReport report, Score score, String title, String xName, ToDoubleFunction<ModelManifest> x) {
        Plot plot = new Plot(title, xName, score.axis());
        report.models().forEach((group, models) -> {
            boolean tuned = group.equals(Trained.MODELS);
            String name = tuned ? "tuned" : name(group);
            if (tuned) {
                plot.line("0 epochs", points(models, x, m -> after(score, m, 0)), false);
            }
            plot.line(name + ", 1 epoch", points(models, x, m -> after(score, m, 1)), !tuned);
            plot.line(name + ", end", points(models, x, m -> end(score, m)), !tuned);
        });
        return plot;
    }

    private static List<double[]> points(
            List<ModelManifest> models, ToDoubleFunction<ModelManifest> x, Function<ModelManifest, Double> y) {
        return models.stream()
                .filter(m -> !m.training().history().isEmpty() && y.apply(m) != null)
                .map(m -> new double[] {x.applyAsDouble(m), y.apply(m)})
                .sorted(Comparator.comparingDouble(point -> point[0]))
                .toList();
    }

    private static Double after(Score score, ModelManifest model, int epoch) {
        return model.training().history().stream()
                .filter(e -> e.epoch() == epoch && shownBy(score, e) != null)
                .map(e -> shownBy(score, e))
                .findFirst()
                .orElse(null);
    }

    private static Double end(Score score, ModelManifest model) {
        ScoreCurve curve = ScoreCurve.of(model.training().history());
        return curve.headline().equals(score.name()) ? score.onAxis(curve.end()) : null;
    }

    /** {@return a row's value of a score, on its axis; null where it was not measured} */
    private static Double shownBy(Score score, EpochResult row) {
        return score.onAxis(row.evaluated().scores().get(score.name()));
    }

    /** {@return what the family's models are judged by; before there is one, what most are} */
    private static Score headline(FamilyView family) {
        return family.headline() == null ? Score.TOP1 : family.headline();
    }

    private static boolean validated(Score score) {
        return score.ofValidation();
    }

    /** {@return which data epochs are compared on} */
    private static String data(Score score) {
        return validated(score) ? "validation" : "test";
    }

    /** {@return a row, without the column of the test data where all others are of them} */
    private static List<String> cells(boolean validated, String... cells) {
        List<String> row = new ArrayList<>(List.of(cells));
        if (!validated) {
            row.remove(TEST_COLUMN);
        }
        return row;
    }

    /** {@return how many there were, after the one that the weights are of where that is not the last} */
    private static String epochs(CompletedTraining training) {
        String epochs = Integer.toString(
                training.history().stream().mapToInt(EpochResult::epoch).max().orElse(0));
        return training.bestEpoch() == null ? epochs : training.bestEpoch() + " of " + epochs;
    }

    private static Double tested(Score score, ModelManifest model) {
        List<EpochResult> history = model.training().history();
        return history.isEmpty() ? null : shownBy(score.onTest(), history.get(history.size() - 1));
    }

    private static String capital(String text) {
        return text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
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
                        curve(model.training().history(), y),
                        !group.equals(Trained.MODELS))));
        return plot;
    }

    private static List<double[]> curve(List<EpochResult> history, Function<EpochResult, Double> y) {
        return history.stream()
                .filter(e -> y.apply(e) != null)
                .map(e -> new double[] {e.epoch(), y.apply(e)})
                .toList();
    }

    static Table results(FamilyReport report, Score score) {
        List<List<String>> rows = new ArrayList<>();
        report.models().forEach((group, models) -> models.stream()
                .sorted(Comparator.comparingInt(m -> m.architecture().depth()))
                .forEach(m -> rows.add(cells(
                        validated(score),
                        m.name(),
                        name(group),
                        Integer.toString(m.architecture().depth()),
                        String.format(Locale.ROOT, "%,d", m.parameters()),
                        shown(score, after(score, m, 0)),
                        shown(score, after(score, m, 1)),
                        shown(score, end(score, m)),
                        shown(score.onTest(), tested(score, m)),
                        epochs(m.training()),
                        Long.toString(m.provenance().seed())))));
        return new Table(
                "Models",
                capital(score.axis())
                        + (validated(score)
                                ? "; the test data were seen once, at the end."
                                : ", on the test data: chosen on test, because there are no validation images. For numbers that"
                                        + " nothing was chosen by, set dataset.validation."),
                cells(
                        validated(score),
                        "model",
                        "group",
                        "layers",
                        "parameters",
                        "0 epochs",
                        "1 epoch",
                        "end",
                        "test",
                        "epochs",
                        "seed"),
                rows);
    }

    private static Table findings(FamilyReport report) {
        return new Table(
                "What the numbers tell",
                null,
                List.of("of", "what", "fact", "what to change"),
                report.family().findings().stream()
                        .map(each -> List.of(
                                String.join(", ", each.of()),
                                each.diagnosis().name().toLowerCase(Locale.ROOT).replace('_', ' '),
                                each.fact(),
                                each.remedy()))
                        .toList());
    }

    private static Table warnings(FamilyReport report) {
        List<List<String>> rows = new ArrayList<>();
        for (FamilyReport.Warned each : report.warnings()) {
            if (each.warning() != null) {
                rows.add(List.of(each.job(), "warned " + each.warnings() + " x, the last", each.warning()));
            }
            if (each.error() != null) {
                rows.add(List.of(each.job(), "failed", each.error()));
            }
        }
        return new Table("What the jobs went on without, or failed for", null, List.of("job", "what", "why"), rows);
    }

    private static Table reached(FamilyReport report, Score score) {
        return new Table(
                "How soon a tuned model reaches what its scratch twin ends with",
                null,
                List.of("model", "layers", "scratch, end", "epochs of scratch", "epochs of tuning", "FLOPs saved"),
                report.reached().stream()
                        .map(r -> List.of(
                                r.name(),
                                Integer.toString(r.depth()),
                                shown(score, score.onAxis(r.scratchScore())),
                                Integer.toString(r.scratchEpochs()),
                                epochs(r),
                                r.saving() == null ? "-" : String.format(Locale.ROOT, "%.2f %%", 100 * r.saving())))
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

    private static String shown(Score score, Double onAxis) {
        if (onAxis == null) {
            return "-";
        }
        return String.format(Locale.ROOT, score.shown() == Score.Shown.PERCENT ? "%.2f" : "%.4g", onAxis);
    }

    private static String formatted(String format, Double flops) {
        return flops == null ? "unknown" : String.format(Locale.ROOT, format, flops);
    }

    private static String pretty(Object value) {
        return value == null ? "" : Json.pretty(value);
    }
}
