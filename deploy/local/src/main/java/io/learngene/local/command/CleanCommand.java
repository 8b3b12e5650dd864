package io.learngene.local.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.learngene.contracts.Json;
import io.learngene.local.client.GatewayClient;
import io.learngene.local.client.OneLine;
import io.learngene.local.output.FamilyTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "clean",
        mixinStandardHelpOptions = true,
        description = {
            "Removes what nobody refers to any more and is older than foundry.gateway.clean-grace:",
            "files of attempts that lost, checkpoints of ended jobs, uploads that were cut off and the like."
        },
        footer = {"", "Example: foundry clean --dry-run"})
final class CleanCommand implements Callable<Integer> {

    @Mixin
    private GatewayOptions gateway;

    @Option(names = "--dry-run", description = "Say what would be removed, and remove nothing.")
    private boolean dryRun;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    @Override
    public Integer call() {
        GatewayClient client = gateway.client();
        ObjectNode all = Json.mapper().createObjectNode();
        JsonNode piece;
        do {
            piece = client.post("/collections?dry_run=" + dryRun, "application/json", new byte[0]);
            add(piece, all);
        } while (piece.path("more").asBoolean());
        if (json) {
            System.out.println(all);
        } else {
            print(all);
        }
        return 0;
    }

    /** The gateway removes so many at a time; what it keeps, and why, it says each time. */
    private static void add(JsonNode piece, ObjectNode all) {
        all.set("dry_run", piece.path("dry_run"));
        for (Map.Entry<String, JsonNode> kind : piece.path("orphans").properties()) {
            ObjectNode sum = all.withObject("/orphans").withObject("/" + kind.getKey());
            for (String field : List.of("objects", "bytes")) {
                sum.put(
                        field,
                        sum.path(field).asLong() + kind.getValue().path(field).asLong());
            }
            if (!sum.has("example")) {
                sum.set("example", kind.getValue().path("example"));
            }
        }
        all.set(
                "kept",
                piece.path("kept").isArray()
                        ? piece.path("kept")
                        : Json.mapper().createArrayNode());
        all.set(
                "unknown",
                piece.path("unknown").isArray()
                        ? piece.path("unknown")
                        : Json.mapper().createArrayNode());
    }

    private void print(ObjectNode all) {
        List<String[]> rows = new ArrayList<>();
        rows.add(new String[] {dryRun ? "would remove" : "removed", "objects", "bytes", "for example"});
        long objects = 0;
        long bytes = 0;
        for (Map.Entry<String, JsonNode> kind : all.path("orphans").properties()) {
            rows.add(new String[] {
                kind.getKey(),
                kind.getValue().path("objects").asText(),
                kind.getValue().path("bytes").asText(),
                OneLine.of(kind.getValue().path("example").asText())
            });
            objects += kind.getValue().path("objects").asLong();
            bytes += kind.getValue().path("bytes").asLong();
        }
        if (rows.size() > 1) {
            System.out.print(FamilyTable.aligned(rows));
        }
        System.out.println((dryRun ? "would remove " : "removed ") + Numbers.objects(objects, bytes));
        all.path("kept").forEach(why -> System.out.println("kept " + OneLine.of(why.asText())));
        all.path("unknown")
                .forEach(family -> System.out.println("kept what lies there of " + OneLine.of(family.asText())
                        + ", of which no topic tells; foundry delete family " + OneLine.of(family.asText())
                        + " removes it"));
    }
}
