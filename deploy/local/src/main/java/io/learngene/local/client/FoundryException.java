package io.learngene.local.client;

import java.time.Duration;

/** A command cannot do what was asked; carries its exit code. */
public final class FoundryException extends RuntimeException {

    /** The job or family failed or was cancelled. */
    public static final int FAILED = 1;
    /** The command or a request is wrong. */
    public static final int USAGE = 2;
    /** The stack does not run or does not answer. */
    public static final int UNREACHABLE = 3;

    private final int exitCode;
    private final boolean passing;
    private final transient Duration atLeast;

    /**
     * @param exitCode exit code of the command
     * @param message what is wrong and what to do
     */
    public FoundryException(int exitCode, String message) {
        this(exitCode, message, false, Duration.ZERO);
    }

    private FoundryException(int exitCode, String message, boolean passing, Duration atLeast) {
        super(message);
        this.exitCode = exitCode;
        this.passing = passing;
        this.atLeast = atLeast;
    }

    /**
     * @param message what is wrong and what to do
     * @return a stack that does not answer, and may do so when it is asked again
     */
    public static FoundryException away(String message) {
        return away(message, Duration.ZERO);
    }

    /**
     * @param message what is wrong and what to do
     * @param atLeast how long to wait before it is of use to ask again
     * @return a stack that does not answer now, and says when it will
     */
    public static FoundryException away(String message, Duration atLeast) {
        return new FoundryException(UNREACHABLE, message, true, atLeast);
    }

    /** {@return how long to wait before it is of use to ask again} */
    public Duration atLeast() {
        return atLeast;
    }

    /** {@return whether it may pass by itself; nothing else is tried again} */
    public boolean passing() {
        return passing;
    }

    /** {@return exit code of the command} */
    public int exitCode() {
        return exitCode;
    }
}
