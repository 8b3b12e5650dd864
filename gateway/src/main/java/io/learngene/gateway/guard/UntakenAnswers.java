package io.learngene.gateway.guard;

import io.learngene.gateway.config.GatewayConfig;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/**
 * Leaves a request where it is until its client has taken the answers to those before it on the same connection. HTTP/1.1 lets a
 * client send thousands of requests without taking an answer, and the server would keep every answer in memory.
 */
@ApplicationScoped
class UntakenAnswers {

    private final Vertx vertx;
    private final long patienceMillis;

    UntakenAnswers(Vertx vertx, GatewayConfig config) {
        this.vertx = vertx;
        this.patienceMillis = config.clientPatience().toMillis();
    }

    void register(@Observes Filters filters) {
        filters.register(this::check, Guards.ANSWERS);
    }

    private void check(RoutingContext context) {
        HttpServerResponse response = context.response();
        if (!response.writeQueueFull()) {
            context.next();
            return;
        }
        long deadline = vertx.setTimer(patienceMillis, timer -> Connections.end(context.request()));
        context.addEndHandler(ended -> vertx.cancelTimer(deadline));
        response.drainHandler(drained -> {
            vertx.cancelTimer(deadline);
            response.drainHandler(null);
            context.next();
        });
    }
}
