package io.learngene.local.command;

import io.learngene.contracts.view.ComparisonView;
import io.learngene.contracts.view.FamilyView;
import io.learngene.local.client.FoundryException;
import io.learngene.local.client.GatewayClient;
import io.learngene.local.output.ComparisonText;
import java.time.Duration;

/** Looks at a comparison until its end, and tells on standard error what has changed: its families may be many, each with events of its own. */
final class ComparisonFollowing {

    private static final Duration PAUSE = Duration.ofSeconds(2);
    /** Whoever waits hears something at least so often. */
    private static final Duration QUIET = Duration.ofMinutes(1);

    private ComparisonFollowing() {}

    /**
     * @param client the gateway
     * @param id comparison
     * @return how it ended
     */
    static ComparisonView toTheEnd(GatewayClient client, String id) {
        Thread leaving = new Thread(
                () -> System.err.println(
                        "foundry: the work goes on without it; look at it again with: foundry compare show " + id
                                + " --wait"),
                "leaving");
        Runtime.getRuntime().addShutdownHook(leaving);
        try {
            return followed(client, id);
        } finally {
            stays(leaving);
        }
    }

    /** {@return exit code of a comparison that ended so} */
    static int code(ComparisonView end) {
        return end.state() == FamilyView.State.DONE ? 0 : FoundryException.FAILED;
    }

    private static ComparisonView followed(GatewayClient client, String id) {
        String told = "";
        long toldAt = System.nanoTime();
        int failures = 0;
        while (true) {
            try {
                ComparisonView view = client.comparison(id);
                failures = 0;
                String counts = view.state() + " " + view.modelsDone() + " " + view.error();
                if (!counts.equals(told) || System.nanoTime() - toldAt > QUIET.toNanos()) {
                    told = counts;
                    toldAt = System.nanoTime();
                    System.err.println("foundry: " + ComparisonText.progress(view));
                }
                if (view.state().terminal()) {
                    return view;
                }
                pause();
            } catch (FoundryException e) {
                failures++;
                if (!e.passing() || !client.repeats().again(failures, e)) {
                    throw e;
                }
            }
        }
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new FoundryException(FoundryException.FAILED, "interrupted");
        }
    }

    private static void stays(Thread leaving) {
        try {
            Runtime.getRuntime().removeShutdownHook(leaving);
        } catch (IllegalStateException e) {
            // It is being run.
        }
    }
}
