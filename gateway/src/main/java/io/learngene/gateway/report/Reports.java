package io.learngene.gateway.report;

import io.learngene.contracts.artefact.Learngene;
import io.learngene.contracts.artefact.ModelManifest;
import io.learngene.contracts.artefact.ResultSummary.Trained;
import io.learngene.gateway.submission.Catalogue;
import io.learngene.gateway.view.FamilyState;
import io.learngene.gateway.view.FamilyViews;
import io.learngene.method.Methods;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Makes reports from the view and the store. */
@ApplicationScoped
public class Reports {

    private final Catalogue catalogue;
    private final ReportPage page;

    Reports(Catalogue catalogue, ReportPage page) {
        this.catalogue = catalogue;
        this.page = page;
    }

    /**
     * @param family a family, finished or not
     * @return its report
     */
    public FamilyReport of(FamilyState family) {
        Learngene learngene = catalogue.findLearngene(family.family()).orElse(null);
        Map<String, List<ModelManifest>> models = new LinkedHashMap<>();
        Stream.concat(Stream.of(Trained.MODELS), Methods.groups().stream()).forEach(group -> {
            List<ModelManifest> made = catalogue.models(family.family(), group);
            if (!made.isEmpty()) {
                models.put(group, made);
            }
        });
        return FamilyReport.of(FamilyViews.of(family), family.request(), learngene, models, catalogue::evaluation);
    }

    /**
     * @param report a report
     * @return a page of HTML
     */
    public String html(FamilyReport report) {
        return page.of(report);
    }

    /**
     * @param report a report
     * @return its curves as CSV (RFC 4180)
     */
    public String csv(FamilyReport report) {
        return ReportCsv.of(report);
    }
}
