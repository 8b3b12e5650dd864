package io.learngene.local.command;

import com.fasterxml.jackson.databind.JsonNode;
import io.learngene.local.output.FamilyTable;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(name = "list", mixinStandardHelpOptions = true, description = "Lists the families, newest first.")
final class ListCommand implements Callable<Integer> {

    @Mixin
    private GatewayOptions gateway;

    @Option(names = "--page", description = "Page, from 1 (default: ${DEFAULT-VALUE}).")
    private int page = 1;

    @Option(names = "--size", description = "Families of a page, at most 200 (default: ${DEFAULT-VALUE}).")
    private int size = 100;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    @Override
    public Integer call() {
        JsonNode answer = gateway.client().get("/families?page=" + page + "&size=" + size);
        if (json) {
            System.out.println(answer);
            return 0;
        }
        List<String[]> rows = new ArrayList<>();
        rows.add(new String[] {"family", "state", "created", "descendants"});
        for (JsonNode family : answer.path("families")) {
            rows.add(new String[] {
                family.path("family").asText(),
                family.path("state").asText(),
                family.path("created_at").asText("-"),
                family.path("descendants").asText()
            });
        }
        System.out.print(FamilyTable.aligned(rows));
        int total = answer.path("total").asInt();
        if (total > rows.size() - 1) {
            System.out.println(rows.size() - 1 + " of " + total + "; more with --page " + (page + 1));
        }
        return 0;
    }
}
