package io.learngene.gateway.api;

import io.learngene.contracts.artefact.JobResult;
import io.learngene.contracts.view.FamilyView;
import io.learngene.gateway.submission.JobResults;
import io.learngene.gateway.submission.Submissions;
import io.smallrye.common.annotation.Blocking;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
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
    private final JobResults results;

    JobsResource(Submissions submissions, JobResults results) {
        this.submissions = submissions;
        this.results = results;
    }

    @GET
    @Path("/{family:[^/]+}/{path:.+}/result")
    @Operation(
            operationId = "getJobResult",
            summary = "Show what a job has published, for example toy-1a2b3c4d/grow",
            description = "The manifest as it lies in the store; its fields are those of the job's kind.")
    @APIResponse(
            responseCode = "200",
            description = "the manifest",
            content = @Content(schema = @Schema(implementation = JobResult.class)))
    public byte[] result(@PathParam("family") String family, @PathParam("path") String path) {
        return results.manifest(family, family + "/" + path);
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
