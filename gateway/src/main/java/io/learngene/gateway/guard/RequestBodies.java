package io.learngene.gateway.guard;

import io.learngene.gateway.config.GatewayConfig;
import io.learngene.gateway.problem.ProblemException;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.impl.RoutingContextInternal;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Set;

/**
 * Takes request documents in whole before a thread is given to them, so that slow clients hold none. Uploads are not taken
 * in here; {@code transfer} reads them as they come.
 */
@ApplicationScoped
class RequestBodies {

    private static final Set<HttpMethod> WITH_DOCUMENT = Set.of(HttpMethod.POST, HttpMethod.PATCH);

    /** Heap for a byte of a document until it is answered, generously: YAML takes each for a number, and copies them as it reads on. */
    private static final long HEAP_PER_BYTE = 16;

    private final Vertx vertx;
    private final MemoryBudget memory;
    private final int most;
    private final long patienceMillis;

    RequestBodies(Vertx vertx, MemoryBudget memory, GatewayConfig config) {
        this.vertx = vertx;
        this.memory = memory;
        this.most = config.requestBytes();
        this.patienceMillis = config.clientPatience().toMillis();
    }

    void register(@Observes Filters filters) {
        filters.register(this::take, Guards.BODY);
    }

    private void take(RoutingContext context) {
        String encoding = context.request().getHeader("Content-Encoding");
        if (encoding != null && !encoding.equalsIgnoreCase("identity")) {
            Guards.refuse(
                    context,
                    new ProblemException(
                            415,
                            "Unsupported Media Type",
                            "Content-Encoding: '" + encoding + "' is not read here; send the body as it is",
                            "Content-Encoding"));
        } else if (WITH_DOCUMENT.contains(context.request().method())) {
            new Document(context).take();
        } else {
            context.next();
        }
    }

    /** A body on its way in; on the event loop alone. */
    private final class Document {

        private final RoutingContext context;
        private final HttpServerRequest request;
        private final MemoryBudget.Share share = memory.share();
        private final Buffer body = Buffer.buffer();
        private final long deadline;
        private boolean refused;

        Document(RoutingContext context) {
            this.context = context;
            this.request = context.request();
            this.deadline = vertx.setTimer(patienceMillis, timer -> tooSlow());
        }

        void take() {
            context.addEndHandler(ended -> share.close());
            request.exceptionHandler(failure -> vertx.cancelTimer(deadline));
            request.handler(this::chunk);
            request.endHandler(nothing -> end());
            if ("100-continue".equalsIgnoreCase(request.getHeader("Expect"))) {
                context.response().writeContinue();
            }
            request.resume();
        }

        /** What comes after a refusal is read and dropped, so that the client finds the time to read the answer. */
        private void chunk(Buffer chunk) {
            if (refused) {
                return;
            }
            if (body.length() + chunk.length() > most) {
                refuse(ProblemException.tooLarge(most));
            } else if (!share.tryTake(HEAP_PER_BYTE * chunk.length())) {
                refuse(ProblemException.unavailable("the memory for request documents is in use by other requests"));
            } else {
                body.appendBuffer(chunk);
            }
        }

        private void end() {
            vertx.cancelTimer(deadline);
            if (!refused) {
                ((RoutingContextInternal) context).setBody(body);
                context.next();
            }
        }

        private void tooSlow() {
            if (refused) {
                Connections.end(request);
            } else {
                context.response().putHeader("Connection", "close");
                refuse(ProblemException.tooSlow("the document was not here after " + patienceMillis / 1000 + " s"));
            }
        }

        private void refuse(ProblemException problem) {
            refused = true;
            Guards.refuse(context, problem);
        }
    }
}
