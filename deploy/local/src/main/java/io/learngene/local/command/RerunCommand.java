package io.learngene.local.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.learngene.contracts.Json;
import io.learngene.local.client.FoundryException;
import io.learngene.local.client.GatewayClient;
import io.learngene.local.client.Resource;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "rerun",
        mixinStandardHelpOptions = true,
        description = {
            "Makes a family again, as a new one, from the request of the first: same data, recipes and seed.",
            "Later expansions and tunings are not part of it."
        },
        footer = {"", "Example: foundry rerun demo-1a2b3c4d --wait"})
final class RerunCommand implements Callable<Integer> {

    @Mixin
    private GatewayOptions gateway;

    @Mixin
    private PriorityOption priority;

    @Parameters(paramLabel = "FAMILY", description = "Id of the family.")
    private String family;

    @Option(names = "--wait", description = "Follow it to its end and print its table.")
    private boolean wait;

    @Option(names = "--json", description = "Print {\"family\"} as JSON; with --wait the whole family.")
    private boolean json;

    @Override
    public Integer call() {
        GatewayClient client = gateway.client();
        ObjectNode request = asItWas(client.get(Resource.of("families", family, "request")));
        priority.putInto(request);
        String accepted = client.post("/families", "application/json", Json.write(request), "family");
        return Following.accepted(client, accepted, wait, json);
    }

    /** Requests without elastic stages are of a time when that meant plain SWS; today it means the default. */
    static ObjectNode asItWas(JsonNode told) {
        if (!(told instanceof ObjectNode request)) {
            throw new FoundryException(FoundryException.UNREACHABLE, "the gateway told no request: " + told);
        }
        boolean sws = request.path("method").asText("sws").equals("sws");
        if (sws && !request.path("distillation").has("elastic")) {
            request.withObject("/distillation/elastic").put("from", 1.0);
        }
        return request;
    }
}
