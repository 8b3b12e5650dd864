package io.learngene.local.soak;

import io.learngene.local.client.GatewayClient;
import io.learngene.local.client.Repeats;
import io.learngene.local.history.HistoryChecker;
import io.learngene.local.stack.RunningStack;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** Breaks the parts of a local stack that is at work, lets it end its work undisturbed, and checks what is left. */
public final class Soak {

    /** Families that are under way at once, at most. */
    private static final int AT_ONCE = 5;

    private static final Duration APART = Duration.ofMillis(500);
    /** How long a gateway may be away: longer than any fault lasts, and than a start takes. */
    static final Repeats PATIENCE = new Repeats(Collections.nCopies(120, Duration.ofSeconds(1)), line -> {});

    /** From the last fault to the end of everything. */
    private static final Duration CALM = Duration.ofMinutes(15);

    private static final Duration SETTLING = Duration.ofMinutes(1);
    private static final Duration OVERLAP = Duration.ofSeconds(30);

    private final long seed;
    private final Duration length;
    private final Consumer<String> told;
    private final Map<String, Integer> broken = new TreeMap<>();

    /**
     * @param seed decides what is asked for and what is broken, in which order
     * @param length how long things are broken
     * @param told hears a line for each of both
     */
    public Soak(long seed, Duration length, Consumer<String> told) {
        this.seed = seed;
        this.length = length;
        this.told = told;
    }

    /**
     * @param state folder of the stack, which nothing else runs on
     * @return what was done and found
     * @throws InterruptedException if interrupted
     */
    public SoakReport run(Path state) throws InterruptedException {
        try (SoakStack stack = new SoakStack(state, told)) {
            SoakPlan plan = new SoakPlan(seed, SoakStack.faults());
            Customer customer = new Customer(new GatewayClient(stack.gateway(), PATIENCE), told);
            long begun = System.nanoTime();
            long end = begun + length.toNanos();
            FutureTask<Void> asking = new FutureTask<>(() -> ask(customer, plan, end), null);
            Thread thread = new Thread(asking, "customer");
            thread.setDaemon(true);
            thread.start();
            while (System.nanoTime() < end) {
                suffer(stack, plan.nextFault());
            }
            join(asking);
            long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begun);
            told.accept("nothing is broken any more; what is under way ends");
            await(customer::allEnded, CALM);
            return report(stack, customer, seconds, state);
        }
    }

    private static void join(FutureTask<Void> asking) throws InterruptedException {
        try {
            asking.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("the customer gave up: " + e.getCause(), e);
        }
    }

    private static void ask(Customer customer, SoakPlan plan, long end) {
        while (System.nanoTime() < end) {
            if (customer.underWay() < AT_ONCE) {
                customer.ask(plan.nextWork());
            } else {
                pause();
            }
        }
    }

    private void suffer(SoakStack stack, Fault fault) throws InterruptedException {
        told.accept("broken: " + fault.words());
        broken.merge(fault.name(), 1, Integer::sum);
        stack.suffer(fault);
        Thread.sleep(fault.rest().toMillis());
    }

    private SoakReport report(SoakStack stack, Customer customer, long seconds, Path state) {
        Check check = new Check(stack, customer, new HistoryChecker.Limits(length.plus(CALM), OVERLAP, file -> false));
        // The last words may be on their way.
        await(check::isWell, SETTLING);
        Map<String, Integer> restarts = new TreeMap<>();
        RunningStack.find(state)
                .ifPresent(running -> running.restarts().forEach((part, each) -> restarts.put(part, each.count())));
        return SoakReport.of(
                seed, seconds, new SoakReport.Done(customer.asked(), broken, restarts, check.cleared()), check);
    }

    private static void await(BooleanSupplier condition, Duration atMost) {
        long end = System.nanoTime() + atMost.toNanos();
        while (!condition.getAsBoolean() && System.nanoTime() < end) {
            pause();
        }
    }

    private static void pause() {
        try {
            Thread.sleep(APART.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
