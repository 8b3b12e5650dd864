package io.learngene.gateway.api;

import io.learngene.gateway.removal.Collection;
import io.learngene.gateway.removal.Collector;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** What nobody refers to any more. */
@Path("/collections")
@Produces(MediaType.APPLICATION_JSON)
@Blocking
@RolesAllowed("installation")
@Tag(name = "store")
public class CollectionsResource {

    private final Collector collector;

    CollectionsResource(Collector collector) {
        this.collector = collector;
    }

    @POST
    @Operation(
            operationId = "collect",
            summary = "Remove what nobody refers to any more, or say what that is",
            description =
                    "Nothing that is younger than foundry.gateway.clean-grace. At most 10,000 objects at a time; with more, ask again.")
    public Collection collect(
            @QueryParam(DryRun.NAME)
                    @Parameter(required = true, description = DryRun.MEANS, schema = @Schema(type = SchemaType.BOOLEAN))
                    String dryRun) {
        return collector.collect(DryRun.of(dryRun));
    }
}
