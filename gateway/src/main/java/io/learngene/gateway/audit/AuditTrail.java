package io.learngene.gateway.audit;

import io.learngene.contracts.audit.AuditFact;
import io.learngene.contracts.project.Project;
import io.learngene.gateway.access.Callers;
import io.learngene.gateway.access.RequestPath;
import io.learngene.gateway.guard.RequestIds;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ResourceInfo;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;
import org.jboss.resteasy.reactive.server.ServerResponseFilter;

/**
 * Tells of every change that was accepted. What a route changes is not asked: all that are not for reading are told but those that are
 * named here, so that none is forgotten.
 */
@ApplicationScoped
class AuditTrail {

    /** A look at a request, and a browser's cookie. */
    private static final Set<String> CHANGING_NOTHING = Set.of("estimate", "signIn", "signOut");

    private static final Set<String> READING = Set.of("GET", "HEAD", "OPTIONS");
    private static final String BEFORE = AuditTrail.class.getName();
    private static final int AFTER_THE_DOORS = Priorities.USER + 100;

    private final AuditLog log;
    private final States states;
    private final SecurityIdentity identity;
    private final CurrentVertxRequest current;
    private final InstantSource clock;

    AuditTrail(
            AuditLog log, States states, SecurityIdentity identity, CurrentVertxRequest current, InstantSource clock) {
        this.current = current;
        this.log = log;
        this.states = states;
        this.identity = identity;
        this.clock = clock;
    }

    @ServerRequestFilter(priority = AFTER_THE_DOORS)
    void look(ContainerRequestContext request, ResourceInfo resource) {
        if (changes(request, resource)) {
            request.setProperty(BEFORE, states.before(RequestPath.of(request.getUriInfo()), Callers.scope(identity)));
        }
    }

    @ServerResponseFilter
    Uni<Void> tell(ContainerRequestContext request, ContainerResponseContext response, ResourceInfo resource) {
        if (response.getStatus() >= 300 || !(request.getProperty(BEFORE) instanceof SortedMap<?, ?> before)) {
            return Uni.createFrom().voidItem();
        }
        List<String> path = RequestPath.of(request.getUriInfo());
        @SuppressWarnings("unchecked") // Put there above.
        SortedMap<String, String> was = (SortedMap<String, String>) before;
        SortedMap<String, String> after = States.after(response.getEntity());
        return log.tell(new AuditFact(
                clock.instant(),
                Callers.of(identity).name(),
                Callers.key(identity).orElse(null),
                project(path, was, after),
                resource.getResourceMethod().getAnnotation(Operation.class).operationId(),
                String.join("/", path),
                was,
                after,
                RequestIds.of(current.getCurrent())));
    }

    private static boolean changes(ContainerRequestContext request, ResourceInfo resource) {
        Operation operation = resource.getResourceMethod().getAnnotation(Operation.class);
        return !READING.contains(request.getMethod())
                && operation != null
                && !CHANGING_NOTHING.contains(operation.operationId())
                && !"true".equals(request.getUriInfo().getQueryParameters().getFirst("dry_run"));
    }

    /** {@return whose the changed thing is; null where it is the installation's} */
    private String project(List<String> path, Map<String, String> before, Map<String, String> after) {
        return switch (path.get(0)) {
            case "keys" -> after.getOrDefault("project", before.get("project"));
            case "collections" -> null;
            default ->
                path.size() > 1
                        ? Project.nameOf(path.get(1))
                        : Callers.scope(identity).home().name();
        };
    }
}
