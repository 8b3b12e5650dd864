package io.learngene.gateway.problem;

import io.learngene.contracts.InvalidFieldException;
import io.learngene.contracts.Json;
import io.learngene.contracts.access.Role;
import io.learngene.contracts.view.Problem;
import io.learngene.engine.data.images.DatasetException;
import io.learngene.engine.safetensors.SafetensorsException;
import io.learngene.runtime.messaging.MessagingException;
import io.learngene.runtime.store.FullStoreException;
import io.learngene.runtime.store.MissingObjectException;
import io.learngene.runtime.store.OversizedObjectException;
import io.learngene.runtime.store.StoreException;
import io.quarkus.security.ForbiddenException;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.vertx.http.runtime.security.QuarkusHttpUser;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.jwt.JsonWebToken;
import org.jboss.logging.Logger;
import org.jboss.logging.MDC;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** Turns every failure of a request into a problem. What the caller can do nothing about is logged with an id. */
public class Problems {

    /** Media type of problems. */
    public static final String JSON = "application/problem+json";

    /** Field of what is logged while a request is worked on: its id. */
    public static final String REQUEST_ID = "request";

    /** What a 503 says about when to try again, seconds. */
    public static final String RETRY_SECONDS = "2";

    private static final Logger LOG = Logger.getLogger(Problems.class);

    /**
     * Answers a request that no resource has seen yet, unless it is answered.
     *
     * @param context the request
     * @param problem the answer
     */
    public static void end(RoutingContext context, Problem problem) {
        if (context.response().ended()) {
            return;
        }
        context.response().setStatusCode(problem.status()).putHeader("Content-Type", JSON);
        if (problem.status() == 503) {
            context.response().putHeader("Retry-After", RETRY_SECONDS);
        }
        context.response().end(Buffer.buffer(Json.write(problem)));
    }

    @ServerExceptionMapper
    Response problem(ProblemException e) {
        return answer(e.problem());
    }

    @ServerExceptionMapper
    Response invalid(InvalidFieldException e) {
        return answer(new Problem("about:blank", "Invalid request", 400, e.getMessage(), e.field()));
    }

    @ServerExceptionMapper
    Response dataset(DatasetException e) {
        return answer(new Problem("about:blank", "Unusable dataset", 422, e.getMessage(), null));
    }

    @ServerExceptionMapper
    Response weights(SafetensorsException e) {
        return answer(
                new Problem("about:blank", "Unusable weights", 422, "model.safetensors: " + e.getMessage(), null));
    }

    @ServerExceptionMapper
    Response store(StoreException e) {
        LOG.warn(e.getMessage());
        return answer(
                ProblemException.unavailable("the object store does not answer").problem());
    }

    /** Somebody has to make room first. */
    @ServerExceptionMapper
    Response full(FullStoreException e) {
        LOG.warn(e.getMessage());
        return answer(new Problem(
                "about:blank", "Insufficient storage", 507, "the object store has no room: " + e.where(), null));
    }

    /** The store answers; what lies there is not what was written. */
    @ServerExceptionMapper
    Response oversized(OversizedObjectException e) {
        LOG.warn(e.getMessage());
        return answer(ProblemException.conflict(e.getMessage()).problem());
    }

    /** That it comes back is not to be expected. */
    @ServerExceptionMapper
    Response missing(MissingObjectException e) {
        LOG.warn(e.getMessage());
        return answer(new Problem(
                "about:blank", "Not found", 404, e.getMessage() + ", to which what was asked for refers", null));
    }

    @ServerExceptionMapper
    Response broker(MessagingException e) {
        LOG.warn(e.getMessage());
        return answer(ProblemException.unavailable("the message broker does not answer")
                .problem());
    }

    /** Known who asks, and not allowed (RFC 6750, 3.1). */
    @ServerExceptionMapper
    Response forbidden(ForbiddenException e, RoutingContext context) {
        String who = "this request";
        String remedy = "an operator makes keys that may";
        if (context.user() instanceof QuarkusHttpUser user) {
            SecurityIdentity identity = user.getSecurityIdentity();
            boolean token = identity.getPrincipal() instanceof JsonWebToken;
            who = (token ? "the token of " : "the key of ")
                    + identity.getPrincipal().getName() + ", with the roles " + roles(identity) + ",";
            remedy = token ? "its issuer gives it the roles viewer, submitter and operator" : remedy;
        }
        Problem problem = new Problem(
                "about:blank",
                "Forbidden",
                403,
                who + " may not " + context.request().method() + " " + context.normalizedPath() + "; " + remedy,
                null);
        return Response.fromResponse(answer(problem))
                .header("WWW-Authenticate", "Bearer realm=\"learngene-foundry\", error=\"insufficient_scope\"")
                .build();
    }

    private static List<String> roles(SecurityIdentity identity) {
        return Arrays.stream(Role.values())
                .map(Role::word)
                .filter(identity::hasRole)
                .toList();
    }

    @ServerExceptionMapper
    Response http(WebApplicationException e) {
        if (e.getCause() instanceof NumberFormatException) {
            return answer(
                    new Problem("about:blank", "Invalid request", 400, "a parameter is no number; give one", null));
        }
        int status = e.getResponse().getStatus();
        Response.StatusType kind = e.getResponse().getStatusInfo();
        String detail =
                switch (status) {
                    case 404 -> "there is nothing at this path; see /q/openapi";
                    case 405 -> "this path does not know the method; see /q/openapi";
                    case 406 -> "none of the accepted media types can be given; accept application/json";
                    case 413 -> "the body is larger than allowed";
                    case 415 -> "the media type is not read here; send application/json or application/yaml";
                    default -> kind.getReasonPhrase();
                };
        return answer(new Problem("about:blank", kind.getReasonPhrase(), status, detail, null));
    }

    @ServerExceptionMapper
    Response unexpected(Throwable e) {
        String id = MDC.get(REQUEST_ID) instanceof String known
                ? known
                : UUID.randomUUID().toString();
        LOG.errorf(e, "request failed, id %s", id);
        return answer(new Problem(
                "about:blank", "Internal error", 500, "something went wrong here; the log names it by " + id, null));
    }

    private static Response answer(Problem problem) {
        Response.ResponseBuilder response =
                Response.status(problem.status()).type(JSON).entity(problem);
        return switch (problem.status()) {
            case 503 -> response.header(HttpHeaders.RETRY_AFTER, RETRY_SECONDS).build();
            // The rest of the body is not read.
            case 408 -> response.header("Connection", "close").build();
            default -> response.build();
        };
    }
}
