package io.learngene.gateway.problem;

import io.learngene.contracts.view.Problem;

/** A request that is answered with a problem. */
public final class ProblemException extends RuntimeException {

    private final transient Problem problem;

    /**
     * @param status HTTP status
     * @param title the kind of problem in words
     * @param detail what is wrong and what to change
     * @param field the field at fault; null if none
     */
    public ProblemException(int status, String title, String detail, String field) {
        super(detail);
        this.problem = new Problem("about:blank", title, status, detail, field);
    }

    /**
     * @param what what was looked for, for example {@code family toy-1}
     * @return 404
     */
    public static ProblemException notFound(String what) {
        return new ProblemException(404, "Not found", "there is no " + what, null);
    }

    /**
     * @param field field
     * @param detail what it names and what to do
     * @return 422: well-formed, but it names something that is not there or does not fit
     */
    public static ProblemException unusable(String field, String detail) {
        return new ProblemException(422, "The request cannot be done", field + ": " + detail, field);
    }

    /**
     * @param detail what stands against it
     * @return 409
     */
    public static ProblemException conflict(String detail) {
        return new ProblemException(409, "Conflict", detail, null);
    }

    /**
     * @param most bytes allowed
     * @return 413
     */
    public static ProblemException tooLarge(long most) {
        return new ProblemException(413, "Too large", "the body has more than the " + most + " bytes allowed", null);
    }

    /**
     * @param detail what took too long
     * @return 408
     */
    public static ProblemException tooSlow(String detail) {
        return new ProblemException(408, "Too slow", detail + "; send it over a faster connection", null);
    }

    /**
     * @param detail what is away
     * @return 503
     */
    public static ProblemException unavailable(String detail) {
        return new ProblemException(503, "Unavailable", detail + "; try again in a moment", null);
    }

    /** {@return 503 for what the broker did not confirm, which is not the same as that it has not got it} */
    public static ProblemException unconfirmed() {
        return new ProblemException(
                503,
                "Unavailable",
                "the message broker did not confirm the request, which may have been accepted all the same; to repeat it"
                        + " with the same Idempotency-Key is safe. Without such a key look at GET /families first",
                null);
    }

    /** {@return the answer} */
    public Problem problem() {
        return problem;
    }
}
