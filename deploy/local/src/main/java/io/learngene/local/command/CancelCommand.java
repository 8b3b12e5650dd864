package io.learngene.local.command;

import io.learngene.local.client.Resource;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
        name = "cancel",
        mixinStandardHelpOptions = true,
        description = "Cancels a family or a single job.",
        footer = {"", "Example: foundry cancel demo-1a2b3c4d/tune/L09"})
final class CancelCommand implements Callable<Integer> {

    @Mixin
    private GatewayOptions gateway;

    @Parameters(paramLabel = "FAMILY|JOB", description = "Id of the family, or of one of its jobs.")
    private String target;

    @Override
    public Integer call() {
        String[] segments = target.split("/", -1);
        String collection = segments.length > 1 ? "jobs" : "families";
        gateway.client().delete(Resource.of(collection) + Resource.of(segments));
        System.out.println("cancelled " + target);
        return 0;
    }
}
