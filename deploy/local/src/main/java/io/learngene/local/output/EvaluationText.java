package io.learngene.local.output;

import io.learngene.contracts.evaluation.Calibration;
import io.learngene.contracts.evaluation.Interval;
import io.learngene.contracts.evaluation.Judged;
import io.learngene.contracts.evaluation.LabelEvaluation;
import io.learngene.contracts.evaluation.ModelEvaluation;
import io.learngene.contracts.evaluation.TestEvaluation;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** An evaluation as a person reads it. */
public final class EvaluationText {

    private static final int MOST_CLASSES = 50;
    private static final int MOST_CONFUSED = 10;

    private EvaluationText() {}

    /**
     * @param evaluation an evaluation
     * @return several lines
     */
    public static String of(TestEvaluation evaluation) {
        return evaluation instanceof LabelEvaluation several ? of(several) : of((ModelEvaluation) evaluation);
    }

    private static String of(LabelEvaluation evaluation) {
        List<String[]> named = List.of(
                new String[] {
                    "mean average precision",
                    FamilyTable.percent(evaluation.meanAveragePrecision()) + between(evaluation.interval())
                },
                new String[] {"micro F1", FamilyTable.percent(evaluation.microF1())},
                new String[] {"macro F1", FamilyTable.percent(evaluation.macroF1())},
                new String[] {
                    "images",
                    String.format(
                            Locale.ROOT,
                            "%,d, %,d of them without labels",
                            evaluation.images(),
                            evaluation.withoutLabels())
                },
                new String[] {"threshold", Double.toString(evaluation.threshold())},
                new String[] {"not told", "accuracy, calibration and confusion, which are of images of one class each"},
                new String[] {"classes without images", Long.toString(evaluation.classesWithoutImages())});
        List<String[]> rows = new ArrayList<>();
        rows.add(new String[] {"class", "images", "average precision", "F1", "right", "answered"});
        List<LabelEvaluation.OfLabel> tested = evaluation.classes().stream()
                .filter(each -> each.images() > 0)
                .sorted(Comparator.comparingDouble(LabelEvaluation.OfLabel::averagePrecision))
                .toList();
        for (LabelEvaluation.OfLabel each : tested.subList(0, Math.min(MOST_CLASSES, tested.size()))) {
            rows.add(new String[] {
                each.name(),
                Long.toString(each.images()),
                FamilyTable.percent(each.averagePrecision()),
                FamilyTable.percent(each.f1()),
                Long.toString(each.right()),
                Long.toString(each.answered())
            });
        }
        int more = tested.size() - rows.size() + 1;
        return FamilyTable.named(named)
                + '\n'
                + FamilyTable.aligned(rows)
                + (more > 0 ? more + " better classes: see --json\n" : "");
    }

    private static String between(Interval interval) {
        return interval == null
                ? ""
                : String.format(Locale.ROOT, ", 95 %% %.2f to %.2f", 100 * interval.low(), 100 * interval.high());
    }

    private static String of(ModelEvaluation evaluation) {
        Judged judged = evaluation.judged();
        StringBuilder text = new StringBuilder(FamilyTable.named(List.of(
                new String[] {
                    "accuracy",
                    String.format(
                            Locale.ROOT,
                            "%.2f%%%s: %,d of %,d images",
                            100 * judged.accuracy(),
                            between(judged.interval()),
                            judged.right(),
                            judged.images())
                },
                new String[] {
                    "calibration error",
                    String.format(Locale.ROOT, "%.4f, over %d bins", judged.calibrationError(), Calibration.BINS)
                },
                new String[] {"classes never right", Integer.toString(judged.neverRight())})));
        text.append('\n').append(classes(evaluation));
        if (!evaluation.confusion().isEmpty()) {
            text.append('\n').append(confusion(evaluation));
        }
        return text.toString();
    }

    /**
     * @param evaluation an evaluation
     * @return it with its numbers, to be written as JSON
     */
    public static Map<String, Object> json(TestEvaluation evaluation) {
        Map<String, Object> json = new LinkedHashMap<>();
        if (evaluation.judged() != null) {
            json.put("judged", evaluation.judged());
        }
        json.put("evaluation", evaluation);
        return json;
    }

    private static String classes(ModelEvaluation evaluation) {
        List<String[]> rows = new ArrayList<>();
        rows.add(new String[] {"class", "images", "right", "accuracy", "answered"});
        List<ModelEvaluation.OfClass> tested = evaluation.classes().stream()
                .filter(each -> each.images() > 0)
                .sorted(Comparator.comparingDouble(each -> (double) each.right() / each.images()))
                .toList();
        for (ModelEvaluation.OfClass each : tested.subList(0, Math.min(MOST_CLASSES, tested.size()))) {
            rows.add(new String[] {
                each.name(),
                Long.toString(each.images()),
                Long.toString(each.right()),
                FamilyTable.percent((double) each.right() / each.images()),
                Long.toString(each.answered())
            });
        }
        int more = tested.size() - rows.size() + 1;
        return FamilyTable.aligned(rows) + (more > 0 ? more + " better classes: see --json\n" : "");
    }

    private static String confusion(ModelEvaluation evaluation) {
        List<String[]> rows = new ArrayList<>();
        rows.add(new String[] {"class", "taken for", "images"});
        evaluation.confusion().stream()
                .limit(MOST_CONFUSED)
                .forEach(pair -> rows.add(new String[] {
                    evaluation.classes().get(pair.label()).name(),
                    evaluation.classes().get(pair.answer()).name(),
                    Long.toString(pair.images())
                }));
        return FamilyTable.aligned(rows);
    }
}
