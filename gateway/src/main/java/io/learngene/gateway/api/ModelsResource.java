package io.learngene.gateway.api;

import io.learngene.contracts.artefact.InitialModel;
import io.learngene.contracts.artefact.ModelManifest;
import io.learngene.contracts.artefact.ResultSummary.Trained;
import io.learngene.gateway.problem.ProblemException;
import io.learngene.gateway.removal.Deletion;
import io.learngene.gateway.removal.Deletions;
import io.learngene.gateway.submission.Catalogue;
import io.learngene.gateway.transfer.Downloads;
import io.learngene.gateway.transfer.Initialisations;
import io.learngene.method.Methods;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** What a family has made: initialisations, models, baselines. */
@Path("/families/{family}")
@Produces(MediaType.APPLICATION_JSON)
@Blocking
@Tag(name = "models")
public class ModelsResource {

    private final Catalogue catalogue;
    private final Downloads downloads;
    private final Initialisations initialisations;
    private final Deletions deletions;

    ModelsResource(Catalogue catalogue, Downloads downloads, Initialisations initialisations, Deletions deletions) {
        this.deletions = deletions;
        this.catalogue = catalogue;
        this.downloads = downloads;
        this.initialisations = initialisations;
    }

    /**
     * Initialisations.
     *
     * @param initialisations their recipes
     */
    public record InitialisationList(List<InitialModel> initialisations) {}

    /**
     * Models.
     *
     * @param models their manifests
     */
    public record ModelList(List<ModelManifest> models) {}

    @GET
    @Path("/initialisations")
    @Operation(operationId = "listInitialisations", summary = "List the initialisations of a family")
    public InitialisationList listInitialisations(@PathParam("family") String family) {
        return new InitialisationList(catalogue.initialisations(family));
    }

    @GET
    @Path("/initialisations/{name}")
    @Operation(operationId = "showInitialisation", summary = "Show the recipe of an initialisation")
    public InitialModel showInitialisation(@PathParam("family") String family, @PathParam("name") String name) {
        return catalogue.initialisation(family, name);
    }

    @GET
    @Path("/initialisations/{name}/files/{file}")
    @Produces(MediaType.WILDCARD)
    @Operation(
            operationId = "downloadInitialisation",
            summary = "Download model.safetensors or config.json of an initialisation, generated on the way")
    public Response downloadInitialisation(
            @PathParam("family") String family,
            @PathParam("name") String name,
            @PathParam("file") String file,
            @Context HttpHeaders headers) {
        return initialisations.file(catalogue.initialisation(family, name), file, headers);
    }

    @GET
    @Path("/models")
    @Operation(operationId = "listModels", summary = "List the finished models of a family")
    public ModelList listModels(@PathParam("family") String family) {
        return new ModelList(catalogue.models(family, Trained.MODELS));
    }

    @GET
    @Path("/models/{name}")
    @Operation(operationId = "showModel", summary = "Show a finished model")
    public ModelManifest showModel(@PathParam("family") String family, @PathParam("name") String name) {
        return catalogue.model(family, Trained.MODELS, name);
    }

    @DELETE
    @Path("/models/{name}")
    @Operation(
            operationId = "deleteModel",
            summary = "Delete a finished model; its numbers stay in the family's table",
            description =
                    "Refused with a 409 while its family has jobs that have not ended, and while others refer to it.")
    public Deletion deleteModel(
            @PathParam("family") String family,
            @PathParam("name") String name,
            @QueryParam(DryRun.NAME)
                    @Parameter(required = true, description = DryRun.MEANS, schema = @Schema(type = SchemaType.BOOLEAN))
                    String dryRun) {
        return deletions.model(family, Trained.MODELS, name, DryRun.of(dryRun));
    }

    @GET
    @Path("/models/{name}/files/{file}")
    @Produces(MediaType.WILDCARD)
    @Operation(operationId = "downloadModel", summary = "Download a file of a finished model")
    public Response downloadModel(
            @PathParam("family") String family,
            @PathParam("name") String name,
            @PathParam("file") String file,
            @Context HttpHeaders headers) {
        return downloads.stored(
                Catalogue.file(catalogue.model(family, Trained.MODELS, name).files(), file), headers);
    }

    @GET
    @Path("/baselines/{baseline}")
    @Operation(
            operationId = "listBaseline",
            summary = "List the finished models of a baseline: scratch, scratch-distilled, selected-layers or fitted")
    public ModelList listBaseline(@PathParam("family") String family, @PathParam("baseline") String baseline) {
        return new ModelList(catalogue.models(family, group(baseline)));
    }

    @GET
    @Path("/baselines/{baseline}/{name}")
    @Operation(operationId = "showBaseline", summary = "Show a finished model of a baseline")
    public ModelManifest showBaseline(
            @PathParam("family") String family,
            @PathParam("baseline") String baseline,
            @PathParam("name") String name) {
        return catalogue.model(family, group(baseline), name);
    }

    @DELETE
    @Path("/baselines/{baseline}/{name}")
    @Operation(operationId = "deleteBaseline", summary = "Delete a finished model of a baseline")
    public Deletion deleteBaseline(
            @PathParam("family") String family,
            @PathParam("baseline") String baseline,
            @PathParam("name") String name,
            @QueryParam(DryRun.NAME)
                    @Parameter(required = true, description = DryRun.MEANS, schema = @Schema(type = SchemaType.BOOLEAN))
                    String dryRun) {
        return deletions.model(family, group(baseline), name, DryRun.of(dryRun));
    }

    @GET
    @Path("/baselines/{baseline}/{name}/files/{file}")
    @Produces(MediaType.WILDCARD)
    @Operation(operationId = "downloadBaseline", summary = "Download a file of a finished model of a baseline")
    public Response downloadBaseline(
            @PathParam("family") String family,
            @PathParam("baseline") String baseline,
            @PathParam("name") String name,
            @PathParam("file") String file,
            @Context HttpHeaders headers) {
        return downloads.stored(
                Catalogue.file(catalogue.model(family, group(baseline), name).files(), file), headers);
    }

    private static String group(String baseline) {
        String group = "baselines/" + baseline;
        if (!Methods.groups().contains(group)) {
            throw ProblemException.notFound("baseline " + baseline);
        }
        return group;
    }
}
