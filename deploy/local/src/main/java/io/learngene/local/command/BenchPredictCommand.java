package io.learngene.local.command;

import io.learngene.contracts.Json;
import io.learngene.engine.model.LocalModel;
import io.learngene.engine.network.Classifier;
import io.learngene.local.bench.PredictionBenchmark;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "predict",
        mixinStandardHelpOptions = true,
        description = "Says how many image files a model answers in a second, from the file to the logits.",
        footer = {
            "",
            "deploy/local/src/test/python/predicting.py asks timm about the same model and the same files in one run."
        })
final class BenchPredictCommand implements Callable<Integer> {

    @Mixin
    private ModelOptions model;

    @Parameters(index = "1..*", arity = "1..*", paramLabel = "IMAGES", description = "Files, or folders of them.")
    private List<Path> images;

    @Option(names = "--batch", paramLabel = "N", description = "Images at once (default: ${DEFAULT-VALUE}).")
    private int batch = 64;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    @Override
    public Integer call() throws IOException {
        Numbers.positive("--batch", batch);
        try (TemporaryFolder scratch = new TemporaryFolder()) {
            // First the model: a folder of images may be large.
            LocalModel opened = model.open(scratch);
            List<Path> files = ImageFiles.below(images);
            try (Classifier classifier = model.load(opened)) {
                PredictionBenchmark.Report report = PredictionBenchmark.measure(opened, classifier, files, batch);
                System.out.println(
                        json
                                ? new String(Json.write(report), StandardCharsets.UTF_8)
                                : String.format(
                                        Locale.ROOT,
                                        "%.0f images/s, %d files in batches of %d",
                                        report.imagesPerSecond(),
                                        report.images(),
                                        report.batch()));
            }
        }
        return 0;
    }
}
