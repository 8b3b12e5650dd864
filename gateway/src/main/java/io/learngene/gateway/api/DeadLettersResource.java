package io.learngene.gateway.api;

import io.learngene.contracts.Check;
import io.learngene.gateway.access.Callers;
import io.learngene.gateway.submission.DeadLetterPages;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** What was put aside. */
@Path("/dead-letters")
@Produces(MediaType.APPLICATION_JSON)
@Blocking
@Tag(name = "families")
public class DeadLettersResource {

    private static final int MOST_LISTED = 500;

    private final DeadLetterPages deadLetters;
    private final SecurityIdentity identity;

    DeadLettersResource(DeadLetterPages deadLetters, SecurityIdentity identity) {
        this.identity = identity;
        this.deadLetters = deadLetters;
    }

    @GET
    @Operation(
            operationId = "listDeadLetters",
            summary = "List what was put aside, newest first, a page at a time",
            description =
                    "Jobs that failed for good and records that nobody could read, each with what to do about it. They stay where they are when a job is tried again.")
    public DeadLetterPages.Page list(
            @QueryParam("limit") @DefaultValue("100") int limit, @QueryParam("after") String after) {
        Check.range("limit", limit, 1, MOST_LISTED);
        return deadLetters.page(Callers.scope(identity), limit, after);
    }
}
