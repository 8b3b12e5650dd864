package io.learngene.local.client;

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

    /**
     * @param exitCode exit code of the command
     * @param message what is wrong and what to do
     */
    public FoundryException(int exitCode, String message) {
        this(exitCode, message, false);
    }

    private FoundryException(int exitCode, String message, boolean passing) {
        super(message);
        this.exitCode = exitCode;
        this.passing = passing;
    }

    /**
     * @param message what is wrong and what to do
     * @return a stack that does not answer, and may do so when it is asked again
     */
    public static FoundryException away(String message) {
        return new FoundryException(UNREACHABLE, message, true);
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
