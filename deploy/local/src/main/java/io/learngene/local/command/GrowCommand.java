package io.learngene.local.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.learngene.contracts.Json;
import io.learngene.local.client.FoundryException;
import io.learngene.local.client.GatewayClient;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "grow",
        mixinStandardHelpOptions = true,
        description = {
            "Grows a larger model from a trained one, tunes it, and trains the same shape from random weights beside it.",
            "The grown model answers as its source does until it is tuned, unless you ask for another rule."
        },
        footer = {"", "Example: foundry grow demo-1a2b3c4d/L06 --to dim=192,heads=6,depth=8 --wait"})
final class GrowCommand implements Callable<Integer> {

    private static final Set<String> FIELDS = Set.of("dim", "heads", "depth");

    @Mixin
    private GatewayOptions gateway;

    @Mixin
    private PriorityOption priority;

    @Parameters(
            paramLabel = "MODEL",
            description =
                    "FAMILY/NAME of a tuned model, or the id of an uploaded ancestor that is a Vision Transformer.")
    private String model;

    @Option(
            names = "--to",
            required = true,
            split = ",",
            paramLabel = "FIELD=N",
            description = "Shape to grow to: dim, heads, depth; what is left out stays.")
    private Map<String, Integer> to;

    @Option(
            names = "--operator",
            paramLabel = "KIND",
            description =
                    "What makes the first weights: bert2bert (closed form), or ligo or mango, which some steps fit (default: bert2bert).")
    private String operator;

    @Option(
            names = "--knowledge",
            paramLabel = "KIND",
            description =
                    "Where new neurons come from: function (own layer, keeps the function) or advanced (layer above).")
    private String knowledge;

    @Option(
            names = "--layers",
            paramLabel = "KIND",
            description = "Where new layers come from: identity (keeps the function), stack or interleave.")
    private String layers;

    @Option(
            names = "--dataset",
            paramLabel = "NAME",
            description = "Dataset to tune on (default: the one that the model was tuned on).")
    private String dataset;

    @Option(names = "--epochs", paramLabel = "N", description = "Epochs of tuning; 0 stops at the grown model.")
    private Integer epochs;

    @Option(names = "--no-scratch", description = "Do not train the same shape from random weights.")
    private boolean noScratch;

    @Option(names = "--name", paramLabel = "NAME", description = "Prefix of the new family's id (default: growth).")
    private String name;

    @Option(names = "--seed", paramLabel = "N", description = "Seed of everything that is drawn (default: 42).")
    private Long seed;

    @Option(names = "--wait", description = "Follow it to its end and print its table.")
    private boolean wait;

    @Option(names = "--json", description = "Print {\"family\"} as JSON; with --wait the whole family.")
    private boolean json;

    @Override
    public Integer call() {
        ObjectNode request = request();
        GatewayClient client = gateway.client();
        String family = client.post("/growths", "application/json", Json.write(request), "family");
        return Following.accepted(client, family, wait, json);
    }

    private ObjectNode request() {
        ObjectNode request = Json.mapper().createObjectNode();
        request.put("from", model);
        ObjectNode shape = request.putObject("to");
        to.forEach((field, value) -> {
            if (!FIELDS.contains(field)) {
                throw new FoundryException(
                        FoundryException.USAGE, "--to: '" + field + "' does not grow; give dim, heads or depth");
            }
            if (value == null || value < 1) {
                throw new FoundryException(FoundryException.USAGE, "--to: " + field + "=" + value + "; give 1 or more");
            }
            shape.put(field, value);
        });
        put(request, "operator", operator);
        ObjectNode rule = Json.mapper().createObjectNode();
        put(rule, "knowledge", knowledge);
        put(rule, "depth", layers);
        if (!rule.isEmpty()) {
            request.set("rule", rule);
        }
        put(request, "dataset", dataset);
        put(request, "name", name);
        if (epochs != null) {
            request.putObject("tuning").put("epochs", epochs);
        }
        if (noScratch) {
            request.putObject("baselines");
        }
        if (seed != null) {
            request.put("seed", seed);
        }
        priority.putInto(request);
        return request;
    }

    private static void put(ObjectNode object, String field, String value) {
        if (value != null) {
            object.put(field, value);
        }
    }
}
