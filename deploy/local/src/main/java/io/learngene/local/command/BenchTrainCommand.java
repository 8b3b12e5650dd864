package io.learngene.local.command;

import io.learngene.contracts.Json;
import io.learngene.contracts.recipe.Precision;
import io.learngene.engine.network.TrainingBenchmark;
import io.learngene.engine.torch.Torch;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "train",
        mixinStandardHelpOptions = true,
        description = "Times distillation steps of a ViT (given teacher logits, AdamW), without the stack.",
        footer = {"", "Example: foundry bench train --dim 192 --heads 3 --depth 12 --tokens 64 --batch 128"})
final class BenchTrainCommand implements Callable<Integer> {

    @Mixin
    private StackOptions options;

    @Option(names = "--dim", description = "Token width (default: ${DEFAULT-VALUE}).")
    private int dim = 192;

    @Option(names = "--heads", description = "Attention heads (default: ${DEFAULT-VALUE}).")
    private int heads = 3;

    @Option(names = "--depth", description = "Blocks (default: ${DEFAULT-VALUE}).")
    private int depth = 12;

    @Option(names = "--tokens", description = "Tokens of an image, a square number (default: ${DEFAULT-VALUE}).")
    private int tokens = 64;

    @Option(names = "--batch", description = "Images of a step (default: ${DEFAULT-VALUE}).")
    private int batch = 128;

    @Option(names = "--steps", description = "Timed steps (default: ${DEFAULT-VALUE}).")
    private int steps = 5;

    @Option(names = "--threads", description = "Threads, 0 for all cores (default: ${DEFAULT-VALUE}).")
    private int threads;

    @Option(names = "--device", description = "cpu, cuda:0 and so on (default: ${DEFAULT-VALUE}).")
    private String device = "cpu";

    @Option(names = "--precision", description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
    private Precision precision = Precision.FP32;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    @Override
    public Integer call() {
        if (System.getenv("DJL_CACHE_DIR") == null) {
            System.setProperty("DJL_CACHE_DIR", options.state().resolve("djl").toString());
        }
        TrainingBenchmark.Report report =
                TrainingBenchmark.run(Torch.of(device, threads), dim, heads, depth, tokens, batch, precision, steps);
        if (json) {
            System.out.println(new String(Json.write(report), StandardCharsets.UTF_8));
        } else {
            System.out.printf(
                    "%.1f ms per step, %.1f images/s, peak resident memory %.0f MiB, %d threads, %s%n",
                    report.msPerStep(),
                    report.imagesPerSecond(),
                    report.peakRssMb(),
                    report.threads(),
                    precision.name().toLowerCase(Locale.ROOT));
        }
        if (!json && report.rssGrowthMb() != null) {
            System.out.printf(
                    "resident memory grew by %.1f MiB from step 50 to step %d%n", report.rssGrowthMb(), steps);
        }
        return 0;
    }
}
