package io.learngene.gateway.api;

import io.learngene.contracts.Check;
import io.learngene.contracts.view.ComparisonView;
import io.learngene.gateway.access.Callers;
import io.learngene.gateway.comparison.Comparisons;
import io.learngene.gateway.report.ComparisonReport;
import io.learngene.gateway.report.ComparisonReports;
import io.learngene.gateway.submission.Documents;
import io.learngene.method.comparison.ComparisonRequest;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
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
import java.net.URI;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Comparisons: methods and controls beside one another. */
@Path("/comparisons")
@Produces(MediaType.APPLICATION_JSON)
@Blocking
@Tag(name = "comparisons")
public class ComparisonsResource {

    private static final int MOST_LISTED = 200;

    private final Comparisons comparisons;
    private final ComparisonReports reports;
    private final Documents documents;
    private final SecurityIdentity identity;

    ComparisonsResource(
            Comparisons comparisons, ComparisonReports reports, Documents documents, SecurityIdentity identity) {
        this.identity = identity;
        this.comparisons = comparisons;
        this.reports = reports;
        this.documents = documents;
    }

    /**
     * A page of comparisons.
     *
     * @param comparisons in the order of their ids, without their parts
     * @param next what to give as {@code after} for the next page; null on the last
     */
    public record ComparisonList(List<ComparisonView> comparisons, String next) {}

    @POST
    @Consumes({MediaType.APPLICATION_JSON, "application/yaml", "application/x-yaml", "text/yaml"})
    @Operation(
            operationId = "compare",
            summary = "Compare methods, with one another and with every control",
            description =
                    "Asks for the families that do not exist yet, after the broker's confirmation. The same request is the same"
                            + " comparison; what failed of it or was cancelled is asked for again.")
    @RequestBody(content = @Content(schema = @Schema(implementation = Object.class)))
    @APIResponse(
            responseCode = "202",
            description = "accepted",
            content = @Content(schema = @Schema(implementation = ComparisonView.class)))
    public Response compare(InputStream body, @Context HttpHeaders headers) {
        ComparisonRequest request = documents.read(body, headers.getMediaType(), ComparisonRequest.class);
        ComparisonView view = comparisons.submit(Callers.scope(identity).home(), request);
        return Response.accepted(view)
                .location(URI.create("/comparisons/" + view.comparison()))
                .build();
    }

    @GET
    @Operation(operationId = "listComparisons", summary = "List the comparisons, by id, a page at a time")
    public ComparisonList list(@QueryParam("limit") @DefaultValue("50") int limit, @QueryParam("after") String after) {
        Check.range("limit", limit, 1, MOST_LISTED);
        Comparisons.Page page = comparisons.page(Callers.scope(identity), limit, after);
        return new ComparisonList(page.comparisons(), page.next());
    }

    @GET
    @Path("/{comparison}")
    @Operation(operationId = "showComparison", summary = "Show where a comparison and each of its families stands")
    public ComparisonView show(@PathParam("comparison") String comparison) {
        return comparisons.view(comparisons.find(comparison));
    }

    @DELETE
    @Path("/{comparison}")
    @Operation(
            operationId = "cancelComparison",
            summary = "Cancel what of a comparison has not ended; what is finished stays",
            description = "Families that another comparison needs go on; the answer's error names them.")
    @APIResponse(
            responseCode = "202",
            description = "cancelled",
            content = @Content(schema = @Schema(implementation = ComparisonView.class)))
    public Response cancel(@PathParam("comparison") String comparison) {
        return Response.accepted(comparisons.cancel(comparison)).build();
    }

    @GET
    @Path("/{comparison}/request")
    @Operation(operationId = "showComparisonRequest", summary = "Show what was asked for, with every default filled in")
    @APIResponse(
            responseCode = "200",
            description = "the request",
            content = @Content(schema = @Schema(implementation = Object.class)))
    public ComparisonRequest request(@PathParam("comparison") String comparison) {
        return comparisons.find(comparison).request();
    }

    @GET
    @Path("/{comparison}/report")
    @Produces(MediaType.TEXT_HTML)
    @Operation(
            operationId = "showComparisonReport",
            summary = "Report of a comparison as a page with plots that needs no network",
            description = "Of what is finished, while families are still at work.")
    public String report(@PathParam("comparison") String comparison) {
        return reports.html(reports.of(comparisons.find(comparison)));
    }

    @GET
    @Path("/{comparison}/report.json")
    @Operation(operationId = "showComparisonReportJson", summary = "Report of a comparison as JSON")
    @APIResponse(
            responseCode = "200",
            description = "the report",
            content = @Content(schema = @Schema(implementation = Object.class)))
    public ComparisonReport reportJson(@PathParam("comparison") String comparison) {
        return reports.of(comparisons.find(comparison));
    }

    @GET
    @Path("/{comparison}/report.csv")
    @Produces("text/csv")
    @Operation(
            operationId = "showComparisonReportCsv",
            summary = "Models of a comparison as CSV: one line for every method, target and seed")
    public String reportCsv(@PathParam("comparison") String comparison) {
        return reports.csv(reports.of(comparisons.find(comparison)));
    }
}
