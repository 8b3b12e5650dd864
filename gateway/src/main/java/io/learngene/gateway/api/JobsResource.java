package io.learngene.gateway.api;

import io.learngene.contracts.artefact.JobResult;
import io.learngene.contracts.view.FamilyView;
import io.learngene.gateway.submission.Accepted;
import io.learngene.gateway.submission.JobResults;
import io.learngene.gateway.submission.Retries;
import io.learngene.gateway.submission.Submissions;
import io.smallrye.common.annotation.Blocking;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
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
    private final Retries retries;

    JobsResource(Submissions submissions, JobResults results, Retries retries) {
        this.submissions = submissions;
        this.results = results;
        this.retries = retries;
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

    @POST
    @Path("/{family:[^/]+}/{path:.+}/retry")
    @Operation(
            operationId = "retryJob",
            summary = "Try a job again that failed for good, for example toy-1a2b3c4d/tune/L09",
            description =
                    "It is queued under the next attempt's number and goes on from its newest checkpoint; what waited for it waits again. Asked twice, it is queued once. Any job that did not fail is a 409.")
    @APIResponse(
            responseCode = "202",
            description = "queued, or it was already",
            content = @Content(schema = @Schema(implementation = Accepted.class)))
    public Uni<Response> retry(@PathParam("family") String family, @PathParam("path") String path) {
        return retries.retry(family + "/" + path).map(FamiliesResource::accepted);
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
