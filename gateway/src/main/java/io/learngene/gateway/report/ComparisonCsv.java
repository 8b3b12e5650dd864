package io.learngene.gateway.report;

import io.learngene.gateway.view.Cost;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The models of a comparison as a tidy table (RFC 4180): one line for every method, target and seed. Costs are means of the seeds. */
final class ComparisonCsv {

    private static final List<String> HEADING = List.of(
            "comparison",
            "method",
            "control",
            "width",
            "depth",
            "parameters",
            "seed",
            "family",
            "model",
            "headline",
            "score_0",
            "score_1",
            "score",
            "test_images",
            "test_right",
            "own_flops",
            "own_seconds",
            "alone_flops",
            "alone_seconds",
            "with_ancestor_flops",
            "with_ancestor_seconds");

    private ComparisonCsv() {}

    static String of(ComparisonReport report) {
        StringBuilder csv = new StringBuilder();
        line(csv, HEADING.stream());
        for (ComparisonReport.Row row : report.rows()) {
            for (ComparisonReport.Run run : row.runs()) {
                line(
                        csv,
                        Stream.of(
                                report.comparison().comparison(),
                                row.method(),
                                row.control(),
                                row.width(),
                                row.depth(),
                                row.parameters(),
                                run.seed(),
                                run.family(),
                                run.model(),
                                report.headline().name()),
                        Stream.of(run.score0(), run.score1(), run.score(), run.images(), run.right()),
                        cost(row.own()),
                        cost(row.alone()),
                        cost(row.withAncestor()));
            }
        }
        return csv.toString();
    }

    private static Stream<?> cost(Cost cost) {
        return cost == null ? Stream.of("", "") : Stream.of(cost.flops(), cost.deviceSeconds());
    }

    /** Names are checked when they are made and hold no commas or quotes. */
    private static void line(StringBuilder csv, Stream<?>... parts) {
        csv.append(Stream.of(parts)
                        .flatMap(part -> part)
                        .map(value -> Objects.toString(value, ""))
                        .collect(Collectors.joining(",")))
                .append("\r\n");
    }
}
