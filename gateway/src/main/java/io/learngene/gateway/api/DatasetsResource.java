package io.learngene.gateway.api;

import io.learngene.contracts.artefact.DatasetManifest;
import io.learngene.gateway.access.Callers;
import io.learngene.gateway.problem.ProblemException;
import io.learngene.gateway.removal.Deletion;
import io.learngene.gateway.removal.Deletions;
import io.learngene.gateway.submission.Datasets;
import io.learngene.gateway.transfer.DatasetUploads;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.InputStream;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Datasets. */
@Path("/datasets")
@Produces(MediaType.APPLICATION_JSON)
@Blocking
@Tag(name = "datasets")
public class DatasetsResource {

    private final Datasets datasets;
    private final DatasetUploads uploads;
    private final Deletions deletions;
    private final SecurityIdentity identity;

    DatasetsResource(Datasets datasets, DatasetUploads uploads, Deletions deletions, SecurityIdentity identity) {
        this.identity = identity;
        this.deletions = deletions;
        this.datasets = datasets;
        this.uploads = uploads;
    }

    /**
     * Datasets.
     *
     * @param datasets newest content of each
     */
    public record DatasetList(List<DatasetManifest> datasets) {}

    @GET
    @Operation(operationId = "listDatasets", summary = "List the datasets")
    public DatasetList list() {
        return new DatasetList(datasets.all(Callers.scope(identity)));
    }

    @GET
    @Path("/{name}")
    @Operation(operationId = "showDataset", summary = "Show the newest content of a dataset")
    public DatasetManifest show(@PathParam("name") String name) {
        return datasets.newest(name).orElseThrow(() -> ProblemException.notFound("dataset " + name));
    }

    @DELETE
    @Path("/{name}")
    @Operation(
            operationId = "deleteDataset",
            summary = "Delete the contents of a dataset that nobody refers to",
            description =
                    "The others stay and are named; where somebody refers to every one, it is refused with a 409.")
    public Deletion delete(
            @PathParam("name") String name,
            @QueryParam(DryRun.NAME)
                    @Parameter(required = true, description = DryRun.MEANS, schema = @Schema(type = SchemaType.BOOLEAN))
                    String dryRun) {
        return deletions.dataset(name, DryRun.of(dryRun));
    }

    @PUT
    @Path("/{name}")
    @Consumes(MediaType.WILDCARD)
    @Operation(
            operationId = "uploadDataset",
            summary = "Upload a dataset",
            description =
                    "A zip, tar or tar.gz of split/class/image, of split/image with a metadata.csv or metadata.jsonl beside the"
                            + " images, or of CIFAR-10 binary batches, as a raw stream.")
    @RequestBody(
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_OCTET_STREAM,
                            schema = @Schema(type = SchemaType.STRING, format = "binary")))
    @APIResponse(
            responseCode = "201",
            description = "new content",
            content = @Content(schema = @Schema(implementation = DatasetManifest.class)))
    @APIResponse(
            responseCode = "200",
            description = "this content was there already",
            content = @Content(schema = @Schema(implementation = DatasetManifest.class)))
    public Response upload(@PathParam("name") String name, InputStream body, @Context HttpHeaders headers) {
        DatasetUploads.Stored stored = uploads.put(name, body, length(headers));
        return Response.status(stored.created() ? 201 : 200)
                .entity(stored.manifest())
                .build();
    }

    static long length(HttpHeaders headers) {
        String length = headers.getHeaderString(HttpHeaders.CONTENT_LENGTH);
        return length == null || !length.matches("[0-9]{1,18}") ? -1 : Long.parseLong(length);
    }
}
