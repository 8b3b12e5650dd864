package io.learngene.runtime.job;

/** Ways to get the protocol wrong, each of which has to break a rule of {@link ProtocolModel}. */
enum ProtocolFlaw {
    /** The manifest is written whether there is one or not. */
    MANIFEST_OVERWRITTEN,
    /** The record is given up before anybody is told of the result. */
    ACCEPTED_BEFORE_IT_IS_ANNOUNCED,
    /** The result is told before it is there. */
    ANNOUNCED_BEFORE_THE_MANIFEST,
    /** What follows is queued after the record was given up. */
    NEXT_AFTER_ACCEPTANCE,
    /** Whoever lost the lock goes on speaking. */
    ZOMBIE_SPEAKS,
    /** Whoever lost the lock publishes. */
    ZOMBIE_PUBLISHES,
    /** What was cancelled meanwhile is published. */
    CANCELLED_IS_PUBLISHED,
    /** The failure is told before the job lies among the dead letters. */
    DEAD_LETTER_AFTER_THE_FAILURE,
    /** A job that failed takes the files of all its runs along. */
    FAILURE_CLEARS_ALL_RUNS,
    /** A job whose result could not be told is given up. */
    PUBLISHED_IS_GIVEN_UP,
    /** Whoever is told to end before it could look forgets earlier attempts. */
    STOP_FORGETS_ATTEMPTS
}
