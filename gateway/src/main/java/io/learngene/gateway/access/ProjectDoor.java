package io.learngene.gateway.access;

import io.learngene.contracts.project.Project;
import io.learngene.gateway.problem.ProblemException;
import io.quarkus.security.identity.SecurityIdentity;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.container.ContainerRequestContext;
import java.util.List;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/**
 * Shuts what is another project's, on every route there is and will be: behind the collection stands an id, which says whose it is. What is
 * not the caller's looks as what is not there.
 */
@ApplicationScoped
class ProjectDoor {

    /** These have ids without a project, and see to it themselves. */
    private static final String KEYS = "keys";

    private final SecurityIdentity identity;

    ProjectDoor(SecurityIdentity identity) {
        this.identity = identity;
    }

    @ServerRequestFilter
    void check(ContainerRequestContext request) {
        Scope scope = Callers.scope(identity);
        List<String> path = RequestPath.of(request.getUriInfo());
        if (path.size() > 1 && !path.get(0).equals(KEYS) && !scope.sees(path.get(1))) {
            String project = scope.home().name();
            throw ProblemException.notFound("'" + path.get(1) + "' in the project " + project
                    + (scope.home().equals(Project.DEFAULT) ? "" : ", whose ids begin with " + project + "~"));
        }
    }
}
