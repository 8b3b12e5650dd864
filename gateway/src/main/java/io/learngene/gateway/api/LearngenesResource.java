package io.learngene.gateway.api;

import io.learngene.contracts.Check;
import io.learngene.contracts.artefact.ArtefactRef;
import io.learngene.contracts.artefact.Learngene;
import io.learngene.contracts.artefact.ListedLearngene;
import io.learngene.gateway.access.Callers;
import io.learngene.gateway.removal.Deletion;
import io.learngene.gateway.removal.Deletions;
import io.learngene.gateway.submission.Accepted;
import io.learngene.gateway.submission.Catalogue;
import io.learngene.gateway.submission.Continuations;
import io.learngene.gateway.transfer.Downloads;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.common.annotation.Blocking;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
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
import java.util.stream.Stream;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Learngenes, and more descendants of them. */
@Path("/learngenes")
@Produces(MediaType.APPLICATION_JSON)
@Blocking
@Tag(name = "learngenes")
public class LearngenesResource {

    private static final int MOST_LISTED = 1000;

    private final Catalogue catalogue;
    private final Continuations continuations;
    private final Downloads downloads;
    private final Deletions deletions;
    private final SecurityIdentity identity;

    LearngenesResource(
            Catalogue catalogue,
            Continuations continuations,
            Downloads downloads,
            Deletions deletions,
            SecurityIdentity identity) {
        this.identity = identity;
        this.deletions = deletions;
        this.catalogue = catalogue;
        this.continuations = continuations;
        this.downloads = downloads;
    }

    /**
     * A page of learngenes.
     *
     * @param learngenes in the order of their ids
     * @param next what to give as {@code after} for the next page; null on the last
     */
    public record LearngeneList(List<ListedLearngene> learngenes, String next) {}

    @GET
    @Operation(operationId = "listLearngenes", summary = "List the learngenes, by id, a page at a time")
    public LearngeneList list(@QueryParam("limit") @DefaultValue("100") int limit, @QueryParam("after") String after) {
        Check.range("limit", limit, 1, MOST_LISTED);
        List<ListedLearngene> page = catalogue.learngenes(Callers.scope(identity), limit, after, Learngene::listed);
        return new LearngeneList(
                page, page.size() < limit ? null : page.get(limit - 1).id());
    }

    @GET
    @Path("/{id}")
    @Operation(operationId = "showLearngene", summary = "Show a learngene")
    public Learngene show(@PathParam("id") String id) {
        return catalogue.learngene(id);
    }

    @GET
    @Path("/{id}/files/{file}")
    @Produces(MediaType.WILDCARD)
    @Operation(operationId = "downloadLearngene", summary = "Download a file of a learngene")
    public Response download(@PathParam("id") String id, @PathParam("file") String file, @Context HttpHeaders headers) {
        Learngene learngene = catalogue.learngene(id);
        List<ArtefactRef> files = Stream.concat(Stream.of(learngene.weights()), learngene.evaluation().stream())
                .toList();
        return downloads.stored(Catalogue.file(files, file), headers);
    }

    @DELETE
    @Path("/{id}")
    @Operation(
            operationId = "deleteLearngene",
            summary = "Delete a learngene",
            description =
                    "Refused with a 409 that names them while others refer to it: initialisations are made from it.")
    public Deletion delete(
            @PathParam("id") String id,
            @QueryParam(DryRun.NAME)
                    @Parameter(required = true, description = DryRun.MEANS, schema = @Schema(type = SchemaType.BOOLEAN))
                    String dryRun) {
        return deletions.learngene(id, DryRun.of(dryRun));
    }

    @POST
    @Path("/{id}/descendants")
    @Consumes({MediaType.APPLICATION_JSON, "application/yaml", "application/x-yaml", "text/yaml"})
    @Operation(operationId = "expandLearngene", summary = "Expand a learngene to more depths")
    @RequestBody(content = @Content(schema = @Schema(implementation = Object.class)))
    @APIResponse(
            responseCode = "202",
            description = "accepted",
            content = @Content(schema = @Schema(implementation = Accepted.class)))
    public Uni<Response> expand(
            @PathParam("id") String id,
            InputStream body,
            @Context HttpHeaders headers,
            @HeaderParam("Idempotency-Key") String idempotencyKey) {
        return continuations
                .ofLearngene(id, "descendants", body, headers.getMediaType(), idempotencyKey)
                .map(FamiliesResource::accepted);
    }
}
