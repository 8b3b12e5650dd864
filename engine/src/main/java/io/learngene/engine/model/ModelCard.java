package io.learngene.engine.model;

import io.learngene.contracts.Json;
import io.learngene.contracts.Vocabulary;
import io.learngene.contracts.architecture.VitArchitecture;
import io.learngene.contracts.artefact.EpochResult;
import io.learngene.contracts.artefact.Provenance;
import io.learngene.contracts.artefact.Score;
import io.learngene.contracts.artefact.Scores;
import io.learngene.contracts.evaluation.Judged;
import io.learngene.contracts.evaluation.LabelEvaluation;
import io.learngene.contracts.evaluation.TestEvaluation;
import java.util.List;
import java.util.Locale;

/** The README of a published model: what it is, where it comes from, how good it is (Hugging Face's model card format). */
public final class ModelCard {

    private ModelCard() {}

    /**
     * @param title heading
     * @param lineage where the weights come from, one sentence
     * @param architecture shape
     * @param classNames names of its classes
     * @param history training history
     * @param tested how it answered the test images at its end
     * @param provenance what is needed to make it again
     * @return Markdown
     */
    public static String of(
            String title,
            String lineage,
            VitArchitecture architecture,
            List<String> classNames,
            List<EpochResult> history,
            TestEvaluation tested,
            Provenance provenance) {
        StringBuilder card = new StringBuilder();
        card.append(
                        "---\nlibrary_name: timm\npipeline_tag: image-classification\ntags:\n- image-classification\n- timm\n")
                .append("- learngene\ndatasets:\n- ")
                .append(provenance.dataset().name())
                .append("\n---\n\n# ")
                .append(title)
                .append("\n\n")
                .append(lineage)
                .append("\n\n| | |\n|---|---|\n");
        row(card, "Depth, dim, heads", architecture.depth() + ", " + architecture.dim() + ", " + architecture.heads());
        row(card, "Image, patch", architecture.imageSize() + ", " + architecture.patchSize() + " pixels");
        row(card, "Parameters", String.format(Locale.ROOT, "%,d", architecture.parameters()));
        row(card, "FLOPs of one image", String.format(Locale.ROOT, "%,d", architecture.flops()));
        row(
                card,
                "Classes",
                classNames.size() + ": " + String.join(", ", classNames.subList(0, Math.min(20, classNames.size())))
                        + (classNames.size() > 20 ? ", ..." : ""));
        row(
                card,
                "Dataset",
                provenance.dataset().name()
                        + (provenance.dataset().sha256() == null
                                ? ""
                                : ", SHA-256 " + provenance.dataset().sha256()));
        row(card, "Test images", tested instanceof LabelEvaluation several ? told(several) : told(tested.judged()));
        row(card, "Seed", Long.toString(provenance.seed()));
        training(card, history);
        card.append("\n## Provenance\n\n```json\n")
                .append(Json.pretty(provenance))
                .append("\n```\n\n## Use\n\n")
                .append(usage(architecture.normEps()));
        return card.toString();
    }

    private static String told(Judged tested) {
        return String.format(
                Locale.ROOT,
                "%,d of %,d right: %.2f %%, 95 %% interval %.2f to %.2f %%; expected calibration error %.4f",
                tested.right(),
                tested.images(),
                100 * tested.accuracy(),
                100 * tested.interval().low(),
                100 * tested.interval().high(),
                tested.calibrationError());
    }

    private static String told(LabelEvaluation tested) {
        return String.format(
                Locale.ROOT,
                "%,d, with any number of classes each (a sigmoid for every class): mean average precision %.2f %%%s; at a"
                        + " probability of %s micro F1 %.2f %%, macro F1 %.2f %%",
                tested.images(),
                100 * tested.meanAveragePrecision(),
                tested.interval() == null
                        ? ""
                        : String.format(
                                Locale.ROOT,
                                ", 95 %% interval %.2f to %.2f %%",
                                100 * tested.interval().low(),
                                100 * tested.interval().high()),
                tested.threshold(),
                100 * tested.microF1(),
                100 * tested.macroF1());
    }

    /** timm reads no epsilon from a config, and computes with 1e-6 where it is given none. */
    private static String usage(double eps) {
        if (eps == TimmVit.NORM_EPS) {
            return "```python\nimport timm\nmodel = timm.create_model('local-dir:FOLDER', pretrained=True)\n```\n";
        }
        return "The norms of this model have an epsilon that timm has to be given; without it, it computes with 1e-6.\n\n"
                + "```python\nfrom functools import partial\n\nimport timm\nfrom torch import nn\n\n"
                + "model = timm.create_model(\n    'local-dir:FOLDER', pretrained=True, norm_layer=partial(nn.LayerNorm, eps="
                + eps + "))\n```\n";
    }

    private static void training(StringBuilder card, List<EpochResult> history) {
        List<String> scores = Scores.names(history);
        String compared = scores.stream().anyMatch(name -> Vocabulary.findScore(name)
                        .filter(Score::ofValidation)
                        .isPresent())
                ? "validation"
                : "test";
        card.append("\n## Training\n\n| epoch | learning rate | train loss | " + compared + " loss |");
        scores.forEach(name -> card.append(' ')
                .append(Vocabulary.findScore(name).orElse(Score.unknown(name)).title())
                .append(" |"));
        card.append("\n|---|---|---|---|").append("---|".repeat(scores.size())).append('\n');
        for (EpochResult e : history) {
            card.append(String.format(
                    Locale.ROOT,
                    "| %d | %s | %s | %s |",
                    e.epoch(),
                    number("%.2e", e.learningRate()),
                    number("%.4f", e.trainLoss()),
                    number("%.4f", e.testLoss())));
            scores.forEach(name -> card.append(' ')
                    .append(number("%.4f", e.evaluated().scores().get(name)))
                    .append(" |"));
            card.append('\n');
        }
    }

    private static String number(String format, Double value) {
        return value == null ? "" : String.format(Locale.ROOT, format, value);
    }

    private static void row(StringBuilder card, String name, String value) {
        card.append("| ").append(name).append(" | ").append(cell(value)).append(" |\n");
    }

    /** Names of classes come from outside and must not break the table. */
    private static String cell(String value) {
        return value.replace("|", "\\|").replaceAll("\\p{Cntrl}", " ");
    }
}
