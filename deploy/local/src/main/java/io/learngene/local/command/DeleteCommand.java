package io.learngene.local.command;

import com.fasterxml.jackson.databind.JsonNode;
import io.learngene.local.client.FoundryException;
import io.learngene.local.client.OneLine;
import io.learngene.local.client.Resource;
import java.util.Arrays;
import java.util.StringJoiner;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "delete",
        mixinStandardHelpOptions = true,
        description = {
            "Deletes what nobody else refers to; who refers to the rest is told.",
            "A family goes with all that it made, once its jobs have ended: cancel it first."
        },
        footer = {
            "",
            "Examples: foundry delete family demo-1a2b3c4d --dry-run",
            "          foundry delete model demo-1a2b3c4d/L09",
            "          foundry delete model demo-1a2b3c4d/baselines/scratch/L09"
        })
final class DeleteCommand implements Callable<Integer> {

    /** What can be deleted, as it is called on the command line. */
    enum Kind {
        FAMILY("families"),
        MODEL("families"),
        LEARNGENE("learngenes"),
        DATASET("datasets"),
        ANCESTOR("ancestors");

        private final String collection;

        Kind(String collection) {
            this.collection = collection;
        }
    }

    @Mixin
    private GatewayOptions gateway;

    @Parameters(index = "0", paramLabel = "KIND", description = "family, model, learngene, dataset or ancestor.")
    private Kind kind;

    @Parameters(index = "1", paramLabel = "ID", description = "Its id or name; of a model FAMILY/NAME.")
    private String id;

    @Option(names = "--dry-run", description = "Say what would be deleted, and delete nothing.")
    private boolean dryRun;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    @Override
    public Integer call() {
        JsonNode deletion = gateway.client().delete(path() + "?dry_run=" + dryRun);
        if (json) {
            System.out.println(deletion);
            return 0;
        }
        System.out.println((dryRun ? "would delete " : "deleted ")
                + OneLine.of(deletion.path("deleted").asText()) + ": "
                + Numbers.objects(
                        deletion.path("objects").asLong(),
                        deletion.path("bytes").asLong()));
        for (JsonNode kept : deletion.path("kept")) {
            StringJoiner neededBy = new StringJoiner(", ");
            kept.path("needed_by").forEach(who -> neededBy.add(OneLine.of(who.asText())));
            int others = kept.path("others").asInt();
            System.out.println("kept " + OneLine.of(kept.path("what").asText()) + " ("
                    + Numbers.objects(
                            kept.path("objects").asLong(), kept.path("bytes").asLong()) + "): needed by " + neededBy
                    + (others == 0 ? "" : " and " + others + " more"));
        }
        return 0;
    }

    private String path() {
        if (kind != Kind.MODEL) {
            return Resource.of(kind.collection, id);
        }
        String[] segments = id.split("/", -1);
        if (segments.length < 2) {
            throw new FoundryException(
                    FoundryException.USAGE, "'" + id + "' is no model; give FAMILY/NAME, such as demo-1a2b3c4d/L09");
        }
        Stream<String> rest = Arrays.stream(segments).skip(1);
        return Resource.of(Stream.concat(
                        segments.length == 2
                                ? Stream.of(kind.collection, segments[0], "models")
                                : Stream.of(kind.collection, segments[0]),
                        rest)
                .toArray(String[]::new));
    }
}
