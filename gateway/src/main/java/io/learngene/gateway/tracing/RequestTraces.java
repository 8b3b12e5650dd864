package io.learngene.gateway.tracing;

import io.learngene.runtime.tracing.Traces;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.quarkus.arc.Arc;
import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.MultiMap;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/** A span for each request, from its headers to the end of its answer, named by the first part of its path. Probes have none. */
@ApplicationScoped
public class RequestTraces {

    /** Before everything that may refuse a request. */
    private static final int FIRST = 1_000;

    private static final String KEY = "trace";
    private static final String PROBES = "/q/";
    private static final int NOT_FOUND = 404;
    private static final int SERVER_ERROR = 500;

    private static final TextMapGetter<MultiMap> HEADERS = new TextMapGetter<>() {
        @Override
        public Iterable<String> keys(MultiMap headers) {
            return headers.names();
        }

        @Override
        public String get(MultiMap headers, String key) {
            return headers == null ? null : headers.get(key);
        }
    };

    private final Traces traces;
    private final CurrentVertxRequest current;

    RequestTraces(Traces traces, CurrentVertxRequest current) {
        this.traces = traces;
        this.current = current;
    }

    void register(@Observes Filters filters) {
        if (traces != Traces.OFF) {
            filters.register(this::begin, FIRST);
        }
    }

    /** {@return the context of the request that this thread works on; that of the thread if there is none} */
    public Context context() {
        boolean request =
                Arc.container() != null && Arc.container().requestContext().isActive();
        RoutingContext routing = request ? current.getCurrent() : null;
        Context traced = routing == null ? null : routing.get(KEY);
        return traced == null ? Context.current() : traced;
    }

    private void begin(RoutingContext routing) {
        String path = routing.normalizedPath();
        if (path.startsWith(PROBES)) {
            routing.next();
            return;
        }
        String method = routing.request().method().name();
        Context from = traces.received(routing.request().headers(), HEADERS);
        Span span = traces.span(method + " " + collection(path), SpanKind.SERVER)
                .setParent(from)
                .setAttribute("http.request.method", method)
                .setAttribute("url.path", path)
                .startSpan();
        routing.put(KEY, from.with(span));
        routing.addEndHandler(ended -> {
            int status = routing.response().getStatusCode();
            span.setAttribute("http.response.status_code", (long) status);
            if (status == NOT_FOUND) {
                // Whoever guesses paths makes no names.
                span.updateName(method);
            }
            if (ended.failed() || status >= SERVER_ERROR) {
                span.setStatus(StatusCode.ERROR, ended.failed() ? String.valueOf(ended.cause()) : "status " + status);
            }
            span.end();
        });
        routing.next();
    }

    /** {@return the part of a path that tells requests apart, and of which there are few} */
    private static String collection(String path) {
        int end = path.indexOf('/', 1);
        return end < 0 ? path : path.substring(0, end);
    }
}
