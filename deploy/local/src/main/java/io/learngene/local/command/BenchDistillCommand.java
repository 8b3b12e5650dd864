package io.learngene.local.command;

import io.learngene.contracts.Check;
import io.learngene.contracts.Json;
import io.learngene.contracts.architecture.VitArchitecture;
import io.learngene.contracts.recipe.TrainingRecipe;
import io.learngene.engine.torch.Torch;
import io.learngene.local.bench.DistillationBenchmark;
import io.learngene.local.bench.TrainingBenchmark;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "distill",
        mixinStandardHelpOptions = true,
        description =
                "Compares epochs of distillation with stored answers, with an ancestor that is asked, and without one"
                        + " (--steps epochs of each).",
        footer = {"", "Example: foundry bench distill --dim 96 --heads 3 --depth 8 --tokens 16"})
final class BenchDistillCommand implements Callable<Integer> {

    private static final int IMAGE_SIZE = 32;
    private static final int CLASSES = 10;

    @Mixin
    private BenchShape bench;

    @Option(names = "--images", description = "Images of an epoch (default: ${DEFAULT-VALUE}).")
    private int images = 4000;

    @Override
    public Integer call() throws IOException {
        TrainingBenchmark.Shape shape = bench.shape();
        int side = (int) Math.round(Math.sqrt(shape.tokens()));
        Check.that(IMAGE_SIZE % side == 0, "tokens", shape.tokens(), "give 4, 16, 64 or 256");
        VitArchitecture student = new VitArchitecture(
                IMAGE_SIZE, IMAGE_SIZE / side, shape.dim(), shape.heads(), shape.depth(), CLASSES, null, null, null);
        Check.that(images > 0, "images", images, "give a positive number");
        String recipe = "{\"epochs\": 1, \"schedule\": \"step\", \"batch_size\": " + shape.batch()
                + ", \"precision\": \"" + shape.precision().name().toLowerCase(Locale.ROOT) + "\"}";
        TrainingRecipe training = Json.read(recipe.getBytes(StandardCharsets.UTF_8), TrainingRecipe.class)
                .withDefaults(TrainingRecipe.DISTILLATION);
        try (TemporaryFolder folder = new TemporaryFolder()) {
            DistillationBenchmark.Report report = DistillationBenchmark.measure(
                    Torch.of(bench.device(), 0), student, training, images, bench.steps(), folder.path());
            if (bench.json()) {
                System.out.println(new String(Json.write(report), StandardCharsets.UTF_8));
            } else {
                System.out.printf(
                        Locale.ROOT,
                        "seconds of an epoch of %d images: %.2f student alone, %.2f stored answers (%.3fx), %.2f asked%n",
                        images,
                        report.alone(),
                        report.stored(),
                        report.ratio(),
                        report.asked());
            }
        }
        return 0;
    }
}
