package io.learngene.local.soak;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Random;

/**
 * What is asked for and what is broken, in an order that a seed decides: the same seed, the same order. Which job a fault meets depends on
 * the machine. Every kind comes before one comes again.
 */
final class SoakPlan {

    private static final Duration SHORTEST = Duration.ofMillis(500);
    private static final Duration LONGEST = Duration.ofSeconds(10);
    private static final Duration SHORTEST_REST = Duration.ofSeconds(1);
    private static final Duration LONGEST_REST = Duration.ofSeconds(7);

    /** From one seed come two orders, so that what is asked for does not depend on how much was broken before. */
    private static final long OTHER = 0x9E3779B97F4A7C15L;

    private final Random works;
    private final Random faults;
    private final Deck<Work.Kind> kindsOfWork;
    private final Deck<Fault> kindsOfFault;

    /**
     * @param seed decides everything
     * @param possible every fault that there may be; how long it lasts is decided here
     */
    SoakPlan(long seed, List<Fault> possible) {
        this.works = new Random(seed);
        this.faults = new Random(seed ^ OTHER);
        this.kindsOfWork = new Deck<>(List.of(Work.Kind.values()), works);
        this.kindsOfFault = new Deck<>(possible, faults);
    }

    /** {@return what is asked for next} */
    Work nextWork() {
        return new Work(kindsOfWork.next(), works.nextDouble());
    }

    /** {@return what is broken next} */
    Fault nextFault() {
        Fault drawn = kindsOfFault.next();
        return new Fault(
                drawn.kind(), drawn.target(), between(SHORTEST, LONGEST), between(SHORTEST_REST, LONGEST_REST));
    }

    private Duration between(Duration least, Duration most) {
        return least.plusMillis(faults.nextLong(most.minus(least).toMillis()));
    }

    /** Cards that are shuffled anew when all were drawn. */
    private static final class Deck<T> {
        private final List<T> all;
        private final Random random;
        private final Deque<T> left = new ArrayDeque<>();

        Deck(List<T> all, Random random) {
            this.all = all;
            this.random = random;
        }

        T next() {
            if (left.isEmpty()) {
                List<T> shuffled = new ArrayList<>(all);
                Collections.shuffle(shuffled, random);
                left.addAll(shuffled);
            }
            return left.remove();
        }
    }
}
