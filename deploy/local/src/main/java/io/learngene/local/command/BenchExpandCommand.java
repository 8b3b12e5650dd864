package io.learngene.local.command;

import io.learngene.contracts.Json;
import io.learngene.contracts.architecture.StageSchedule;
import io.learngene.contracts.architecture.VitArchitecture;
import io.learngene.contracts.family.Target;
import io.learngene.engine.expansion.Descendant;
import io.learngene.engine.expansion.Expansion;
import io.learngene.engine.safetensors.DerivedFile;
import io.learngene.engine.safetensors.RangeReader;
import io.learngene.engine.safetensors.SafetensorsHeader;
import io.learngene.engine.safetensors.SafetensorsWriter;
import io.learngene.engine.safetensors.TensorSource;
import io.learngene.engine.shape.NetworkSpec;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "expand",
        mixinStandardHelpOptions = true,
        description =
                "Times the expansion of a ViT-B learngene (5 blocks): ten depths as recipes, one model streamed to a file.")
final class BenchExpandCommand implements Callable<Integer> {

    private static final int LEARNGENE_STAGES = 5;

    @Option(names = "--depth", description = "Depth of the model that is streamed (default: ${DEFAULT-VALUE}).")
    private int depth = 12;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    private record Report(
            double recipesSeconds,
            int recipes,
            double streamSeconds,
            long bytes,
            double mbPerSecond,
            double copyMbPerSecond,
            double peakHeapMb) {}

    @Override
    public Integer call() throws IOException {
        Numbers.atLeast(LEARNGENE_STAGES, "--depth", depth);
        StageSchedule repeats = new StageSchedule(List.of(3, 3, 4, 3, 3));
        VitArchitecture shape = new VitArchitecture(224, 16, 768, 12, repeats.depth(), 1000, null, null, null);
        Path folder = Files.createTempDirectory("foundry-bench");
        Path learngene = folder.resolve("learngene.safetensors");
        Path model = folder.resolve("model.safetensors");
        try {
            write(NetworkSpec.auxiliary(shape, repeats), learngene);
            long start = System.nanoTime();
            int recipes = recipes(shape, repeats);
            double recipesSeconds = (System.nanoTime() - start) / 1e9;
            start = System.nanoTime();
            stream(learngene, model, repeats);
            double streamSeconds = (System.nanoTime() - start) / 1e9;
            // The measure: the same bytes copied file to file.
            start = System.nanoTime();
            Files.copy(model, folder.resolve("copy"));
            double copySeconds = (System.nanoTime() - start) / 1e9;
            long bytes = Files.size(model);
            print(new Report(
                    recipesSeconds,
                    recipes,
                    streamSeconds,
                    bytes,
                    bytes / 1e6 / streamSeconds,
                    bytes / 1e6 / copySeconds,
                    peakHeapMb()));
        } finally {
            for (String file : List.of("learngene.safetensors", "model.safetensors", "copy")) {
                Files.deleteIfExists(folder.resolve(file));
            }
            Files.delete(folder);
        }
        return 0;
    }

    private static void write(NetworkSpec spec, Path file) throws IOException {
        List<SafetensorsWriter.Form> forms = spec.parameters().stream()
                .map(p -> new SafetensorsWriter.Form(p.name(), io.learngene.engine.tensor.DType.F32, p.shape()))
                .toList();
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 20)) {
            out.write(SafetensorsWriter.header(forms, Map.of()));
            byte[] chunk = new byte[1 << 16];
            for (SafetensorsWriter.Form form : forms) {
                for (long left = form.length(); left > 0; left -= chunk.length) {
                    out.write(chunk, 0, (int) Math.min(left, chunk.length));
                }
            }
        }
    }

    private static int recipes(VitArchitecture shape, StageSchedule repeats) {
        List<Target> targets =
                IntStream.rangeClosed(3, 12).mapToObj(Target::ofDepth).toList();
        List<byte[]> written = new ArrayList<>();
        for (Descendant each : Expansion.resolve(shape, repeats.stages(), targets)) {
            written.add(Json.write(each));
        }
        return written.size();
    }

    private void stream(Path learngene, Path model, StageSchedule repeats) throws IOException {
        RangeReader file = RangeReader.of(learngene);
        SafetensorsHeader header = SafetensorsHeader.read(file, Files.size(learngene));
        List<Integer> layersSource = StageSchedule.layersSource(depth, repeats.stages());
        new DerivedFile(Expansion.weights(TensorSource.of(header, file), layersSource), Map.of("format", "pt"))
                .write(model);
    }

    private static double peakHeapMb() {
        return java.lang.management.ManagementFactory.getMemoryPoolMXBeans().stream()
                        .filter(p -> p.getType() == java.lang.management.MemoryType.HEAP)
                        .mapToLong(p -> p.getPeakUsage().getUsed())
                        .sum()
                / 1048576.0;
    }

    private void print(Report r) {
        if (json) {
            System.out.println(new String(Json.write(r), StandardCharsets.UTF_8));
        } else {
            System.out.printf(
                    Locale.ROOT,
                    "%d recipes in %.3f s; model of depth %d, %.0f MB, in %.2f s: %.0f MB/s (a plain copy of the file: %.0f"
                            + " MB/s); peak heap %.0f MiB%n",
                    r.recipes(),
                    r.recipesSeconds(),
                    depth,
                    r.bytes() / 1e6,
                    r.streamSeconds(),
                    r.mbPerSecond(),
                    r.copyMbPerSecond(),
                    r.peakHeapMb());
        }
    }
}
