package io.learngene.gateway.api;

import io.learngene.contracts.family.MethodRequest;
import io.learngene.contracts.view.Estimate;
import io.learngene.gateway.access.Callers;
import io.learngene.gateway.submission.Documents;
import io.learngene.gateway.submission.Estimates;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.io.InputStream;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** What a request would take, before it is submitted. */
@Path("/estimates")
@Produces(MediaType.APPLICATION_JSON)
@Blocking
@Tag(name = "methods")
public class EstimatesResource {

    private final Estimates estimates;
    private final Documents documents;
    private final SecurityIdentity identity;

    EstimatesResource(Estimates estimates, Documents documents, SecurityIdentity identity) {
        this.identity = identity;
        this.estimates = estimates;
        this.documents = documents;
    }

    @POST
    @Consumes({MediaType.APPLICATION_JSON, "application/yaml", "application/x-yaml", "text/yaml"})
    @Operation(
            operationId = "estimate",
            summary = "Estimate what a request would take",
            description = "The same document as for /families, of any method. Nothing is queued or stored; what a"
                    + " submission would refuse is refused.")
    @RequestBody(content = @Content(schema = @Schema(implementation = MethodRequest.class)))
    public Estimate estimate(InputStream body, @Context HttpHeaders headers) {
        MethodRequest request = documents.request(body, headers.getMediaType(), FamiliesResource.STANDARD);
        return estimates.of(Callers.scope(identity).home(), request);
    }
}
