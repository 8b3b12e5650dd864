package io.learngene.local.command;

import io.learngene.contracts.Json;
import io.learngene.engine.torch.Torch;
import io.learngene.local.bench.TrainingBenchmark;
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
    private BenchShape bench;

    @Option(names = "--threads", description = "Threads, 0 for all cores (default: ${DEFAULT-VALUE}).")
    private int threads;

    @Override
    public Integer call() {
        Numbers.atLeast(0, "--threads", threads);
        TrainingBenchmark.Shape shape = bench.shape();
        TrainingBenchmark.Report report =
                TrainingBenchmark.train(Torch.of(bench.device(), threads), shape, bench.steps());
        print(report, bench.json());
        if (!bench.json() && report.rssGrowthMb() != null) {
            System.out.printf(
                    Locale.ROOT,
                    "resident memory grew by %.1f MiB from step 50 to step %d%n",
                    report.rssGrowthMb(),
                    bench.steps());
        }
        return 0;
    }

    static void print(TrainingBenchmark.Report report, boolean json) {
        if (json) {
            System.out.println(new String(Json.write(report), StandardCharsets.UTF_8));
            return;
        }
        System.out.printf(
                Locale.ROOT,
                "%.1f ms per step, %.1f images/s, peak resident memory %.0f MiB, %d threads, %s%n",
                report.msPerStep(),
                report.imagesPerSecond(),
                report.peakRssMb(),
                report.threads(),
                report.precision().name().toLowerCase(Locale.ROOT));
    }
}
