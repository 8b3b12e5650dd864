package io.learngene.gateway.api;

import io.learngene.contracts.access.AccessKey;
import io.learngene.contracts.access.Caller;
import io.learngene.gateway.access.Callers;
import io.learngene.gateway.access.Sessions;
import io.learngene.gateway.problem.ProblemException;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Who asks, and a browser's way to ask. */
@Path("/session")
@Produces(MediaType.APPLICATION_JSON)
@Blocking
@Tag(name = "keys")
public class SessionResource {

    private final SecurityIdentity identity;

    SessionResource(SecurityIdentity identity) {
        this.identity = identity;
    }

    @GET
    @Operation(operationId = "showCaller", summary = "Show who the gateway takes you for, and what you may do")
    public Caller show() {
        return Callers.of(identity);
    }

    @POST
    @Operation(
            operationId = "signIn",
            summary = "Sign a browser in with the key that this request carries",
            description = "Its cookie is sent to nobody else, read by no script and gone with the browser.")
    @APIResponse(responseCode = "204", description = "the browser has the cookie")
    public Response signIn(@HeaderParam("Authorization") String authorization, @HeaderParam("Origin") String origin) {
        String key = authorization == null ? "" : authorization.strip().replaceFirst("^\\S+ +", "");
        if (!AccessKey.isOne(key)) {
            throw new ProblemException(
                    400, "Invalid request", "Authorization: there is no key; send Bearer and one", "Authorization");
        }
        // The browser's own word: a proxy may end TLS before the gateway.
        boolean encrypted = origin != null && origin.startsWith("https://");
        return Response.noContent().cookie(Sessions.open(key, encrypted)).build();
    }

    @DELETE
    @Operation(operationId = "signOut", summary = "Sign a browser out")
    @APIResponse(responseCode = "204", description = "the browser has the cookie no more")
    public Response signOut() {
        return Response.noContent().cookie(Sessions.close()).build();
    }
}
