package io.learngene.gateway.report;

import io.learngene.contracts.artefact.ResultSummary.Trained;
import io.learngene.contracts.evaluation.LabelEvaluation;
import io.learngene.contracts.evaluation.ModelEvaluation;
import io.learngene.gateway.report.ReportPage.Table;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/** Tables of how models answered test images that have any number of classes. */
final class LabelTables {

    /** Models beside one another, and lines of a table: what a page shows. */
    private static final int MOST_MODELS = 8;

    private static final int MOST_CLASSES = 30;

    private LabelTables() {}

    static Table tested(List<Labelled> models) {
        return new Table(
                "On the test images",
                "An image has any number of classes: there is no accuracy, no calibration error, no confusion and no difference"
                        + " image by image. Means are over the classes that a test image has, their 95 % intervals by a bootstrap over"
                        + " the images with a fixed seed; F1 at a probability of "
                        + (models.isEmpty() ? "" : models.get(0).evaluation().threshold()) + ".",
                List.of(
                        "model",
                        "group",
                        "images",
                        "without labels",
                        "mean average precision, %",
                        "95 % interval",
                        "micro F1, %",
                        "macro F1, %",
                        "classes without images",
                        "seed"),
                models.stream().map(each -> row(each, each.evaluation())).toList());
    }

    private static List<String> row(Labelled model, LabelEvaluation tested) {
        return List.of(
                model.name(),
                model.group().substring(model.group().indexOf('/') + 1),
                String.format(Locale.ROOT, "%,d", tested.images()),
                String.format(Locale.ROOT, "%,d", tested.withoutLabels()),
                percent(tested.meanAveragePrecision()),
                tested.interval() == null ? "-" : JudgedTables.between(tested.interval()),
                percent(tested.microF1()),
                percent(tested.macroF1()),
                Long.toString(tested.classesWithoutImages()),
                Long.toString(model.seed()));
    }

    static Table classes(List<Labelled> models) {
        List<Labelled> tuned = models.stream()
                .filter(each -> each.group().equals(Trained.MODELS))
                .toList();
        List<Labelled> shown = tuned.stream()
                .filter(each -> names(each).equals(names(tuned.get(0))))
                .limit(MOST_MODELS)
                .toList();
        List<List<String>> rows = new ArrayList<>();
        if (!shown.isEmpty()) {
            List<LabelEvaluation.OfLabel> first = shown.get(0).evaluation().classes();
            IntStream.range(0, first.size())
                    .filter(c -> shown.stream().allMatch(each -> of(each, c).averagePrecision() != null))
                    .boxed()
                    .sorted(Comparator.comparingDouble(c -> shown.stream()
                            .mapToDouble(each -> of(each, c).averagePrecision())
                            .sum()))
                    .limit(MOST_CLASSES)
                    .forEach(c -> {
                        List<String> row = new ArrayList<>(List.of(
                                first.get(c).name(), Long.toString(first.get(c).images())));
                        shown.forEach(each -> row.add(percent(of(each, c).averagePrecision())));
                        rows.add(row);
                    });
        }
        List<String> heading = new ArrayList<>(List.of("class", "images"));
        shown.forEach(each -> heading.add(each.name()));
        return new Table(
                "Classes, the worst first",
                "Average precision of each class, %, of tuned models; the " + MOST_CLASSES
                        + " worst classes. All are in report.json and in each model's " + ModelEvaluation.FILE + ".",
                heading,
                rows);
    }

    private static LabelEvaluation.OfLabel of(Labelled model, int number) {
        return model.evaluation().classes().get(number);
    }

    private static List<String> names(Labelled model) {
        return model.evaluation().classes().stream()
                .map(LabelEvaluation.OfLabel::name)
                .toList();
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.2f", 100 * share);
    }
}
