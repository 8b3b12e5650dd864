package io.learngene.local.command;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "show", mixinStandardHelpOptions = true, description = "Shows a family: its table and totals.")
final class ShowCommand implements Callable<Integer> {

    @Mixin
    private GatewayOptions gateway;

    @Parameters(paramLabel = "FAMILY", description = "Id of the family.")
    private String family;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    @Override
    public Integer call() {
        Following.print(gateway.client().family(family), json);
        return 0;
    }
}
