package io.learngene.local.command;

import io.learngene.local.client.Resource;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "report",
        mixinStandardHelpOptions = true,
        description = "Writes the report of a family: results, curves, costs, and all that is needed to make it again.",
        footer = {"", "Example: foundry report demo-1a2b3c4d --to report.html"})
final class ReportCommand implements Callable<Integer> {

    enum Format {
        HTML,
        JSON,
        CSV
    }

    @Mixin
    private GatewayOptions gateway;

    @Parameters(paramLabel = "FAMILY", description = "Id of the family.")
    private String family;

    @Option(names = "--format", description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
    private Format format = Format.HTML;

    @Option(names = "--to", paramLabel = "FILE", description = "Where to (default: FAMILY with the format's ending).")
    private Path to;

    @Override
    public Integer call() {
        String ending = "." + format.name().toLowerCase(Locale.ROOT);
        Path file = to == null ? Path.of(family + ending) : to;
        String path = Resource.of("families", family, "report" + (format == Format.HTML ? "" : ending));
        gateway.client().download(path, file, null);
        System.out.println(file);
        return 0;
    }
}
