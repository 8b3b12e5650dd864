package io.learngene.gateway.guard;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.HostAndPort;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/**
 * Has browsers ask for nothing but HTTPS from then on, where this answer came over it (HSTS, RFC 6797). Not for this machine: what is said
 * of {@code localhost} would be so for every other server on it.
 */
@ApplicationScoped
class StrictTransport {

    private static final String A_YEAR = "max-age=31536000";

    void register(@Observes Filters filters) {
        filters.register(StrictTransport::say, Guards.ID);
    }

    static void say(RoutingContext context) {
        HttpServerRequest request = context.request();
        if (request.isSSL() && !ofThisMachine(request.authority())) {
            context.response().putHeader("Strict-Transport-Security", A_YEAR);
        }
        context.next();
    }

    private static boolean ofThisMachine(HostAndPort authority) {
        return authority == null || authority.host().equalsIgnoreCase("localhost");
    }
}
