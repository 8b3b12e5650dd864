package io.learngene.gateway.api;

import io.learngene.contracts.Check;
import io.learngene.gateway.access.Callers;
import io.learngene.gateway.audit.AuditLog;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Who changed what, for operators. */
@Path("/audit")
@Produces(MediaType.APPLICATION_JSON)
@Blocking
@RolesAllowed("operator")
@Tag(name = "keys")
public class AuditResource {

    private static final int MOST_LISTED = 500;

    private final AuditLog log;
    private final SecurityIdentity identity;

    AuditResource(AuditLog log, SecurityIdentity identity) {
        this.log = log;
        this.identity = identity;
    }

    @GET
    @Operation(
            operationId = "listAudit",
            summary = "List who changed what through the gateway, newest first, a page at a time",
            description = "An operator of a project is told what was changed in it.")
    public AuditLog.Page list(@QueryParam("limit") @DefaultValue("100") int limit, @QueryParam("after") String after) {
        Check.range("limit", limit, 1, MOST_LISTED);
        return log.page(Callers.scope(identity), limit, after);
    }
}
