package io.learngene.local.client;

import io.learngene.contracts.InvalidFieldException;
import io.learngene.contracts.Json;
import io.learngene.contracts.view.Problem;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.time.Duration;
import java.util.Set;

/**
 * What goes wrong between a command and a gateway, in the gateway's own words where it has some.
 *
 * @param base URL of the gateway
 */
record GatewayFailures(String base) {

    /** Of a gateway that was asked too often. Nothing of it was done. */
    static final int TOO_MANY = 429;

    /** That, and of the gateway, and of a proxy before one that is being started. */
    private static final Set<Integer> AWAY = Set.of(TOO_MANY, 502, 503, 504);

    private static final int UNAUTHORIZED = 401;
    private static final int MOST_SHOWN = 1000;

    /** {@return whether an answer says that it is not done now, and may be later} */
    static boolean away(int status) {
        return AWAY.contains(status);
    }

    /**
     * @param answer an answer that is no success
     * @param body its body
     * @return what it says
     */
    FoundryException problem(HttpResponse<?> answer, byte[] body) {
        int status = answer.statusCode();
        String told = OneLine.of(detail(body)) + " (HTTP " + status + ")";
        if (status == UNAUTHORIZED) {
            return usage(told + "; sign in with: foundry login --gateway " + base + ", or set FOUNDRY_TOKEN to a key");
        }
        if (status < 400) {
            return usage(told
                    + answer.headers()
                            .firstValue("Location")
                            .map(address ->
                                    "; it sends elsewhere, where no command follows it: give " + OneLine.of(address))
                            .orElse(""));
        }
        if (away(status)) {
            return FoundryException.away(told, retryAfter(answer));
        }
        return status >= 500 ? new FoundryException(FoundryException.UNREACHABLE, told) : usage(told);
    }

    /** A date, which proxies may send, is left to the pauses of who repeats. */
    private static Duration retryAfter(HttpResponse<?> answer) {
        return answer.headers()
                .firstValue("Retry-After")
                .filter(value -> value.matches("[0-9]{1,9}"))
                .map(seconds -> Duration.ofSeconds(Long.parseLong(seconds)))
                .orElse(Duration.ZERO);
    }

    private String detail(byte[] body) {
        try {
            Problem problem = Json.read(body, Problem.class);
            String detail = problem.detail() == null ? problem.title() : problem.detail();
            if (detail != null && !detail.isBlank()) {
                return detail;
            }
        } catch (InvalidFieldException e) {
            // A proxy's page, for example.
        }
        return "the gateway at " + base + " gave no reason" + (body.length == 0 ? "" : ": " + beginning(body));
    }

    /**
     * @param failure why no answer came
     * @return the same, with what to do
     */
    FoundryException unreachable(IOException failure) {
        if (untrusted(failure)) {
            return usage(
                    "no safe connection to the gateway at " + base + " (" + OneLine.of(failure)
                            + "); where its certificate is of an authority of your own, give that with --ca-file or FOUNDRY_CA_FILE");
        }
        return FoundryException.away("the gateway at " + base + " does not answer (" + OneLine.of(failure)
                + "); start the stack with: foundry up --detach");
    }

    /** What comes again whenever it is tried: nobody who is trusted vouches for the gateway, or for another name. */
    private static boolean untrusted(IOException failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof CertificateException) {
                return true;
            }
        }
        return false;
    }

    /**
     * @param body a successful answer that no gateway would give
     * @return that
     */
    FoundryException noGateway(byte[] body) {
        return new FoundryException(
                FoundryException.UNREACHABLE,
                "what answers at " + base + " is no gateway of this version; it sent: " + beginning(body));
    }

    private static FoundryException usage(String message) {
        return new FoundryException(FoundryException.USAGE, message);
    }

    private static String beginning(byte[] body) {
        return OneLine.of(new String(body, 0, Math.min(body.length, MOST_SHOWN), StandardCharsets.UTF_8));
    }
}
