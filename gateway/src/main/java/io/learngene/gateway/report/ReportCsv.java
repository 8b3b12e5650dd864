package io.learngene.gateway.report;

import io.learngene.contracts.artefact.EpochResult;
import io.learngene.contracts.artefact.TrainingRun;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The curves of a family as a tidy table (RFC 4180): one line for every epoch of every model. */
final class ReportCsv {

    private static final String HEADING =
            "family,group,model,depth,parameters,epoch,train_loss,learning_rate,test_loss,top1,top5,seconds";

    private ReportCsv() {}

    static String of(FamilyReport report) {
        StringBuilder csv = new StringBuilder(HEADING).append("\r\n");
        String family = report.family().family();
        for (TrainingRun run : FamilyReport.trainings(report.learngene(), report.models())) {
            add(csv, run.history(), family, run.group(), run.name(), run.depth(), run.parameters());
        }
        return csv.toString();
    }

    /** Names are checked when they are made and hold no commas or quotes. */
    private static void add(StringBuilder csv, List<EpochResult> history, Object... model) {
        for (EpochResult e : history) {
            Stream<Object> values = Stream.of(
                    e.epoch(), e.trainLoss(), e.learningRate(), e.testLoss(), e.top1(), e.top5(), e.seconds());
            csv.append(Stream.concat(Stream.of(model), values)
                            .map(value -> Objects.toString(value, ""))
                            .collect(Collectors.joining(",")))
                    .append("\r\n");
        }
    }
}
