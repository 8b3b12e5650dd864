package io.learngene.gateway.api;

import io.learngene.contracts.Check;
import io.learngene.contracts.event.TrainingPoint;
import io.learngene.contracts.family.MethodRequest;
import io.learngene.contracts.view.FamilySummary;
import io.learngene.contracts.view.FamilyView;
import io.learngene.gateway.access.Callers;
import io.learngene.gateway.live.Curves;
import io.learngene.gateway.live.LiveEvents;
import io.learngene.gateway.problem.ProblemException;
import io.learngene.gateway.removal.Deletion;
import io.learngene.gateway.removal.Deletions;
import io.learngene.gateway.report.FamilyReport;
import io.learngene.gateway.report.Reports;
import io.learngene.gateway.submission.Accepted;
import io.learngene.gateway.submission.Continuations;
import io.learngene.gateway.submission.Documents;
import io.learngene.gateway.submission.Submissions;
import io.learngene.gateway.view.Families;
import io.learngene.gateway.view.FamilyState;
import io.learngene.method.Methods;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.common.annotation.Blocking;
import io.smallrye.mutiny.Multi;
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
import jakarta.ws.rs.sse.OutboundSseEvent;
import java.io.InputStream;
import java.net.URI;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Families: submit, list, show, follow, cancel, tune further. */
@Path("/families")
@Produces(MediaType.APPLICATION_JSON)
@Blocking
@Tag(name = "families")
public class FamiliesResource {

    private static final int MOST_LISTED = 200;
    /** What a request is that does not name its method. */
    static final Class<? extends MethodRequest> STANDARD =
            Methods.intake("families").orElseThrow().type();

    private final Submissions submissions;
    private final Continuations continuations;
    private final Documents documents;
    private final Families families;
    private final Curves curves;
    private final LiveEvents live;
    private final Reports reports;
    private final Deletions deletions;
    private final SecurityIdentity identity;

    FamiliesResource(
            Submissions submissions,
            Continuations continuations,
            Documents documents,
            Families families,
            Curves curves,
            LiveEvents live,
            Reports reports,
            Deletions deletions,
            SecurityIdentity identity) {
        this.identity = identity;
        this.deletions = deletions;
        this.submissions = submissions;
        this.continuations = continuations;
        this.documents = documents;
        this.families = families;
        this.curves = curves;
        this.live = live;
        this.reports = reports;
    }

    /**
     * A page of the families.
     *
     * @param families newest first
     * @param page number of the page, from 1
     * @param size families of a full page
     * @param total how many families there are
     */
    public record FamilyPage(List<FamilySummary> families, int page, int size, int total) {}

    /**
     * Curves of a family.
     *
     * @param points training points, oldest first
     */
    public record Points(List<TrainingPoint> points) {}

    @POST
    @Consumes({MediaType.APPLICATION_JSON, "application/yaml", "application/x-yaml", "text/yaml"})
    @Operation(
            operationId = "submitFamily",
            summary = "Submit a family",
            description =
                    "Of any method that the field method names, of Stage-wise Weight Sharing without it. Answered after the broker's confirmation. The same Idempotency-Key gives the same family.")
    @RequestBody(content = @Content(schema = @Schema(implementation = MethodRequest.class)))
    @APIResponse(
            responseCode = "202",
            description = "accepted",
            content = @Content(schema = @Schema(implementation = Accepted.class)))
    public Uni<Response> submit(
            InputStream body, @Context HttpHeaders headers, @HeaderParam("Idempotency-Key") String idempotencyKey) {
        MethodRequest request = documents.request(body, headers.getMediaType(), STANDARD);
        return submissions
                .submit(Callers.scope(identity).home(), request, idempotencyKey)
                .map(FamiliesResource::accepted);
    }

    @GET
    @Operation(operationId = "listFamilies", summary = "List the families, newest first, a page at a time")
    public FamilyPage list(
            @QueryParam("page") @DefaultValue("1") int page, @QueryParam("size") @DefaultValue("50") int size) {
        Check.range("page", page, 1, Integer.MAX_VALUE);
        Check.range("size", size, 1, MOST_LISTED);
        Families.Page found = families.page(Callers.scope(identity), page, size);
        return new FamilyPage(found.families(), page, size, found.total());
    }

    @GET
    @Path("/{family}")
    @Operation(operationId = "showFamily", summary = "Show a family with its jobs and its table")
    public FamilyView show(@PathParam("family") String family) {
        return families.view(state(family));
    }

