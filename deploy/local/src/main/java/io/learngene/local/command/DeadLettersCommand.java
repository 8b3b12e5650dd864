package io.learngene.local.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.learngene.contracts.Json;
import io.learngene.local.client.FoundryException;
import io.learngene.local.client.GatewayClient;
import io.learngene.local.client.OneLine;
import io.learngene.local.output.FamilyTable;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.StringJoiner;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "dead-letters",
        mixinStandardHelpOptions = true,
        description = {
            "Lists what was put aside, newest first, with what to do about it:",
            "jobs that failed for good, and records that nobody could read."
        },
        footer = {"", "Example: foundry dead-letters --replay"})
final class DeadLettersCommand implements Callable<Integer> {

    /** Letters that are asked for at once where all are. */
    private static final int PIECE = 200;

    @Mixin
    private GatewayOptions gateway;

    @Option(names = "--limit", paramLabel = "N", description = "Letters of a page (default: the gateway's).")
    private Integer limit;

    @Option(names = "--after", paramLabel = "PLACE", description = "Where the page before said that the next begins.")
    private String after;

    @Option(
            names = "--replay",
            description = "Try every job among them again that can be, and say why each other cannot.")
    private boolean replay;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    @Override
    public Integer call() {
        GatewayClient client = gateway.client();
        if (replay) {
            replay(client);
        } else {
            list(client);
        }
        return 0;
    }

    private void list(GatewayClient client) {
        JsonNode page = page(client, limit, after);
        if (json) {
            System.out.println(page);
            return;
        }
        List<String[]> rows = new ArrayList<>();
        rows.add(new String[] {"put aside", "what", "attempts", "reason", "what to do"});
        for (JsonNode letter : page.path("dead_letters")) {
            rows.add(new String[] {
                text(letter, "at"), name(letter), text(letter, "attempts"), text(letter, "reason"), remedy(letter)
            });
        }
        System.out.print(FamilyTable.aligned(rows));
        if (page.path("unreadable").asInt() > 0) {
            System.out.println(page.path("unreadable") + " of them are no jobs that can be read");
        }
        if (page.hasNonNull("next")) {
            String total = page.hasNonNull("total") ? " of " + page.get("total") : "";
            System.out.println(rows.size() - 1 + total + "; more with --after "
                    + page.get("next").asText());
        }
    }

    private void replay(GatewayClient client) {
        ObjectNode done = Json.mapper().createObjectNode();
        done.withArray("/retried");
        done.withArray("/left");
        Set<String> asked = new HashSet<>();
        String place = after;
        do {
            JsonNode page = page(client, limit == null ? PIECE : limit, place);
            page.path("dead_letters").forEach(letter -> replay(client, letter, asked, done));
            place = page.hasNonNull("next") ? page.get("next").asText() : null;
        } while (place != null);
        if (json) {
            System.out.println(done);
        } else {
            System.out.println(done.path("retried").size() + " queued again, "
                    + done.path("left").size() + " left");
        }
    }

    /** Of several letters of one job one is enough. */
    private void replay(GatewayClient client, JsonNode letter, Set<String> asked, ObjectNode done) {
        String reason = text(letter, "remedy");
        if (letter.hasNonNull("job")) {
            String job = letter.get("job").asText();
            if (!asked.add(job)) {
                return;
            }
            try {
                RetryCommand.retry(client, job);
                done.withArray("/retried").add(job);
                tell(job + " is queued again");
                return;
            } catch (FoundryException e) {
                if (e.exitCode() != FoundryException.USAGE) {
                    throw e;
                }
                reason = e.getMessage();
            }
        }
        done.withArray("/left").addObject().put("what", name(letter)).put("reason", reason);
        tell(name(letter) + " is left: " + reason);
    }

    private void tell(String line) {
        // Standard output is kept for the JSON.
        (json ? System.err : System.out).println(line);
    }

    private static JsonNode page(GatewayClient client, Integer limit, String after) {
        StringJoiner query = new StringJoiner("&", "?", "").setEmptyValue("");
        if (limit != null) {
            query.add("limit=" + Numbers.positive("--limit", limit));
        }
        if (after != null) {
            query.add("after=" + URLEncoder.encode(after, StandardCharsets.UTF_8));
        }
        return client.get("/dead-letters" + query);
    }

    private static String remedy(JsonNode letter) {
        return (letter.path("retriable").asBoolean() ? "foundry " : "") + text(letter, "remedy");
    }

    /** The job, or the place of what is none. */
    private static String name(JsonNode letter) {
        return letter.hasNonNull("job") ? text(letter, "job") : text(letter, "topic") + " at " + text(letter, "offset");
    }

    /** One line, whatever lies there. */
    private static String text(JsonNode node, String field) {
        return OneLine.of(node.path(field).asText("-"));
    }
}
