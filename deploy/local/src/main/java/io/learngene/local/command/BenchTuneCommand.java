package io.learngene.local.command;

import io.learngene.contracts.Json;
import io.learngene.local.bench.TrainingBenchmark;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "tune",
        mixinStandardHelpOptions = true,
        description = "Says what several trainings at once on one device gain over one after the other.",
        footer = {"", "Example: foundry bench tune --parallel 2 --dim 96 --heads 3 --depth 6 --tokens 16"})
final class BenchTuneCommand implements Callable<Integer> {

    @Mixin
    private BenchShape bench;

    @Option(names = "--parallel", description = "Trainings at once (default: ${DEFAULT-VALUE}).")
    private int parallel = 2;

    @Override
    public Integer call() {
        Numbers.positive("--parallel", parallel);
        TrainingBenchmark.Packing packing =
                TrainingBenchmark.pack(bench.device(), bench.shape(), parallel, bench.steps());
        if (bench.json()) {
            System.out.println(new String(Json.write(packing), StandardCharsets.UTF_8));
        } else {
            System.out.printf(
                    Locale.ROOT,
                    "%.1f images/s alone, %.1f images/s with %d at once: %.2fx%n",
                    packing.alone(),
                    packing.together(),
                    packing.parallel(),
                    packing.gain());
        }
        return 0;
    }
}