    @GET
    @Path("/{family}/request")
    @Operation(operationId = "showRequest", summary = "Show what was asked for, with every default filled in")
    public MethodRequest request(@PathParam("family") String family) {
        MethodRequest request = state(family).request();
        if (request == null) {
            throw ProblemException.notFound("request of family " + family + " any more");
        }
        return request;
    }

    @GET
    @Path("/{family}/report")
    @Produces(MediaType.TEXT_HTML)
    @Operation(
            operationId = "showReport",
            summary = "Report of a family as a page with plots that needs no network",
            description = "Of what is finished, while the family is still at work.")
    public String report(@PathParam("family") String family) {
        return reports.html(reports.of(state(family)));
    }

    @GET
    @Path("/{family}/report.json")
    @Operation(operationId = "showReportJson", summary = "Report of a family as JSON")
    public FamilyReport reportJson(@PathParam("family") String family) {
        return reports.of(state(family));
    }

    @GET
    @Path("/{family}/report.csv")
    @Produces("text/csv")
    @Operation(
            operationId = "showReportCsv",
            summary = "Curves of a family as CSV: one line for every epoch of every model")
    public String reportCsv(@PathParam("family") String family) {
        return reports.csv(reports.of(state(family)));
    }

    @DELETE
    @Path("/{family}")
    @Operation(
            operationId = "cancelFamily",
            summary = "Cancel a family; what is finished stays. With dry_run delete it, with all that it made",
            description =
                    "Without dry_run it is cancelled, as it always was. With dry_run=true it is said what would be deleted, with"
                            + " dry_run=false it is: not while it has jobs that have not ended, or a comparison needs it (409)."
                            + " What others refer to stays and is named.")
    @APIResponse(
            responseCode = "202",
            description = "cancelled",
            content = @Content(schema = @Schema(implementation = FamilyView.class)))
    @APIResponse(
            responseCode = "200",
            description = "deleted, or what would be",
            content = @Content(schema = @Schema(implementation = Deletion.class)))
    public Uni<Response> cancel(
            @PathParam("family") String family,
            @QueryParam(DryRun.NAME) @Parameter(description = DryRun.MEANS, schema = @Schema(type = SchemaType.BOOLEAN))
                    String dryRun) {
        if (dryRun != null) {
            Deletion deletion = deletions.family(family, DryRun.of(dryRun));
            return Uni.createFrom().item(Response.ok(deletion).build());
        }
        return submissions.cancelFamily(family).map(view -> Response.accepted(view)
                .build());
    }

    @GET
    @Path("/{family}/curves")
    @Operation(operationId = "showCurves", summary = "Recent training points of a family")
    public Points curves(@PathParam("family") String family) {
        state(family);
        return new Points(curves.of(family));
    }

    @GET
    @Path("/{family}/events")
    @Produces(MediaType.SERVER_SENT_EVENTS)
    @Operation(
            operationId = "followFamily",
            summary = "Follow a family",
            description = "Events `family` (FamilyView, first at once, then at every change) and `point`"
                    + " (TrainingPoint, with an id); ends when the family does. With `Last-Event-ID` the points after"
                    + " that one are told first, as far as they are kept.")
    public Multi<OutboundSseEvent> events(
            @PathParam("family") String family, @HeaderParam("Last-Event-ID") String lastEventId) {
        state(family);
        return live.of(family, lastEventId);
    }

    @POST
    @Path("/{family}/tunings")
    @Consumes({MediaType.APPLICATION_JSON, "application/yaml", "application/x-yaml", "text/yaml"})
    @Operation(operationId = "tune", summary = "Tune an initialisation or a model on another dataset")
    @RequestBody(content = @Content(schema = @Schema(implementation = Object.class)))
    @APIResponse(
            responseCode = "202",
            description = "accepted",
            content = @Content(schema = @Schema(implementation = Accepted.class)))
    public Uni<Response> tune(
            @PathParam("family") String family,
            InputStream body,
            @Context HttpHeaders headers,
            @HeaderParam("Idempotency-Key") String idempotencyKey) {
        return continuations
                .ofFamily(family, "tunings", body, headers.getMediaType(), idempotencyKey)
                .map(FamiliesResource::accepted);
    }

    static Response accepted(Accepted accepted) {
        return Response.accepted(accepted)
                .location(URI.create("/families/" + accepted.family()))
                .build();
    }

    private FamilyState state(String family) {
        return families.require(family);
    }
}
