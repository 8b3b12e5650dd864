package io.learngene.gateway.api;

import io.learngene.contracts.family.MethodRequest;
import io.learngene.gateway.access.Callers;
import io.learngene.gateway.problem.ProblemException;
import io.learngene.gateway.submission.Accepted;
import io.learngene.gateway.submission.Documents;
import io.learngene.gateway.submission.Submissions;
import io.learngene.method.Intake;
import io.learngene.method.Methods;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.common.annotation.Blocking;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.InputStream;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Every method takes its requests at a path of its own; what comes of one is a family like any other. */
@Path("/{collection:[a-z]+}")
@Produces(MediaType.APPLICATION_JSON)
@Blocking
@Tag(name = "methods")
public class MethodsResource {

    private final Submissions submissions;
    private final Documents documents;
    private final SecurityIdentity identity;

    MethodsResource(Submissions submissions, Documents documents, SecurityIdentity identity) {
        this.identity = identity;
        this.submissions = submissions;
        this.documents = documents;
    }

    @POST
    @Consumes({MediaType.APPLICATION_JSON, "application/yaml", "application/x-yaml", "text/yaml"})
    @Operation(
            operationId = "submit",
            summary = "Submit a request of a method",
            description =
                    "Growths are posted to /growths. The answer names the family, which is shown, followed and cancelled"
                            + " under /families. The same Idempotency-Key gives the same family.")
    @RequestBody(content = @Content(schema = @Schema(implementation = MethodRequest.class)))
    @APIResponse(
            responseCode = "202",
            description = "accepted",
            content = @Content(schema = @Schema(implementation = Accepted.class)))
    public Uni<Response> submit(
            @PathParam("collection") String collection,
            InputStream body,
            @Context HttpHeaders headers,
            @HeaderParam("Idempotency-Key") String idempotencyKey) {
        Intake<?> intake = Methods.intake(collection)
                .orElseThrow(() -> ProblemException.notFound("collection " + collection + " that takes requests"));
        MethodRequest request = documents.request(body, headers.getMediaType(), intake.type());
        if (!intake.type().isInstance(request)) {
            throw ProblemException.unusable(
                    "method", "the request is one of another method; post it to /families, which takes all of them");
        }
        return submissions
                .submit(Callers.scope(identity).home(), request, idempotencyKey)
                .map(FamiliesResource::accepted);
    }
}
