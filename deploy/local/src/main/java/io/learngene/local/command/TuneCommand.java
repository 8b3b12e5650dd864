package io.learngene.local.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.learngene.contracts.Json;
import io.learngene.local.client.GatewayClient;
import io.learngene.local.client.Resource;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "tune",
        mixinStandardHelpOptions = true,
        description =
                "Tunes an initialisation or a model of a family on another dataset; other classes get a new head.",
        footer = {"", "Example: foundry tune demo-1a2b3c4d L06 --dataset cifar10 --from model --epochs 2"})
final class TuneCommand implements Callable<Integer> {

    enum From {
        INITIALISATION,
        MODEL
    }

    @Mixin
    private GatewayOptions gateway;

    @Mixin
    private PriorityOption priority;

    @Parameters(index = "0", paramLabel = "FAMILY", description = "Id of the family.")
    private String family;

    @Parameters(index = "1", paramLabel = "NAME", description = "Name of the initialisation or model, for example L09.")
    private String source;

    @Option(names = "--dataset", required = true, paramLabel = "NAME", description = "Dataset to tune on.")
    private String dataset;

    @Option(
            names = "--from",
            paramLabel = "KIND",
            description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
    private From from = From.INITIALISATION;

    @Option(names = "--epochs", paramLabel = "N", description = "Epochs of tuning.")
    private Integer epochs;

    @Option(names = "--seed", paramLabel = "N", description = "Seed of the tuning (default: 42).")
    private Long seed;

    @Option(names = "--wait", description = "Follow the family to its end.")
    private boolean wait;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    @Override
    public Integer call() {
        ObjectNode request = Json.mapper().createObjectNode();
        request.put("source", source);
        request.put("from", from.name().toLowerCase(Locale.ROOT));
        request.put("dataset", dataset);
        if (epochs != null) {
            request.putObject("tuning").put("epochs", epochs);
        }
        if (seed != null) {
            request.put("seed", seed);
        }
        priority.putInto(request);
        GatewayClient client = gateway.client();
        JsonNode accepted =
                client.post(Resource.of("families", family, "tunings"), "application/json", Json.write(request));
        if (wait) {
            return Following.toTheEnd(client, family, json);
        }
        System.out.println(json ? accepted : accepted.path("job").asText());
        return 0;
    }
}
