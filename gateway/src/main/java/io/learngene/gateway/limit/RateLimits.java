package io.learngene.gateway.limit;

import io.learngene.contracts.Check;
import io.learngene.gateway.config.GatewayConfig;
import io.learngene.gateway.problem.ProblemException;
import io.learngene.runtime.observability.Meters;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * How often a caller may ask, and how much at once. Every gateway counts for itself. Where it asks nobody who it is, nobody is counted: a
 * proxy knows who asks, and all who come through it would be one.
 */
@ApplicationScoped
public class RateLimits {

    /** Callers that are remembered, known ones and addresses apart: strangers make nobody forgotten who is known. */
    private static final int MOST_CALLERS = 10_000;

    /** When to try again where something of one's own has to end first, seconds. */
    private static final int SOON = 5;

    private final boolean on;
    private final Optional<TokenBuckets> known;
    private final Optional<TokenBuckets> addresses;
    private final GatewayConfig.Rate rate;
    private final Map<Limited, Integer> running = new ConcurrentHashMap<>();
    private final MeterRegistry registry;

    RateLimits(GatewayConfig config, MeterRegistry registry) {
        this.on = config.access().asks();
        this.rate = config.rate();
        Check.that(
                rate.requests() >= 0,
                "foundry.gateway.rate.requests",
                rate.requests(),
                "give 0 or more requests a second");
        Check.range("foundry.gateway.rate.burst", rate.burst(), 1, Integer.MAX_VALUE);
        Check.range("foundry.gateway.rate.concurrent", rate.concurrent(), 0, Integer.MAX_VALUE);
        this.known = buckets(rate);
        this.addresses = buckets(rate);
        this.registry = registry;
    }

    private static Optional<TokenBuckets> buckets(GatewayConfig.Rate rate) {
        return rate.requests() > 0
                ? Optional.of(new TokenBuckets(rate.requests(), rate.burst(), MOST_CALLERS, System::nanoTime))
                : Optional.empty();
    }

    /**
     * @param caller who asks
     * @return the refusal, if it asks too often
     */
    public Optional<Refusal> often(Limited caller) {
        Optional<TokenBuckets> buckets = caller.by() == Limited.By.ADDRESS ? addresses : known;
        int seconds = on ? buckets.map(each -> each.take(caller.name())).orElse(0) : 0;
        if (seconds == 0) {
            return Optional.empty();
        }
        count(caller, "rate");
        return Optional.of(new Refusal(
                seconds,
                "more than " + rate.requests() + " requests a second" + of(caller)
                        + "; come again after the seconds of Retry-After"));
    }

    /**
     * Begins a request, which has to end by {@link #end}.
     *
     * @param caller who asks
     * @return the refusal, if too many of the caller's have not ended, which is then to be answered without an end
     */
    public Optional<Refusal> begin(Limited caller) {
        if (!on || rate.concurrent() == 0) {
            return Optional.empty();
        }
        if (running.merge(caller, 1, Integer::sum) <= rate.concurrent()) {
            return Optional.empty();
        }
        end(caller);
        count(caller, "concurrent");
        return Optional.of(new Refusal(
                SOON,
                "more than " + rate.concurrent() + " requests at once" + of(caller)
                        + ", streams of events, uploads and downloads among them; let one end first"));
    }

    /** @param caller whose request has ended */
    public void end(Limited caller) {
        running.computeIfPresent(caller, (who, count) -> count > 1 ? count - 1 : null);
    }

    private void count(Limited caller, String limit) {
        Counter.builder(Meters.GATEWAY_LIMITED)
                .description("requests of callers who asked too much")
                .tag("by", caller.by().name().toLowerCase(Locale.ROOT))
                .tag("limit", limit)
                .register(registry)
                .increment();
    }

    private static String of(Limited caller) {
        return switch (caller.by()) {
            case KEY -> " with this key";
            case TOKEN -> " of this token's subject";
            case ADDRESS -> " without a key or with a wrong one from " + caller.name();
        };
    }

    /**
     * A refusal.
     *
     * @param seconds when to come again
     * @param detail what is too much and what to do
     */
    public record Refusal(int seconds, String detail) {

        /** {@return 429} */
        public ProblemException problem() {
            return new ProblemException(429, "Too many requests", detail, null);
        }
    }
}
