package io.learngene.runtime.failpoint;

import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

/**
 * What goes wrong where. Nothing, unless the environment variable {@value #VARIABLE} says so when the process starts, for example
 * {@code published=halt,uploaded=error@2}: what happens, and at which time that the place is reached (the first, unless it says another).
 */
final class Failpoints {

    static final String VARIABLE = "FOUNDRY_FAILPOINTS";

    /** Exit status of a process that was halted here: none that anything else has. */
    static final int EXIT = 86;

    /** Those of this process. */
    static final Failpoints SET = of(System.getenv(VARIABLE));

    /** What happens at a place. */
    private enum Action {
        /** The process ends at once, as if it was killed. */
        HALT,
        /** The thread goes no further. */
        HANG,
        /** The call fails. */
        ERROR
    }

    private record Trap(Action action, int time, AtomicInteger reached) {}

    /** A setting cannot be understood; told when the process starts. */
    private final String wrong;

    private final Map<Failpoint, Trap> traps;

    private Failpoints(Map<Failpoint, Trap> traps, String wrong) {
        this.traps = traps;
        this.wrong = wrong;
    }

    /** Fails later, in {@link #require}: an exception of a static initialiser would hide its reason. */
    static Failpoints of(String setting) {
        Map<Failpoint, Trap> traps = new EnumMap<>(Failpoint.class);
        if (setting == null || setting.isBlank()) {
            return new Failpoints(Collections.emptyMap(), "");
        }
        for (String each : setting.split(",", -1)) {
            String[] parts = each.strip().split("\\s*[=@]\\s*");
            try {
                int time = parts.length > 2 ? Integer.parseInt(parts[2]) : 1;
                traps.put(point(parts[0]), new Trap(action(parts[1]), time, new AtomicInteger()));
            } catch (IllegalArgumentException | ArrayIndexOutOfBoundsException e) {
                return new Failpoints(Collections.emptyMap(), wrong(each.strip()));
            }
        }
        return new Failpoints(traps, "");
    }

    private static Failpoint point(String label) {
        return Failpoint.valueOf(label.toUpperCase(Locale.ROOT).replace('-', '_'));
    }

    private static Action action(String name) {
        return Action.valueOf(name.toUpperCase(Locale.ROOT));
    }

    private static String wrong(String what) {
        String points = Arrays.stream(Failpoint.values()).map(Failpoint::label).collect(Collectors.joining(", "));
        return VARIABLE + ": '" + what + "' is none; give PLACE=ACTION or PLACE=ACTION@TIME with one of the places "
                + points + " and halt, hang or error; leave it out wherever work is done that somebody wants";
    }

    /**
     * {@return what is set, for people; empty if nothing is}
     *
     * @throws IllegalArgumentException if what is set cannot be understood; names it and what there is
     */
    String require() {
        if (!wrong.isEmpty()) {
            throw new IllegalArgumentException(wrong);
        }
        return traps.entrySet().stream()
                .map(each -> each.getKey().label() + "="
                        + each.getValue().action().name().toLowerCase(Locale.ROOT) + "@"
                        + each.getValue().time())
                .collect(Collectors.joining(", "));
    }

    void reach(Failpoint point) {
        if (traps.isEmpty()) {
            return;
        }
        Trap trap = traps.get(point);
        if (trap != null && trap.reached().incrementAndGet() == trap.time()) {
            spring(point, trap.action());
        }
    }

    private static void spring(Failpoint point, Action action) {
        switch (action) {
            case HALT -> Runtime.getRuntime().halt(EXIT);
            case HANG -> hang();
            case ERROR -> throw new IllegalStateException("failpoint " + point.label() + " (" + VARIABLE + ")");
        }
    }

    private static void hang() {
        CountDownLatch never = new CountDownLatch(1);
        while (true) {
            try {
                never.await();
            } catch (InterruptedException e) {
                // Native code that hangs does not hear it either.
                continue;
            }
        }
    }
}
