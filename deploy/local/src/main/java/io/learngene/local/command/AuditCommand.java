package io.learngene.local.command;

import com.fasterxml.jackson.databind.JsonNode;
import io.learngene.local.client.OneLine;
import io.learngene.local.output.FamilyTable;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "audit",
        mixinStandardHelpOptions = true,
        description = "Lists who changed what through the gateway, newest first, for its operators.",
        footer = {"", "Example: foundry audit --limit 20"})
final class AuditCommand implements Callable<Integer> {

    @Mixin
    private GatewayOptions gateway;

    @Option(names = "--limit", paramLabel = "N", description = "Facts of a page (default: the gateway's).")
    private Integer limit;

    @Option(names = "--after", paramLabel = "PLACE", description = "Where the page before said that the next begins.")
    private String after;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    @Override
    public Integer call() {
        StringJoiner query = new StringJoiner("&", "/audit?", "").setEmptyValue("/audit");
        if (limit != null) {
            query.add("limit=" + limit);
        }
        if (after != null) {
            query.add("after=" + URLEncoder.encode(after, StandardCharsets.UTF_8));
        }
        JsonNode page = gateway.client().get(query.toString());
        if (json) {
            System.out.println(page);
            return 0;
        }
        List<String[]> rows = new ArrayList<>();
        rows.add(new String[] {"at", "who", "what", "of", "before", "after"});
        for (JsonNode fact : page.path("facts")) {
            rows.add(new String[] {
                OneLine.of(fact.path("at").asText()),
                OneLine.of(fact.path("who").asText()),
                OneLine.of(fact.path("what").asText()),
                OneLine.of(fact.path("target").asText()),
                state(fact.path("before")),
                state(fact.path("after"))
            });
        }
        System.out.print(FamilyTable.aligned(rows));
        if (page.path("unreadable").asInt() > 0) {
            System.out.println(page.path("unreadable") + " more cannot be read by this version");
        }
        if (page.hasNonNull("next")) {
            System.out.println("more with --after " + page.get("next").asText());
        }
        return 0;
    }

    private static String state(JsonNode values) {
        StringJoiner state = new StringJoiner(" ").setEmptyValue("-");
        values.properties()
                .forEach(each -> state.add(each.getKey() + "=" + each.getValue().asText()));
        return OneLine.of(state.toString());
    }
}
