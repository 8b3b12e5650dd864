package io.learngene.local.command;

import io.learngene.contracts.Json;
import io.learngene.contracts.event.TrainingPoint;
import io.learngene.contracts.view.FamilyView;
import io.learngene.local.client.FoundryException;
import io.learngene.local.client.GatewayClient;
import io.learngene.local.output.FamilyTable;
import io.learngene.local.output.ProgressDisplay;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** Follows a family to its end. */
final class Following {

    private static final int RECONNECTIONS = 20;
    private static final long PAUSE_MILLIS = 1_000;

    private Following() {}

    /**
     * @param client the gateway
     * @param family id
     * @param json whether to end with JSON instead of the table
     * @return exit code
     */
    static int toTheEnd(GatewayClient client, String family, boolean json) {
        // Standard output is kept for the JSON.
        PrintStream out = json ? System.err : System.out;
        ProgressDisplay display = new ProgressDisplay(out, System.console() != null);
        FamilyView[] last = new FamilyView[1];
        String[] lastId = new String[1];
        int failures = 0;
        while (last[0] == null || !last[0].state().terminal()) {
            boolean[] heard = new boolean[1];
            try {
                client.follow(family, lastId[0], event -> {
                    heard[0] = true;
                    lastId[0] = event.id();
                    if (event.name().equals("family")) {
                        last[0] = Json.read(event.data(), FamilyView.class);
                        display.family(last[0]);
                    } else if (event.name().equals("point")) {
                        display.point(Json.read(event.data(), TrainingPoint.class));
                    }
                });
                failures = 0;
            } catch (FoundryException e) {
                failures = heard[0] ? 1 : failures + 1;
                if (e.exitCode() != FoundryException.UNREACHABLE || failures > RECONNECTIONS) {
                    throw e;
                }
            }
            if (last[0] == null || !last[0].state().terminal()) {
                pause();
            }
        }
        display.end();
        FamilyView end = client.family(family);
        print(end, json);
        return end.state() == FamilyView.State.DONE ? 0 : FoundryException.FAILED;
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

    private static void pause() {
        try {
            Thread.sleep(PAUSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new FoundryException(FoundryException.FAILED, "interrupted");
        }
    }

    static void print(FamilyView family, boolean json) {
        if (json) {
            System.out.println(new String(Json.write(family), StandardCharsets.UTF_8));
        } else {
            System.out.print(FamilyTable.of(family));
        }
    }
}
