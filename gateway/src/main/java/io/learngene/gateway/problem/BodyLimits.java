package io.learngene.gateway.problem;

import io.learngene.contracts.Json;
import io.learngene.contracts.view.Problem;
import io.learngene.gateway.GatewayConfig;
import io.quarkus.vertx.http.runtime.VertxHttpRecorder;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/** Documents are small and uploads are large: the server's one limit is for uploads, this one for everything else. */
@ApplicationScoped
class BodyLimits {

    private static final int BEFORE_EVERYTHING_ELSE = -200;

    private final long documentBytes;

    BodyLimits(GatewayConfig config) {
        this.documentBytes = config.requestBytes();
    }

    void register(@Observes Router router) {
        router.route().order(BEFORE_EVERYTHING_ELSE).handler(this::limit);
        router.route().failureHandler(BodyLimits::failed);
    }

    private void limit(RoutingContext context) {
        if (!context.request().method().equals(HttpMethod.PUT)) {
            // Quarkus counts a body without a declared length against this as it reads.
            context.put(VertxHttpRecorder.MAX_REQUEST_SIZE_KEY, documentBytes);
            String declared = context.request().getHeader("Content-Length");
            if (declared != null && (declared.length() > 15 || Long.parseLong(declared) > documentBytes)) {
                answer(context, ProblemException.tooLarge(documentBytes).problem());
                return;
            }
        }
        context.next();
    }

    private static void failed(RoutingContext context) {
        int status = context.statusCode();
        if (status == 413 && !context.response().headWritten()) {
            answer(context, new Problem("about:blank", "Too large", 413, "the body is larger than allowed", null));
        } else {
            context.next();
        }
    }

    private static void answer(RoutingContext context, Problem problem) {
        context.response()
                .setStatusCode(problem.status())
                .putHeader("Content-Type", Problems.JSON)
                // What is left of the body is not read.
                .putHeader("Connection", "close")
                .end(io.vertx.core.buffer.Buffer.buffer(Json.write(problem)));
    }
}
