package io.learngene.gateway.guard;

import io.learngene.contracts.Json;
import io.learngene.gateway.problem.ProblemException;
import io.learngene.gateway.problem.Problems;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** The order of the guards, and how they refuse. */
final class Guards {

    /** A request has its id before anything is said of it. The higher, the earlier. */
    static final int ID = 400;

    /** Then what waits for a client. */
    static final int ANSWERS = 300;

    /** Then whom a request is addressed to. */
    static final int ADDRESS = 200;

    /** Then its body. */
    static final int BODY = 100;

    private Guards() {}

    static void refuse(RoutingContext context, ProblemException refusal) {
        if (context.response().ended()) {
            return;
        }
        context.response().setStatusCode(refusal.problem().status()).putHeader("Content-Type", Problems.JSON);
        if (refusal.problem().status() == 503) {
            context.response().putHeader("Retry-After", Problems.RETRY_SECONDS);
        }
        context.response().end(Buffer.buffer(Json.write(refusal.problem())));
    }

    /** Makes what guards and resources share. */
    static class Shared {

        @Produces
        @Singleton
        MemoryBudget documents() {
            return new MemoryBudget("request documents", Runtime.getRuntime().maxMemory() / 8);
        }
    }
}
