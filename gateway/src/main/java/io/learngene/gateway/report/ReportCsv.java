package io.learngene.gateway.report;

import io.learngene.contracts.artefact.EpochResult;
import io.learngene.contracts.artefact.Scores;
import io.learngene.contracts.artefact.TrainingRun;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The curves of a family as a tidy table (RFC 4180): one line for every epoch of every model, a column for every score. */
final class ReportCsv {

    private static final List<String> BEFORE_SCORES = List.of(
            "family", "group", "model", "depth", "parameters", "epoch", "train_loss", "learning_rate", "test_loss");

    /** In the last line of a model: its numbers at its end. */
    private static final List<String> OF_THE_TEST =
            List.of("test_images", "test_right", "test_low", "test_high", "calibration_error", "seeds");

    private ReportCsv() {}

    static String of(FamilyReport report) {
        List<TrainingRun> runs = FamilyReport.trainings(report.learngene(), report.models());
        List<String> scores = Scores.names(
                runs.stream().flatMap(run -> run.history().stream()).toList());
        StringBuilder csv = new StringBuilder();
        line(csv, BEFORE_SCORES.stream(), scores.stream(), Stream.of("seconds"), OF_THE_TEST.stream());
        String family = report.family().family();
        for (TrainingRun run : runs) {
            Judgements.Model judged = report.judged().models().stream()
                    .filter(model ->
                            model.group().equals(run.group()) && model.name().equals(run.name()))
                    .findFirst()
                    .orElse(null);
            for (EpochResult e : run.history()) {
                line(
                        csv,
                        Stream.of(family, run.group(), run.name(), run.depth(), run.parameters()),
                        Stream.of(e.epoch(), e.trainLoss(), e.learningRate(), e.testLoss()),
                        scores.stream().map(e.evaluated().scores()::get),
                        Stream.of(e.seconds()),
                        tested(e.epoch() == run.epochs() ? judged : null));
            }
        }
        return csv.toString();
    }

    private static Stream<?> tested(Judgements.Model model) {
        if (model == null) {
            return OF_THE_TEST.stream().map(column -> "");
        }
        return Stream.of(
                model.tested().images(),
                model.tested().right(),
                model.tested().interval().low(),
                model.tested().interval().high(),
                model.tested().calibrationError(),
                model.seeds());
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
