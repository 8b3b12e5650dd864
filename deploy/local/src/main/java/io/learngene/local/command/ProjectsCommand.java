package io.learngene.local.command;

import com.fasterxml.jackson.databind.JsonNode;
import io.learngene.local.client.Resource;
import io.learngene.local.output.FamilyTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "projects",
        mixinStandardHelpOptions = true,
        description = "Lists the projects that you see, with what each has and may have.",
        footer = {"", "Example: foundry projects"})
final class ProjectsCommand implements Callable<Integer> {

    @Mixin
    private GatewayOptions gateway;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    @Override
    public Integer call() {
        JsonNode found = gateway.client().get(Resource.of("projects"));
        if (json) {
            System.out.println(found);
            return 0;
        }
        List<String[]> rows = new ArrayList<>();
        rows.add(new String[] {"project", "jobs not ended", "device hours (28 days)", "bytes"});
        for (JsonNode project : found.path("projects")) {
            rows.add(new String[] {
                project.path("project").asText(), of(project, "jobs"), of(project, "device_hours"), of(project, "bytes")
            });
        }
        System.out.print(FamilyTable.aligned(rows));
        return 0;
    }

    private static String of(JsonNode project, String what) {
        String most = number(project.path("max_" + what));
        return number(project.path(what)) + (most.equals("-") ? "" : " of " + most);
    }

    private static String number(JsonNode number) {
        if (!number.isNumber()) {
            return "-";
        }
        return number.isIntegralNumber() ? number.asText() : String.format(Locale.ROOT, "%.2f", number.asDouble());
    }
}
