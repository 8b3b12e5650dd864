package io.learngene.local.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.learngene.contracts.Json;
import io.learngene.local.client.FoundryException;
import io.learngene.local.client.GatewayClient;
import io.learngene.local.client.Resource;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "expand",
        mixinStandardHelpOptions = true,
        description = "Makes more descendants from a learngene.",
        footer = {"", "Example: foundry expand demo-1a2b3c4d --depth 5,7 --max-parameters 900000 --epochs 1 --wait"})
final class ExpandCommand implements Callable<Integer> {

    @Mixin
    private GatewayOptions gateway;

    @Mixin
    private PriorityOption priority;

    @Parameters(paramLabel = "LEARNGENE", description = "Id of the learngene, which is its family's.")
    private String learngene;

    @Option(names = "--depth", split = ",", paramLabel = "L", description = "Depths.")
    private List<Integer> depths = List.of();

    @Option(
            names = "--max-parameters",
            paramLabel = "N",
            description = "The deepest descendant with at most N parameters.")
    private List<Long> maxParameters = List.of();

    @Option(
            names = "--max-flops",
            paramLabel = "N",
            description = "The deepest descendant with at most N FLOPs per image.")
    private List<Long> maxFlops = List.of();

    @Option(names = "--epochs", paramLabel = "N", description = "Epochs of tuning; 0 stops at the initialisation.")
    private Integer epochs;

    @Option(names = "--scratch", description = "Train the same depths from random weights, to compare.")
    private boolean scratch;

    @Option(names = "--materialise", description = "Store complete weight files of the initialisations.")
    private boolean materialise;

    @Option(names = "--wait", description = "Follow the family to its end.")
    private boolean wait;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    @Override
    public Integer call() {
        ObjectNode request = Json.mapper().createObjectNode();
        ArrayNode targets = request.putArray("targets");
        depths.forEach(targets::add);
        maxParameters.forEach(n -> targets.addObject().put("max_parameters", n));
        maxFlops.forEach(n -> targets.addObject().put("max_flops", n));
        if (targets.isEmpty()) {
            throw new FoundryException(
                    FoundryException.USAGE, "no target given; give --depth, --max-parameters or --max-flops");
        }
        if (epochs != null) {
            request.putObject("tuning").put("epochs", epochs);
        }
        if (scratch) {
            request.putObject("baselines").putObject("scratch");
        }
        request.put("materialise", materialise);
        priority.putInto(request);
        GatewayClient client = gateway.client();
        JsonNode accepted = client.post(
                Resource.of("learngenes", learngene, "descendants"), "application/json", Json.write(request));
        if (wait) {
            return Following.toTheEnd(client, accepted.path("family").asText(), json);
        }
        System.out.println(json ? accepted : accepted.path("job").asText());
        return 0;
    }
}
