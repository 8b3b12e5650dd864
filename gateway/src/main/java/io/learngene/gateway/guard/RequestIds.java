package io.learngene.gateway.guard;

import io.learngene.gateway.problem.Problems;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jboss.logging.MDC;

/** Gives every request an id, which its answer and what the log says of it have in common: the caller's own where it sends one. */
@ApplicationScoped
public class RequestIds {

    private static final String HEADER = "X-Request-Id";

    /** Whatever else a caller sends would be written into logs and headers as it is. */
    private static final Pattern USABLE = Pattern.compile("[A-Za-z0-9._-]{1,64}");

    void register(@Observes Filters filters) {
        filters.register(RequestIds::name, Guards.ID);
    }

    /**
     * @param context a request
     * @return its id
     */
    public static String of(RoutingContext context) {
        return context.response().headers().get(HEADER);
    }

    private static void name(RoutingContext context) {
        String given = context.request().getHeader(HEADER);
        String id = given != null && USABLE.matcher(given).matches()
                ? given
                : UUID.randomUUID().toString();
        context.response().putHeader(HEADER, id);
        MDC.put(Problems.REQUEST_ID, id);
        context.next();
    }
}
