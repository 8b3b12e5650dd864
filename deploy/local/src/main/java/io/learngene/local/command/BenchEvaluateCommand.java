package io.learngene.local.command;

import io.learngene.engine.torch.Torch;
import io.learngene.local.bench.TrainingBenchmark;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        name = "evaluate",
        mixinStandardHelpOptions = true,
        description = "Times the evaluation of a ViT, without the stack.",
        footer = {"", "Example: foundry bench evaluate --dim 192 --heads 3 --depth 12 --tokens 64 --batch 256"})
final class BenchEvaluateCommand implements Callable<Integer> {

    @Mixin
    private BenchShape bench;

    @Override
    public Integer call() {
        TrainingBenchmark.Shape shape = bench.shape();
        BenchTrainCommand.print(
                TrainingBenchmark.evaluate(Torch.of(bench.device(), 0), shape, bench.steps()), bench.json());
        return 0;
    }
}
