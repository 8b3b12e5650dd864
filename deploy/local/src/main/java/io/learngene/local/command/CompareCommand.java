package io.learngene.local.command;

import com.fasterxml.jackson.databind.JsonNode;
import io.learngene.contracts.Json;
import io.learngene.contracts.view.ComparisonView;
import io.learngene.local.client.FoundryException;
import io.learngene.local.client.GatewayClient;
import io.learngene.local.client.Resource;
import io.learngene.local.output.ComparisonText;
import io.learngene.local.output.FamilyTable;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.StringJoiner;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "compare",
        mixinStandardHelpOptions = true,
        description = {
            "Compares methods with one another and with the simple controls, on the same images and from the same ancestor.",
            "What is finished already is taken as it is; the same request again goes on with what failed."
        },
        subcommands = {
            CompareCommand.All.class,
            CompareCommand.Show.class,
            CompareCommand.Report.class,
            CompareCommand.Cancel.class,
            CompareCommand.Rerun.class
        },
        footer = {"", "Example: foundry compare examples/compare.yaml --wait"})
final class CompareCommand implements Callable<Integer> {

    @Mixin
    private GatewayOptions gateway;

    @Mixin
    private PriorityOption priority;

    @Parameters(arity = "0..1", paramLabel = "FILE", description = "Request for a comparison, YAML or JSON.")
    private Path file;

    @Option(names = "--wait", description = "Follow it to its end and print its table.")
    private boolean wait;

    @Option(names = "--json", description = "Print {\"comparison\"} as JSON; with --wait the whole report.")
    private boolean json;

    @Override
    public Integer call() {
        if (file == null) {
            throw new FoundryException(
                    FoundryException.USAGE, "name the file with the request, for example examples/compare.yaml");
        }
        RequestFile request = priority.putInto(RequestFile.read(file));
        return accepted(gateway.client(), request.type(), request.content(), wait, json);
    }

    private static int accepted(GatewayClient client, String type, byte[] request, boolean wait, boolean json) {
        String id = client.post("/comparisons", type, request, "comparison");
        if (!wait) {
            System.out.println(
                    json
                            ? Json.mapper()
                                    .createObjectNode()
                                    .put("comparison", id)
                                    .toString()
                            : id);
            return 0;
        }
        System.err.println("foundry: comparison " + id);
        ComparisonView end = ComparisonFollowing.toTheEnd(client, id);
        print(client, id, json);
        return ComparisonFollowing.code(end);
    }

    private static void print(GatewayClient client, String id, boolean json) {
        JsonNode report = client.get(Resource.of("comparisons", id, "report.json"));
        System.out.print(json ? report + "\n" : ComparisonText.of(report));
    }

    @Command(name = "list", mixinStandardHelpOptions = true, description = "Lists the comparisons, by id.")
    static final class All implements Callable<Integer> {

        @Mixin
        private GatewayOptions gateway;

        @Option(names = "--limit", paramLabel = "N", description = "Comparisons of a page (default: the gateway's).")
        private Integer limit;

        @Option(names = "--after", paramLabel = "ID", description = "Id behind which the page begins.")
        private String after;

        @Option(names = "--json", description = "Print JSON.")
        private boolean json;

        @Override
        public Integer call() {
            JsonNode answer = gateway.client().get("/comparisons" + query());
            if (json) {
                System.out.println(answer);
                return 0;
            }
            List<String[]> rows = new ArrayList<>();
            rows.add(new String[] {"comparison", "state", "created", "models", "done"});
            for (JsonNode each : answer.path("comparisons")) {
                rows.add(new String[] {
                    each.path("comparison").asText(),
                    each.path("state").asText(),
                    each.path("created_at").asText("-"),
                    each.path("models").asText(),
                    each.path("models_done").asText()
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

    @Command(
            name = "show",
            mixinStandardHelpOptions = true,
            description = "Shows a comparison: its table, and who loses where, of what is finished.")
    static final class Show implements Callable<Integer> {

        @Mixin
        private GatewayOptions gateway;

        @Parameters(paramLabel = "COMPARISON", description = "Id of the comparison.")
        private String comparison;

        @Option(names = "--wait", description = "Follow it to its end first.")
        private boolean wait;

        @Option(names = "--json", description = "Print the report as JSON.")
        private boolean json;

        @Override
        public Integer call() {
            GatewayClient client = gateway.client();
            int code = wait ? ComparisonFollowing.code(ComparisonFollowing.toTheEnd(client, comparison)) : 0;
            print(client, comparison, json);
            return code;
        }
    }

    @Command(
            name = "report",
            mixinStandardHelpOptions = true,
            description = "Writes the report of a comparison: table, differences, costs, and who is best where.",
            footer = {"", "Example: foundry compare report shapes-1a2b3c4d5e6f --to report.html"})
    static final class Report implements Callable<Integer> {

        @Mixin
        private GatewayOptions gateway;

        @Parameters(paramLabel = "COMPARISON", description = "Id of the comparison.")
        private String comparison;

        @Option(names = "--format", description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
        private ReportCommand.Format format = ReportCommand.Format.HTML;

        @Option(
                names = "--to",
                paramLabel = "FILE",
                description = "Where to (default: COMPARISON with the format's ending).")
        private Path to;

        @Override
        public Integer call() {
            String ending = "." + format.name().toLowerCase(Locale.ROOT);
            Path target = to == null ? Path.of(comparison + ending) : to;
            String name = "report" + (format == ReportCommand.Format.HTML ? "" : ending);
            gateway.client().download(Resource.of("comparisons", comparison, name), target, null);
            System.out.println(target);
            return 0;
        }
    }

    @Command(
            name = "cancel",
            mixinStandardHelpOptions = true,
            description = "Cancels what of a comparison has not ended and no other one needs; what is finished stays.")
    static final class Cancel implements Callable<Integer> {

        @Mixin
        private GatewayOptions gateway;

        @Parameters(paramLabel = "COMPARISON", description = "Id of the comparison.")
        private String comparison;

        @Override
        public Integer call() {
            GatewayClient client = gateway.client();
            client.delete(Resource.of("comparisons", comparison));
            JsonNode now = client.get(Resource.of("comparisons", comparison));
            System.out.println(now.path("state").asText() + " " + comparison);
            if (now.path("error").isTextual()) {
                System.err.println("foundry: " + now.path("error").asText());
            }
            return 0;
        }
    }

    @Command(
            name = "rerun",
            mixinStandardHelpOptions = true,
            description = "Asks again for what of a comparison failed or was cancelled.")
    static final class Rerun implements Callable<Integer> {

        @Mixin
        private GatewayOptions gateway;

        @Parameters(paramLabel = "COMPARISON", description = "Id of the comparison.")
        private String comparison;

        @Option(names = "--wait", description = "Follow it to its end and print its table.")
        private boolean wait;

        @Option(names = "--json", description = "Print {\"comparison\"} as JSON; with --wait the whole report.")
        private boolean json;

        @Override
        public Integer call() {
            GatewayClient client = gateway.client();
            JsonNode request = client.get(Resource.of("comparisons", comparison, "request"));
            return accepted(client, "application/json", Json.write(request), wait, json);
        }
    }
}
