package io.learngene.gateway.report;

import io.learngene.gateway.view.Cost;
import java.util.List;
import java.util.Locale;

/** Numbers as sentences have them. */
final class PlainWords {

    private PlainWords() {}

    static String list(List<String> words) {
        int last = words.size() - 1;
        return last == 0 ? words.get(0) : String.join(", ", words.subList(0, last)) + " and " + words.get(last);
    }

    static String range(String format, double... sorted) {
        String least = String.format(Locale.ROOT, format, sorted[0]);
        String most = String.format(Locale.ROOT, format, sorted[sorted.length - 1]);
        return least.equals(most) ? least : least + " to " + most;
    }

    /** {@return how far apart they are, of one with its interval} */
    static String points(List<ComparisonReport.Difference> all) {
        double[] points = all.stream()
                .mapToDouble(each -> 100 * Math.abs(each.found().difference()))
                .sorted()
                .toArray();
        String text = range("%.1f", points) + " points";
        if (all.size() > 1) {
            return text;
        }
        double low = 100 * Math.abs(all.get(0).found().interval().low());
        double high = 100 * Math.abs(all.get(0).found().interval().high());
        return text + String.format(Locale.ROOT, " (95 %%: %.1f to %.1f)", Math.min(low, high), Math.max(low, high));
    }

    static String flops(Cost cost) {
        return cost.flops() == null ? "not known" : String.format(Locale.ROOT, "%.3g FLOPs", cost.flops());
    }
}
