package io.learngene.local.command;

import io.learngene.contracts.Check;
import io.learngene.contracts.evaluation.LabelTally;
import io.learngene.engine.data.archive.DatasetLimits;
import io.learngene.engine.data.batch.PictureBatches;
import io.learngene.engine.model.LocalModel;
import io.learngene.engine.network.Classifier;
import io.learngene.engine.tensor.Tensor;
import io.learngene.local.client.FileTrouble;
import io.learngene.local.client.FoundryException;
import io.learngene.local.output.Counter;
import io.learngene.local.output.Predictions;
import io.learngene.local.output.Terminal;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "predict",
        mixinStandardHelpOptions = true,
        description = "Says what a model takes images for. A model on the disk needs no stack.",
        footer = {
            "",
            "Images are scaled, cut and normalised as the model's own files say. Those that cannot be read are named on stderr, and",
            "the exit code is 1.",
            "",
            "Example: foundry predict models/L06 photos --top 3 --output photos.csv"
        })
final class PredictCommand implements Callable<Integer> {

    @Mixin
    private ModelOptions model;

    @Parameters(index = "1..*", arity = "1..*", paramLabel = "IMAGES", description = "Files, or folders of them.")
    private List<Path> images;

    @Option(
            names = "--format",
            description = "${COMPLETION-CANDIDATES}: JSON is a line for each image (default: ${DEFAULT-VALUE}).")
    private Predictions.Format format = Predictions.Format.CSV;

    @Option(
            names = "--top",
            paramLabel = "N",
            description =
                    "Likeliest classes to tell (default: 1; of a multi-label model all that reach the threshold).")
    private Integer top;

    @Option(
            names = "--threshold",
            paramLabel = "P",
            description =
                    "Probability from which on a multi-label model says that an image has a class (default: 0.5).")
    private Double threshold;

    @Option(names = "--batch", paramLabel = "N", description = "Images at once (default: ${DEFAULT-VALUE}).")
    private int batch = 64;

    @Option(names = "--output", paramLabel = "FILE", description = "Where to (default: standard output).")
    private Path output;

    @Override
    public Integer call() throws IOException {
        if (top != null) {
            Numbers.positive("--top", top);
        }
        if (threshold != null) {
            Check.range("--threshold", threshold, 0.0, 1.0);
        }
        Numbers.positive("--batch", batch);
        if (output != null) {
            FileTrouble.requirePlace(output);
        }
        try (TemporaryFolder scratch = new TemporaryFolder()) {
            // First the model: a folder of images may be large.
            LocalModel opened = model.open(scratch);
            Check.that(
                    threshold == null || opened.multiLabel(),
                    "--threshold",
                    threshold,
                    "the model says one class of an image; its config.json has no problem_type"
                            + " multi_label_classification. Leave it out");
            List<Path> files = ImageFiles.below(images);
            try (Classifier classifier = model.load(opened);
                    PrintStream out = opened()) {
                long unreadable = predict(opened, classifier, files, out);
                if (out.checkError()) {
                    throw new FoundryException(
                            FoundryException.FAILED, "cannot write " + (output == null ? "standard output" : output));
                }
                return unreadable == 0 ? 0 : FoundryException.FAILED;
            }
        }
    }

    private PrintStream opened() throws IOException {
        if (output == null) {
            // Not closed with it.
            return new PrintStream(new BufferedOutputStream(System.out, 1 << 16), false, StandardCharsets.UTF_8) {
                @Override
                public void close() {
                    flush();
                }
            };
        }
        try {
            return new PrintStream(
                    new BufferedOutputStream(Files.newOutputStream(output), 1 << 16), false, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw FileTrouble.cannot("write", output, e);
        }
    }

    /** {@return how many files could not be read} */
    private long predict(LocalModel opened, Classifier classifier, List<Path> files, PrintStream out) {
        DatasetLimits limits = DatasetLimits.standard();
        Predictions predictions = predictions(opened, out);
        Counter counter = new Counter(System.err, Terminal.width(), files.size());
        long done = 0;
        long unreadable = 0;
        try (PictureBatches batches =
                new PictureBatches(files, batch, opened.preprocessing(), limits.entryBytes(), limits.pixels())) {
            for (PictureBatches.Batch each = batches.next(); each != null; each = batches.next()) {
                if (!each.unreadable().isEmpty()) {
                    counter.clear();
                    each.unreadable()
                            .forEach(bad ->
                                    System.err.println("foundry: cannot read " + bad.file() + ": " + bad.reason()));
                }
                unreadable += each.unreadable().size();
                if (each.images() != null) {
                    tell(predictions, each.files(), classifier.logits(each.images()));
                }
                done += each.files().size() + each.unreadable().size();
                counter.done(done);
            }
        }
        counter.clear();
        if (unreadable > 0) {
            System.err.println("foundry: " + unreadable + " of " + files.size()
                    + " images could not be read; repair them, or leave them out");
        }
        return unreadable;
    }

    private Predictions predictions(LocalModel opened, PrintStream out) {
        if (!opened.multiLabel()) {
            return new Predictions(out, format, opened.classNames(), top == null ? 1 : top, null);
        }
        int most = top == null ? opened.classNames().size() : top;
        return new Predictions(
                out, format, opened.classNames(), most, threshold == null ? LabelTally.THRESHOLD : threshold);
    }

    private static void tell(Predictions predictions, List<Path> files, Tensor logits) {
        float[] all = logits.toFloats();
        int classes = all.length / files.size();
        for (int i = 0; i < files.size(); i++) {
            predictions.image(files.get(i).toString(), Arrays.copyOfRange(all, i * classes, (i + 1) * classes));
        }
    }
}
