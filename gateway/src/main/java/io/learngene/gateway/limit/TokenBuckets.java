package io.learngene.gateway.limit;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * A bucket of tokens for each caller: a request takes one, and they come back at a constant rate until the bucket is full. Who was not
 * heard of for longest is forgotten, which fills the bucket.
 */
final class TokenBuckets {

    private static final double NANOS = 1e9;

    private final double perSecond;
    private final int burst;
    private final LongSupplier nanos;
    private final Map<String, Bucket> buckets;

    /** Tokens at a moment. */
    private record Bucket(double tokens, long at) {}

    /**
     * @param perSecond how many tokens come back in a second, more than 0
     * @param burst how many a full bucket has, 1 or more
     * @param most how many callers are remembered
     * @param nanos a clock that only goes forward
     */
    TokenBuckets(double perSecond, int burst, int most, LongSupplier nanos) {
        this.perSecond = perSecond;
        this.burst = burst;
        this.nanos = nanos;
        this.buckets = new LinkedHashMap<>(16, 0.75f, true) {
            @Override
            protected boolean removeEldestEntry(Map.Entry<String, Bucket> eldest) {
                return size() > most;
            }
        };
    }

    /**
     * Takes a token, if there is one.
     *
     * @param caller who asks
     * @return 0 if there was one, else seconds until there is, rounded up
     */
    synchronized int take(String caller) {
        long now = nanos.getAsLong();
        Bucket before = buckets.getOrDefault(caller, new Bucket(burst, now));
        double tokens = Math.min(burst, before.tokens() + (now - before.at()) / NANOS * perSecond);
        boolean taken = tokens >= 1;
        buckets.put(caller, new Bucket(taken ? tokens - 1 : tokens, now));
        return taken ? 0 : (int) Math.ceil(Math.min((1 - tokens) / perSecond, Integer.MAX_VALUE));
    }
}
