package io.learngene.local.command;

import io.learngene.contracts.Check;
import io.learngene.contracts.Json;
import io.learngene.contracts.architecture.VitArchitecture;
import io.learngene.contracts.recipe.Augmentation;
import io.learngene.contracts.recipe.BatchMixing;
import io.learngene.contracts.recipe.Framing;
import io.learngene.contracts.recipe.RandAugmentPolicy;
import io.learngene.engine.torch.Torch;
import io.learngene.local.bench.InputBenchmark;
import io.learngene.local.bench.TrainingBenchmark;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "data",
        mixinStandardHelpOptions = true,
        description = "Says whether JPEG files with the published augmentation keep a training step fed.",
        footer = {"", "Example: foundry bench data --image-size 224 --source-size 256 --tokens 196 --batch 32"})
final class BenchDataCommand implements Callable<Integer> {

    private static final int CLASSES = 10;

    @Mixin
    private BenchShape bench;

    @Option(names = "--image-size", description = "Pixels that the network takes (default: ${DEFAULT-VALUE}).")
    private int imageSize = 32;

    @Option(names = "--source-size", description = "Pixels of the JPEG files (default: ${DEFAULT-VALUE}).")
    private int sourceSize = 32;

    @Override
    public Integer call() throws IOException {
        Numbers.positive("--image-size", imageSize);
        Numbers.positive("--source-size", sourceSize);
        TrainingBenchmark.Shape shape = bench.shape();
        int side = (int) Math.round(Math.sqrt(shape.tokens()));
        Check.that(
                imageSize % side == 0,
                "image-size",
                imageSize,
                "give a multiple of " + side + ", the root of --tokens");
        VitArchitecture vit = new VitArchitecture(
                imageSize, imageSize / side, shape.dim(), shape.heads(), shape.depth(), CLASSES, null, null, null);
        try (TemporaryFolder folder = new TemporaryFolder()) {
            InputBenchmark.Report report = InputBenchmark.measure(
                    Torch.of(bench.device(), 0),
                    vit,
                    shape.precision(),
                    published(),
                    sourceSize,
                    shape.batch(),
                    bench.steps(),
                    folder.path());
            if (bench.json()) {
                System.out.println(new String(Json.write(report), StandardCharsets.UTF_8));
            } else {
                System.out.printf(
                        Locale.ROOT,
                        "%.0f images/s prepared while nothing trains, %.0f images/s trained, %.2f %% of the time"
                                + " waiting%n",
                        report.imagesPerSecond(),
                        report.trainedPerSecond(),
                        100 * report.waiting());
            }
        }
        return 0;
    }

    /** The augmentation of examples/recipes/paper-aux-small.yaml; without its repeats, which would save decoding. */
    private static Augmentation published() {
        return new Augmentation(
                Framing.resized(0.08),
                new RandAugmentPolicy("rand-m9-mstd0.5-inc1"),
                null,
                null,
                0.25,
                null,
                new BatchMixing(0.8, 1.0, null, 0.5, null));
    }
}
