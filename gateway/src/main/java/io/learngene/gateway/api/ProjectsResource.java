package io.learngene.gateway.api;

import io.learngene.contracts.project.ProjectUse;
import io.learngene.gateway.access.Callers;
import io.learngene.gateway.quota.Quotas;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** What projects have, and may have. */
@Path("/projects")
@Produces(MediaType.APPLICATION_JSON)
@Blocking
@Tag(name = "keys")
public class ProjectsResource {

    private final Quotas quotas;
    private final SecurityIdentity identity;

    ProjectsResource(Quotas quotas, SecurityIdentity identity) {
        this.quotas = quotas;
        this.identity = identity;
    }

    /**
     * Projects.
     *
     * @param projects by name
     */
    public record ProjectList(List<ProjectUse> projects) {}

    @GET
    @Operation(
            operationId = "listProjects",
            summary = "List the projects that you see, with what each has and may have",
            description = "Jobs that have not ended, hours of workers within 28 days, and bytes in the store.")
    public ProjectList list() {
        return new ProjectList(quotas.use(Callers.scope(identity)));
    }
}
