package io.learngene.gateway.api;

import io.learngene.contracts.access.KeyView;
import io.learngene.contracts.access.Role;
import io.learngene.contracts.project.Project;
import io.learngene.gateway.access.Callers;
import io.learngene.gateway.access.Keys;
import io.learngene.gateway.access.Scope;
import io.learngene.gateway.problem.ProblemException;
import io.learngene.gateway.submission.Documents;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.InputStream;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Keys, for operators alone. */
@Path("/keys")
@Produces(MediaType.APPLICATION_JSON)
@Blocking
@RolesAllowed("operator")
@Tag(name = "keys")
public class KeysResource {

    private static final int STANDARD_DAYS = 90;

    private final Keys keys;
    private final Documents documents;
    private final SecurityIdentity identity;

    KeysResource(Keys keys, Documents documents, SecurityIdentity identity) {
        this.keys = keys;
        this.documents = documents;
        this.identity = identity;
    }

    /**
     * A key that is asked for.
     *
     * @param name whose it is, for people
     * @param role what its bearer may do; null for reading alone
     * @param project the project that its bearer sees; null for that of whoever asks, or, where that is all of them, for all for an operator
     *     and the default one for others
     * @param days how long it is valid, 1 to 366; null for 90
     */
    public record KeyRequest(String name, Role role, String project, Integer days) {}

    /**
     * Keys.
     *
     * @param keys newest first
     */
    public record KeyList(List<KeyView> keys) {}

    @GET
    @Operation(operationId = "listKeys", summary = "List the keys, those that have expired too, newest first")
    public KeyList list() {
        return new KeyList(keys.all(Callers.scope(identity)));
    }

    @POST
    @Consumes({MediaType.APPLICATION_JSON, "application/yaml", "application/x-yaml", "text/yaml"})
    @Operation(
            operationId = "createKey",
            summary = "Make a key",
            description = "The answer has it, once; what is kept is a digest from which nobody gets it back.")
    @RequestBody(content = @Content(schema = @Schema(implementation = KeyRequest.class)))
    @APIResponse(
            responseCode = "201",
            description = "made",
            content = @Content(schema = @Schema(implementation = KeyView.class)))
    public Response create(InputStream body, @Context HttpHeaders headers) {
        KeyRequest asked = documents.read(body, headers.getMediaType(), KeyRequest.class);
        Role role = asked.role() == null ? Role.VIEWER : asked.role();
        int days = asked.days() == null ? STANDARD_DAYS : asked.days();
        KeyView made = keys.create(
                asked.name(),
                role,
                days,
                scope(asked, role),
                Callers.of(identity).name());
        return Response.status(201)
                .entity(made)
                .header("Cache-Control", "no-store")
                .build();
    }

    @DELETE
    @Path("/{id}")
    @Operation(operationId = "revokeKey", summary = "Revoke a key")
    @APIResponse(responseCode = "204", description = "it lets nobody in any more, everywhere after two seconds")
    public Response revoke(@PathParam("id") String id) {
        keys.revoke(id, Callers.scope(identity), Callers.of(identity).name());
        return Response.noContent().build();
    }

    private Scope scope(KeyRequest asked, Role role) {
        Scope own = Callers.scope(identity);
        if (asked.project() == null) {
            return own.equals(Scope.ALL) && role != Role.OPERATOR ? Scope.of(Project.DEFAULT) : own;
        }
        Scope scope = Scope.of(new Project(asked.project()));
        if (!own.equals(Scope.ALL) && !own.equals(scope)) {
            throw new ProblemException(
                    403,
                    "Forbidden",
                    "project: '" + asked.project() + "'; your key makes keys of the project " + own.home()
                            + " alone; leave it out, or ask an operator of the installation",
                    "project");
        }
        return scope;
    }
}
