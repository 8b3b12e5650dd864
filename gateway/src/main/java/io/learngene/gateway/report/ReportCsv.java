package io.learngene.gateway.report;

import io.learngene.contracts.artefact.EpochResult;
import io.learngene.contracts.artefact.LearngeneManifest;
import io.learngene.contracts.artefact.ModelManifest;
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
        LearngeneManifest learngene = report.learngene();
        if (learngene != null) {
            add(csv, learngene.ancestorHistory(), family, "ancestor", learngene.ancestorId(), null, null);
            add(
                    csv,
                    learngene.history(),
                    family,
                    "learngene",
                    learngene.id(),
                    learngene.architecture().depth(),
                    learngene.parameters());
        }
        report.models().forEach((group, models) -> {
            for (ModelManifest model : models) {
                add(
                        csv,
                        model.history(),
                        family,
                        group,
                        model.name(),
                        model.architecture().depth(),
                        model.parameters());
            }
        });
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
