package io.learngene.local.command;

import io.learngene.contracts.Json;
import io.learngene.contracts.event.TrainingPoint;
import io.learngene.contracts.view.FamilyView;
import io.learngene.local.client.FoundryException;
import io.learngene.local.client.GatewayClient;
import io.learngene.local.output.FamilyTable;
import io.learngene.local.output.ProgressDisplay;
import io.learngene.local.output.Terminal;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** Follows a family to its end. */
final class Following {

    private Following() {}

    /**
     * @param client the gateway
     * @param family id
     * @param json whether to end with JSON instead of the table
     * @return exit code
     */
    static int toTheEnd(GatewayClient client, String family, boolean json) {
        return toTheEnd(
                client, family, json, "the work goes on without it; follow it again with: foundry watch " + family);
    }

    /**
     * @param client the gateway
     * @param family id
     * @param json whether to end with JSON instead of the table
     * @param interrupted what is said to who ends the command before
     * @return exit code
     */
    static int toTheEnd(GatewayClient client, String family, boolean json, String interrupted) {
        // Standard output is kept for the JSON.
        PrintStream out = json ? System.err : System.out;
        ProgressDisplay display = new ProgressDisplay(out, Terminal.width());
        Thread leaving = new Thread(() -> left(interrupted, display), "leaving");
        Runtime.getRuntime().addShutdownHook(leaving);
        try {
            followed(client, family, display);
        } finally {
            display.end();
            stays(leaving);
        }
        FamilyView end = client.family(family);
        print(end, json);
        return end.state() == FamilyView.State.DONE ? 0 : FoundryException.FAILED;
    }

    /** Ctrl-C, say. */
    private static void left(String said, ProgressDisplay display) {
        display.end();
        System.err.println("foundry: " + said);
    }

    private static void stays(Thread leaving) {
        try {
            Runtime.getRuntime().removeShutdownHook(leaving);
        } catch (IllegalStateException e) {
            // It is being run.
        }
    }

    /** Connects again when the stream breaks or ends early; only so many times in a row without an event. */
    private static void followed(GatewayClient client, String family, ProgressDisplay display) {
        boolean[] ended = {false};
        String[] lastId = {null};
        int[] failures = {0};
        while (!ended[0]) {
            FoundryException failure = FoundryException.away("the events of " + family + " ended early");
            try {
                client.follow(family, lastId[0], event -> {
                    failures[0] = 0;
                    lastId[0] = event.id();
                    if (event.name().equals("family")) {
                        FamilyView view = Json.read(event.data(), FamilyView.class);
                        display.family(view);
                        ended[0] = view.state().terminal();
                    } else if (event.name().equals("point")) {
                        display.point(Json.read(event.data(), TrainingPoint.class));
                    }
                    return !ended[0];
                });
            } catch (FoundryException e) {
                if (!e.passing()) {
                    throw e;
                }
                failure = e;
            }
            failures[0]++;
            if (!ended[0] && !client.repeats().again(failures[0], failure)) {
                throw new FoundryException(
                        failure.exitCode(),
                        failure.getMessage() + "; the work goes on without it, follow it again with: foundry watch "
                                + family);
            }
        }
    }

    /**
     * @param client the gateway
     * @param family a family that was accepted
     * @param wait whether to follow it to its end
     * @param json whether to print JSON
     * @return exit code
     */
    static int accepted(GatewayClient client, String family, boolean wait, boolean json) {
        if (wait) {
            System.err.println("foundry: family " + family);
            return toTheEnd(client, family, json);
        }
        System.out.println(json ? new String(Json.write(Map.of("family", family)), StandardCharsets.UTF_8) : family);
        return 0;
    }

    static void print(FamilyView family, boolean json) {
        if (json) {
            System.out.println(new String(Json.write(family), StandardCharsets.UTF_8));
        } else {
            System.out.print(FamilyTable.of(family));
        }
    }
}
