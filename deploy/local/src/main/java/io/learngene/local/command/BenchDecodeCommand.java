package io.learngene.local.command;

import io.learngene.contracts.Check;
import io.learngene.contracts.Json;
import io.learngene.local.bench.DecodingBenchmark;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "decode",
        mixinStandardHelpOptions = true,
        description = "Says how many images of each kind one core decodes in a second.",
        footer = {
            "",
            "Files are named KIND-NUMBER.ENDING. engine/src/test/python/decoding.py makes them and asks Pillow about the same ones."
        })
final class BenchDecodeCommand implements Callable<Integer> {

    @Parameters(paramLabel = "FOLDER", description = "Image files.")
    private Path folder;

    @Option(names = "--seconds", description = "Least seconds of a round; a kind has six (default: ${DEFAULT-VALUE}).")
    private double seconds = 0.5;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    @Override
    public Integer call() throws IOException {
        Check.range("--seconds", seconds, 0.01, 60.0);
        Check.that(
                !folder.toString().isEmpty() && Files.isDirectory(folder),
                "FOLDER",
                folder,
                "give a folder of image files; decoding.py makes one");
        List<DecodingBenchmark.Row> rows = DecodingBenchmark.measure(folder, seconds);
        Check.that(!rows.isEmpty(), "FOLDER", folder, "it holds no files; decoding.py makes some");
        if (json) {
            System.out.println(new String(Json.write(rows), StandardCharsets.UTF_8));
        } else {
            rows.forEach(row -> System.out.printf(
                    Locale.ROOT,
                    "%-20s %6.0f images/s, %d files of %.0f pixels%n",
                    row.kind(),
                    row.imagesPerSecond(),
                    row.files(),
                    row.pixels()));
        }
        return 0;
    }
}
