package io.learngene.gateway.guard;

import io.learngene.gateway.problem.ProblemException;
import io.learngene.gateway.problem.Problems;
import io.quarkus.vertx.http.runtime.security.SecurityHandlerPriorities;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** The order of the guards, and how they refuse. Quarkus asks for keys ({@link SecurityHandlerPriorities}) between {@link #ADDRESS} and {@link #BODY}. */
final class Guards {

    /** A request has its id before anything is said of it. The higher, the earlier. */
    static final int ID = 600;

    /** Then what waits for a client. */
    static final int ANSWERS = 500;

    /** Then whom a request is addressed to. */
    static final int ADDRESS = 400;

    /** Then, from whoever may come in, its body. */
    static final int BODY = SecurityHandlerPriorities.AUTHORIZATION / 2;

    private Guards() {}

    static void refuse(RoutingContext context, ProblemException refusal) {
        Problems.end(context, refusal.problem());
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
