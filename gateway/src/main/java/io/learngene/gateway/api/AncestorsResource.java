package io.learngene.gateway.api;

import io.learngene.contracts.artefact.AncestorManifest;
import io.learngene.gateway.access.Callers;
import io.learngene.gateway.removal.Deletion;
import io.learngene.gateway.removal.Deletions;
import io.learngene.gateway.submission.Catalogue;
import io.learngene.gateway.transfer.AncestorUploads;
import io.learngene.gateway.transfer.Downloads;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
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
import java.util.Objects;
import java.util.stream.Stream;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Ancestors: upload the files, then publish. */
@Path("/ancestors")
@Produces(MediaType.APPLICATION_JSON)
@Blocking
@Tag(name = "ancestors")
public class AncestorsResource {

    private final Catalogue catalogue;
    private final AncestorUploads uploads;
    private final Downloads downloads;
    private final Deletions deletions;
    private final SecurityIdentity identity;

    AncestorsResource(
            Catalogue catalogue,
            AncestorUploads uploads,
            Downloads downloads,
            Deletions deletions,
            SecurityIdentity identity) {
        this.identity = identity;
        this.deletions = deletions;
        this.catalogue = catalogue;
        this.uploads = uploads;
        this.downloads = downloads;
    }

    /**
     * Ancestors.
     *
     * @param ancestors their manifests
     */
    public record AncestorList(List<AncestorManifest> ancestors) {}

    @GET
    @Operation(operationId = "listAncestors", summary = "List the published ancestors")
    public AncestorList list() {
        return new AncestorList(catalogue.ancestors(Callers.scope(identity)));
    }

    @GET
    @Path("/{id}")
    @Operation(operationId = "showAncestor", summary = "Show a published ancestor")
    public AncestorManifest show(@PathParam("id") String id) {
        return catalogue.ancestor(id);
    }

    @GET
    @Path("/{id}/files/{file}")
    @Produces(MediaType.WILDCARD)
    @Operation(operationId = "downloadAncestor", summary = "Download a file of a published ancestor")
    public Response download(@PathParam("id") String id, @PathParam("file") String file, @Context HttpHeaders headers) {
        AncestorManifest ancestor = catalogue.ancestor(id);
        return downloads.stored(
                Catalogue.file(
                        Stream.of(ancestor.weights(), ancestor.config())
                                .filter(Objects::nonNull)
                                .toList(),
                        file),
                headers);
    }

    @PUT
    @Path("/{id}/files/{file}")
    @Consumes(MediaType.WILDCARD)
    @Operation(
            operationId = "uploadAncestorFile",
            summary = "Upload config.json, model.safetensors or README.md of an ancestor",
            description =
                    "Or model.torchscript in the place of model.safetensors, which is a program of its author: only where the"
                            + " operator has set foundry.ancestor.torchscript=true.")
    @RequestBody(
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_OCTET_STREAM,
                            schema = @Schema(type = SchemaType.STRING, format = "binary")))
    @APIResponse(
            responseCode = "201",
            description = "stored",
            content = @Content(schema = @Schema(implementation = AncestorUploads.Stored.class)))
    @APIResponse(
            responseCode = "200",
            description = "this content was there already",
            content = @Content(schema = @Schema(implementation = AncestorUploads.Stored.class)))
    public Response upload(
            @PathParam("id") String id,
            @PathParam("file") String file,
            InputStream body,
            @Context HttpHeaders headers) {
        AncestorUploads.Received received = uploads.put(id, file, body, DatasetsResource.length(headers));
        return Response.status(received.created() ? 201 : 200)
                .entity(received.file())
                .build();
    }

    @DELETE
    @Path("/{id}")
    @Operation(
            operationId = "deleteAncestor",
            summary = "Delete an ancestor, published or only uploaded",
            description = "Refused with a 409 that names them while others refer to it.")
    public Deletion delete(
            @PathParam("id") String id,
            @QueryParam(DryRun.NAME)
                    @Parameter(required = true, description = DryRun.MEANS, schema = @Schema(type = SchemaType.BOOLEAN))
                    String dryRun) {
        return deletions.ancestor(id, DryRun.of(dryRun));
    }

    @POST
    @Path("/{id}")
    @Operation(
            operationId = "publishAncestor",
            summary = "Publish an uploaded ancestor",
            description =
                    "The tensors have to be exactly those of the architecture in config.json. A TorchScript file is not opened"
                            + " here; the worker that loads it looks whether it does what config.json says.")
    @APIResponse(
            responseCode = "201",
            description = "published",
            content = @Content(schema = @Schema(implementation = AncestorManifest.class)))
    public Response publish(@PathParam("id") String id) {
        return Response.status(201).entity(uploads.publish(id)).build();
    }
}
