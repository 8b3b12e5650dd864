package io.learngene.runtime.job;

import io.learngene.contracts.family.Priority;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/**
 * In which order a worker asks for jobs of the priorities. High goes before normal and normal before low, but of sixteen turns three begin
 * with normal and one with low, so that nothing waits for ever behind a stream of what is more urgent. A turn is a job that was taken.
 */
final class Turns {

    /** After so many turns all begins anew. */
    static final int ROUND = 16;

    private static final int NORMAL_FIRST = 4;
    private static final List<Priority> BY_PRIORITY = List.of(Priority.HIGH, Priority.NORMAL, Priority.LOW);
    private static final List<Priority> FROM_NORMAL = List.of(Priority.NORMAL, Priority.HIGH, Priority.LOW);
    private static final List<Priority> FROM_LOW = List.of(Priority.LOW, Priority.HIGH, Priority.NORMAL);

    private int turn;

    /**
     * @param begin turn of the round that is the first, 0 to {@link #ROUND} - 1
     */
    Turns(int begin) {
        this.turn = begin;
    }

    /** {@return turns that begin anywhere in the round: of workers that end after one job, too, each sixteenth begins with low} */
    static Turns anywhere() {
        return new Turns(ThreadLocalRandom.current().nextInt(ROUND));
    }

    /** {@return whom to ask first, second and third} */
    List<Priority> order() {
        if (turn == ROUND - 1) {
            return FROM_LOW;
        }
        return turn % NORMAL_FIRST == NORMAL_FIRST - 1 ? FROM_NORMAL : BY_PRIORITY;
    }

    /** A job was taken. */
    void taken() {
        turn = (turn + 1) % ROUND;
    }
}
