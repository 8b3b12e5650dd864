package io.learngene.local.command;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "watch",
        mixinStandardHelpOptions = true,
        description = "Follows a family to its end. Exit code 1 if it fails or is cancelled.")
final class WatchCommand implements Callable<Integer> {

    @Mixin
    private GatewayOptions gateway;

    @Parameters(paramLabel = "FAMILY", description = "Id of the family.")
    private String family;

    @Option(names = "--json", description = "Print the family as JSON at its end; progress goes to standard error.")
    private boolean json;

    @Override
    public Integer call() {
        return Following.toTheEnd(gateway.client(), family, json);
    }
}
