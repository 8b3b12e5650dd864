package io.learngene.local.command;

import com.fasterxml.jackson.databind.JsonNode;
import io.learngene.local.output.FamilyTable;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(name = "list", mixinStandardHelpOptions = true, description = "Lists the families, newest first.")
final class ListCommand implements Callable<Integer> {

    @Mixin
    private GatewayOptions gateway;

    @Option(names = "--page", paramLabel = "N", description = "Page, from 1 (default: 1).")
    private Integer page;

    @Option(names = "--limit", paramLabel = "N", description = "Families on a page (default: the gateway's).")
    private Integer limit;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    @Override
    public Integer call() {
        JsonNode answer = gateway.client().get("/families" + query(page, limit));
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
            System.out.println(
                    rows.size() - 1 + " of " + total + "; more with --page " + (page == null ? 2 : page + 1));
        }
        return 0;
    }

    /** What is not asked for is left to the gateway. */
    static String query(Integer page, Integer limit) {
        StringJoiner query = new StringJoiner("&", "?", "").setEmptyValue("");
        if (page != null) {
            query.add("page=" + Numbers.positive("--page", page));
        }
        if (limit != null) {
            query.add("size=" + Numbers.positive("--limit", limit));
        }
        return query.toString();
    }
}
