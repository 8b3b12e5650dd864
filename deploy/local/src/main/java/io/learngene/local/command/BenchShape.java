package io.learngene.local.command;

import io.learngene.contracts.recipe.Precision;
import io.learngene.local.bench.TrainingBenchmark;
import io.learngene.local.stack.TorchLibrary;
import java.nio.file.Path;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Options of what is benchmarked, and where. */
final class BenchShape {

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

    @Option(names = "--precision", description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
    private Precision precision = Precision.FP32;

    @Option(names = "--device", description = "cpu, cuda:0 and so on (default: ${DEFAULT-VALUE}).")
    private String device = "cpu";

    @Option(names = "--steps", description = "Timed steps (default: ${DEFAULT-VALUE}).")
    private int steps = 5;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    /** {@return the shape} */
    TrainingBenchmark.Shape shape() {
        Path state = options.state();
        Numbers.positive("--dim", dim);
        Numbers.positive("--heads", heads);
        Numbers.positive("--depth", depth);
        Numbers.positive("--tokens", tokens);
        Numbers.positive("--batch", batch);
        Numbers.positive("--steps", steps);
        TorchLibrary.useFolder(state);
        return new TrainingBenchmark.Shape(dim, heads, depth, tokens, batch, precision);
    }

    String device() {
        return device;
    }

    int steps() {
        return steps;
    }

    boolean json() {
        return json;
    }
}
