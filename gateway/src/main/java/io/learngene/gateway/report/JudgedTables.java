package io.learngene.gateway.report;

import io.learngene.contracts.artefact.ResultSummary.Trained;
import io.learngene.contracts.evaluation.Calibration;
import io.learngene.contracts.evaluation.Interval;
import io.learngene.contracts.evaluation.Judged;
import io.learngene.contracts.evaluation.ModelEvaluation;
import io.learngene.contracts.evaluation.PairedDifference;
import io.learngene.gateway.report.ReportPage.Table;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/** Tables of how models answered their test images. */
final class JudgedTables {

    /** Models beside one another, and lines of a table: what a page shows; the rest is in JSON and in the evaluation files. */
    private static final int MOST_MODELS = 8;

    private static final int MOST_CLASSES = 30;
    private static final int MOST_CONFUSED = 5;

    private JudgedTables() {}

    static Table tested(Judgements judged) {
        return new Table(
                "On the test images",
                "Intervals are Wilson's, 95 %. The calibration error is the expected one, over " + Calibration.BINS
                        + " bins of equal width. Seeds: with how many the same training was run; a number of one seed says"
                        + " nothing about how much another would differ.",
                List.of(
                        "model",
                        "group",
                        "images",
                        "right",
                        "accuracy, %",
                        "95 % interval",
                        "calibration error",
                        "classes never right",
                        "seeds"),
                judged.models().stream()
                        .map(model -> row(model, model.tested()))
                        .toList());
    }

    private static List<String> row(Judgements.Model model, Judged tested) {
        return List.of(
                model.name(),
                name(model.group()),
                String.format(Locale.ROOT, "%,d", tested.images()),
                String.format(Locale.ROOT, "%,d", tested.right()),
                percent(tested.accuracy()),
                between(tested.interval()),
                String.format(Locale.ROOT, "%.4f", tested.calibrationError()),
                never(tested),
                Integer.toString(model.seeds()));
    }

    private static String never(Judged tested) {
        if (tested.neverRight() == 0) {
            return "none";
        }
        int more = tested.neverRight() - tested.neverRightFirst().size();
        return tested.neverRight() + ": " + String.join(", ", tested.neverRightFirst()) + (more > 0 ? ", ..." : "");
    }

    static Table differences(Judgements judged) {
        return new Table(
                "How much better tuned models are",
                "Points of accuracy on the same test images; 95 % intervals by a paired bootstrap with "
                        + PairedDifference.RESAMPLES
                        + " resamples and a fixed seed. Where an interval holds 0, these images do not"
                        + " tell the two apart. It is of these two models: other seeds are not in it.",
                List.of("model", "than", "images", "difference", "95 % interval", "tells them apart"),
                judged.differences().stream()
                        .map(each -> List.of(
                                each.name(),
                                name(each.than()),
                                String.format(Locale.ROOT, "%,d", each.found().images()),
                                String.format(
                                        Locale.ROOT, "%+.2f", 100 * each.found().difference()),
                                between(each.found().interval()),
                                each.found().interval().contains(0) ? "no" : "yes"))
                        .toList());
    }

    static Table classes(Judgements judged) {
        List<Judgements.Model> shown = shown(judged);
        List<List<String>> rows = new ArrayList<>();
        if (!shown.isEmpty()) {
            List<ModelEvaluation.OfClass> first = shown.get(0).classes();
            IntStream.range(0, first.size())
                    .filter(c -> first.get(c).images() > 0)
                    .boxed()
                    .sorted(Comparator.comparingDouble(c -> share(shown, c)))
                    .limit(MOST_CLASSES)
                    .forEach(c -> rows.add(row(shown, c)));
        }
        List<String> heading = new ArrayList<>(List.of("class", "images"));
        shown.forEach(model -> heading.add(model.name()));
        return new Table(
                "Classes, the worst first",
                "Accuracy of each class, %, of tuned models; the " + MOST_CLASSES
                        + " worst classes. All are in report.json and in each model's " + ModelEvaluation.FILE + ".",
                heading,
                rows);
    }

    private static double share(List<Judgements.Model> models, int number) {
        return models.stream()
                .mapToDouble(model -> accuracy(model.classes().get(number)))
                .sum();
    }

    private static double accuracy(ModelEvaluation.OfClass each) {
        return each.images() == 0 ? 0 : (double) each.right() / each.images();
    }

    private static List<String> row(List<Judgements.Model> models, int number) {
        ModelEvaluation.OfClass first = models.get(0).classes().get(number);
        List<String> row = new ArrayList<>(List.of(first.name(), Long.toString(first.images())));
        models.forEach(model -> row.add(percent(accuracy(model.classes().get(number)))));
        return row;
    }

    static Table confusion(Judgements judged) {
        List<List<String>> rows = new ArrayList<>();
        for (Judgements.Model model : shown(judged)) {
            model.confusion().stream().limit(MOST_CONFUSED).forEach(pair -> {
                long images = model.classes().get(pair.label()).images();
                rows.add(List.of(
                        model.name(),
                        model.className(pair.label()),
                        model.className(pair.answer()),
                        Long.toString(pair.images()),
                        percent((double) pair.images() / images)));
            });
        }
        return new Table(
                "What is taken for what",
                "The " + MOST_CONFUSED + " most frequent wrong answers of each tuned model.",
                List.of("model", "class", "taken for", "images", "of that class, %"),
                rows);
    }

    /** The tuned models of the same classes as the first one. */
    private static List<Judgements.Model> shown(Judgements judged) {
        List<Judgements.Model> tuned = judged.models().stream()
                .filter(model ->
                        model.group().equals(Trained.MODELS) && !model.classes().isEmpty())
                .toList();
        return tuned.stream()
                .filter(model -> names(model).equals(names(tuned.get(0))))
                .limit(MOST_MODELS)
                .toList();
    }

    private static List<String> names(Judgements.Model model) {
        return model.classes().stream().map(ModelEvaluation.OfClass::name).toList();
    }

    private static String name(String group) {
        return group.substring(group.indexOf('/') + 1);
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.2f", 100 * share);
    }

    static String between(Interval interval) {
        return String.format(Locale.ROOT, "%.2f to %.2f", 100 * interval.low(), 100 * interval.high());
    }
}
