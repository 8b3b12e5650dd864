package io.learngene.gateway.api;

import io.learngene.contracts.view.FamilyView;
import io.learngene.gateway.submission.Submissions;
import io.smallrye.common.annotation.Blocking;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Single jobs. */
@Path("/jobs")
@Produces(MediaType.APPLICATION_JSON)
@Blocking
@Tag(name = "families")
public class JobsResource {

    private final Submissions submissions;

    JobsResource(Submissions submissions) {
        this.submissions = submissions;
    }

    @DELETE
    @Path("/{job:.+}")
    @Operation(operationId = "cancelJob", summary = "Cancel one job, for example toy-1a2b3c4d/tune/L09")
    @APIResponse(
            responseCode = "202",
            description = "accepted",
            content = @Content(schema = @Schema(implementation = FamilyView.class)))
    public Uni<Response> cancel(@PathParam("job") String job) {
        return submissions.cancelJob(job).map(view -> Response.accepted(view).build());
    }
}
