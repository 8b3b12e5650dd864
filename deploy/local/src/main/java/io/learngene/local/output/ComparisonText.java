package io.learngene.local.output;

import com.fasterxml.jackson.databind.JsonNode;
import io.learngene.contracts.Json;
import io.learngene.contracts.artefact.Score;
import io.learngene.contracts.view.ComparisonView;
import io.learngene.contracts.view.FamilyView;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** A comparison as lines of text: where it stands, and its report. */
public final class ComparisonText {

    private static final int MOST_NAMED = 4;

    private ComparisonText() {}

    /**
     * @param view a comparison
     * @return where it stands, in one line
     */
    public static String progress(ComparisonView view) {
        List<ComparisonView.Part> running = view.parts().stream()
                .filter(part -> part.state() == FamilyView.State.RUNNING)
                .toList();
        String now = running.stream()
                .limit(MOST_NAMED)
                .map(part -> part.name() + " of seed " + part.seed()
                        + (part.phase() == null ? "" : " (" + part.phase() + ")"))
                .collect(Collectors.joining(", "));
        String more = running.size() > MOST_NAMED ? " and " + (running.size() - MOST_NAMED) + " more" : "";
        boolean before = view.parts().stream().allMatch(part -> part.family() == null);
        return view.state().name().toLowerCase(Locale.ROOT)
                + ", " + view.modelsDone() + " of " + view.models() + " models"
                + (before && view.ancestor() != null ? ", ancestor " + view.ancestor() + " comes first" : "")
                + (now.isEmpty() ? "" : ", running: " + now + more)
                + (view.error() == null ? "" : ": " + view.error())
                + (view.times().etaSeconds() == null
                        ? ""
                        : ", about " + left(view.times().etaSeconds()));
    }

    private static String left(double seconds) {
        return seconds < 90
                ? Math.round(seconds) + " s left"
                : seconds < 5400
                        ? Math.round(seconds / 60) + " min left"
                        : String.format(Locale.ROOT, "%.1f h left", seconds / 3600);
    }

    /**
     * @param report a report, as the gateway tells it
     * @return its tables and sentences
     */
    public static String of(JsonNode report) {
        Score score = Json.mapper().convertValue(report.path("headline"), Score.class);
        JsonNode view = report.path("comparison");
        StringBuilder text = new StringBuilder(view.path("comparison").asText())
                .append("  ")
                .append(view.path("state").asText())
                .append(", ")
                .append(view.path("models_done").asText())
                .append(" of ")
                .append(view.path("models").asText())
                .append(" models\n");
        if (view.hasNonNull("error")) {
            text.append(view.path("error").asText()).append('\n');
        }
        boolean widths = report.path("request").path("widths").size() > 1;
        text.append('\n').append(FamilyTable.aligned(models(report, score, widths)));
        text.append('\n').append(FamilyTable.aligned(ledger(report, widths))).append('\n');
        report.path("request").path("without").properties().forEach(each -> text.append("  without ")
                .append(each.getKey())
                .append(": ")
                .append(each.getValue().asText())
                .append('\n'));
        report.path("sentences")
                .forEach(each -> text.append("  ").append(each.asText()).append('\n'));
        return text.toString();
    }

    private static List<String[]> models(JsonNode report, Score score, boolean widths) {
        List<String[]> rows = new ArrayList<>();
        rows.add(new String[] {
            "method", "depth", "parameters", "0 epochs", "1 epoch", "end", "95 %", "seeds", "FLOPs", "with learngene"
        });
        for (JsonNode row : report.path("rows")) {
            rows.add(new String[] {
                name(row, widths),
                row.path("depth").asText(),
                FamilyTable.count(row.path("parameters").asLong()),
                score.text(number(row.path("score_0"))),
                score.text(number(row.path("score_1"))),
                score.text(number(row.path("score"))),
                interval(row.path("interval")),
                Integer.toString(row.path("runs").size()),
                flops(row.path("own")),
                flops(row.path("alone"))
            });
        }
        return rows;
    }

    private static List<String[]> ledger(JsonNode report, boolean widths) {
        List<String[]> rows = new ArrayList<>();
        rows.add(new String[] {"all models of", "stored", "learngene", "training", "total", "with ancestor"});
        for (JsonNode line : report.path("ledger")) {
            rows.add(new String[] {
                name(line, widths),
                FamilyTable.count(line.path("stored").asLong()),
                flops(line.path("learngene")),
                flops(line.path("training")),
                flops(line.path("total")),
                flops(line.path("with_ancestor"))
            });
        }
        return rows;
    }

    private static String name(JsonNode row, boolean widths) {
        String method = row.path("method").asText();
        return widths ? method + " w" + row.path("width").asText() : method;
    }

    private static String interval(JsonNode interval) {
        return interval.isObject()
                ? String.format(
                        Locale.ROOT,
                        "%.1f-%.1f",
                        100 * interval.path("low").asDouble(),
                        100 * interval.path("high").asDouble())
                : "-";
    }

    private static String flops(JsonNode cost) {
        Double flops = number(cost.path("flops"));
        return flops == null ? "-" : String.format(Locale.ROOT, "%.2e", flops);
    }

    private static Double number(JsonNode value) {
        return value.isNumber() ? (Double) value.asDouble() : null;
    }
}
