package io.learngene.local.command;

import io.learngene.local.client.FoundryException;
import io.learngene.local.client.GatewayClient;
import io.learngene.local.client.Resource;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "retry",
        mixinStandardHelpOptions = true,
        description = {
            "Tries a job again that failed for good, after what was in its way is gone.",
            "It goes on from its newest checkpoint, and what waited for it waits again."
        },
        footer = {"", "Example: foundry retry demo-1a2b3c4d/tune/L09"})
final class RetryCommand implements Callable<Integer> {

    @Mixin
    private GatewayOptions gateway;

    @Parameters(paramLabel = "JOB", description = "Id of the job, as show tells it.")
    private String job;

    @Option(names = "--wait", description = "Follow its family to the end and print its table.")
    private boolean wait;

    @Option(names = "--json", description = "Print {\"family\"} as JSON; with --wait the whole family.")
    private boolean json;

    @Override
    public Integer call() {
        GatewayClient client = gateway.client();
        return Following.accepted(client, retry(client, job), wait, json);
    }

    /** {@return family of a job that is queued again} */
    static String retry(GatewayClient client, String job) {
        String[] segments = job.split("/", -1);
        if (segments.length < 2) {
            throw new FoundryException(
                    FoundryException.USAGE,
                    "'" + job + "' is no job; give one of the family's, such as " + job + "/distill, as show tells it");
        }
        return client.post(
                Resource.of("jobs") + Resource.of(segments) + "/retry", "application/json", new byte[0], "family");
    }
}
