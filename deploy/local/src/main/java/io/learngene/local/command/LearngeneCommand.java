package io.learngene.local.command;

import com.fasterxml.jackson.databind.JsonNode;
import io.learngene.local.client.Resource;
import io.learngene.local.output.FamilyTable;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "learngene",
        mixinStandardHelpOptions = true,
        description = "Learngenes: what a family's descendants are made from.",
        subcommands = {LearngeneCommand.All.class, LearngeneCommand.Show.class, LearngeneCommand.Download.class})
final class LearngeneCommand {

    @Command(name = "list", mixinStandardHelpOptions = true, description = "Lists the learngenes, by id.")
    static final class All implements Callable<Integer> {

        @Mixin
        private GatewayOptions gateway;

        @Option(names = "--limit", paramLabel = "N", description = "Learngenes of a page (default: the gateway's).")
        private Integer limit;

        @Option(names = "--after", paramLabel = "ID", description = "Id behind which the page begins.")
        private String after;

        @Option(names = "--json", description = "Print JSON.")
        private boolean json;

        @Override
        public Integer call() {
            JsonNode answer = gateway.client().get("/learngenes" + query());
            if (json) {
                System.out.println(answer);
                return 0;
            }
            List<String[]> rows = new ArrayList<>();
            rows.add(new String[] {"learngene", "dim", "repeats", "parameters", "bytes", "ancestor", "created"});
            for (JsonNode learngene : answer.path("learngenes")) {
                rows.add(new String[] {
                    learngene.path("id").asText(),
                    learngene.path("architecture").path("dim").asText(),
                    repeats(learngene),
                    FamilyTable.count(learngene.path("parameters").asLong()),
                    learngene.path("weights").path("size").asText(),
                    learngene.path("ancestor_id").asText("-"),
                    learngene.path("created_at").asText("-")
                });
            }
            System.out.print(FamilyTable.aligned(rows));
            if (answer.path("next").isTextual()) {
                System.out.println("more with --after " + answer.path("next").asText());
            }
            return 0;
        }

        private String query() {
            StringJoiner query = new StringJoiner("&", "?", "").setEmptyValue("");
            if (limit != null) {
                query.add("limit=" + Numbers.positive("--limit", limit));
            }
            if (after != null) {
                query.add("after=" + URLEncoder.encode(after, StandardCharsets.UTF_8));
            }
            return query.toString();
        }
    }

    @Command(name = "show", mixinStandardHelpOptions = true, description = "Shows a learngene.")
    static final class Show implements Callable<Integer> {

        @Mixin
        private GatewayOptions gateway;

        @Parameters(paramLabel = "LEARNGENE", description = "Id of the learngene, which is its family's.")
        private String id;

        @Option(names = "--json", description = "Print its manifest as JSON.")
        private boolean json;

        @Override
        public Integer call() {
            JsonNode learngene = gateway.client().get(Resource.of("learngenes", id));
            if (json) {
                System.out.println(learngene);
                return 0;
            }
            List<String[]> rows = new ArrayList<>();
            rows.add(new String[] {"learngene", learngene.path("id").asText()});
            JsonNode shape = learngene.path("architecture");
            for (String field : List.of("image_size", "patch_size", "dim", "heads")) {
                rows.add(
                        new String[] {field.replace('_', ' '), shape.path(field).asText()});
            }
            rows.add(new String[] {"repeats of its stages", repeats(learngene)});
            rows.add(new String[] {
                "parameters", FamilyTable.count(learngene.path("parameters").asLong())
            });
            rows.add(new String[] {
                "classes", Integer.toString(learngene.path("class_names").size())
            });
            rows.add(new String[] {"ancestor", learngene.path("ancestor_id").asText("-")});
            rows.add(new String[] {"ancestor's accuracy", percent(learngene.path("ancestor_accuracy"))});
            JsonNode history = learngene.path("history");
            JsonNode last = history.path(history.size() - 1);
            rows.add(new String[] {
                "accuracy as a model",
                percent(last.path("scores").path(last.path("headline").asText()))
            });
            rows.add(new String[] {
                "SHA-256", learngene.path("weights").path("sha256").asText()
            });
            System.out.print(FamilyTable.named(rows));
            return 0;
        }
    }

    /** A method may have no stages. */
    private static String repeats(JsonNode learngene) {
        return learngene.path("repeats").isArray() ? learngene.path("repeats").toString() : "-";
    }

    private static String percent(JsonNode share) {
        return FamilyTable.percent(share.isNumber() ? share.asDouble() : null);
    }

    @Command(
            name = "download",
            mixinStandardHelpOptions = true,
            description = "Downloads learngenes, each into a folder of its name; checksums are verified.",
            footer = {"", "Example: foundry learngene download demo-1a2b3c4d --to learngenes"})
    static final class Download implements Callable<Integer> {

        @Mixin
        private GatewayOptions gateway;

        @Parameters(arity = "1..*", paramLabel = "LEARNGENE", description = "Ids of learngenes.")
        private List<String> ids;

        @Option(names = "--to", paramLabel = "FOLDER", description = "Where to (default: ${DEFAULT-VALUE}).")
        private Path to = Path.of(".");

        @Override
        public Integer call() {
            for (String id : ids) {
                DownloadCommand.learngene(gateway.client(), id, to);
            }
            return 0;
        }
    }
}
