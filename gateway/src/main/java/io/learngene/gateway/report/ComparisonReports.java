package io.learngene.gateway.report;

import io.learngene.contracts.Vocabulary;
import io.learngene.contracts.artefact.JobResult;
import io.learngene.contracts.artefact.Learngene;
import io.learngene.contracts.artefact.ResultSummary.Trained;
import io.learngene.contracts.artefact.Score;
import io.learngene.contracts.evaluation.ModelEvaluation;
import io.learngene.contracts.view.ComparisonView;
import io.learngene.gateway.comparison.Comparison;
import io.learngene.gateway.comparison.Comparisons;
import io.learngene.gateway.report.ComparedModels.Family;
import io.learngene.gateway.submission.Catalogue;
import io.learngene.method.comparison.ComparisonPlan.Part;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Makes reports of comparisons from the store. */
@ApplicationScoped
public class ComparisonReports {

    private final Comparisons comparisons;
    private final Catalogue catalogue;
    private final ComparisonPage page;

    ComparisonReports(Comparisons comparisons, Catalogue catalogue, ComparisonPage page) {
        this.comparisons = comparisons;
        this.catalogue = catalogue;
        this.page = page;
    }

    /**
     * @param comparison a comparison, finished or not
     * @return its report
     */
    public ComparisonReport of(Comparison comparison) {
        List<Family> families = new ArrayList<>();
        for (Part part : comparisons.plan(comparison).parts()) {
            String id = comparison.families().byPart().get(part.id());
            // What others keep of a deleted family is no result of this one.
            if (id != null && !comparisons.deleted(id)) {
                families.add(new Family(
                        part,
                        id,
                        catalogue.findLearngene(id).orElse(null),
                        catalogue.models(id, part.group()),
                        catalogue.models(id, Trained.FITTED)));
            }
        }
        String ancestor = comparison.families().ancestor();
        Learngene trainedBy = comparison.request().ancestor().id() != null || ancestor == null
                ? null
                : catalogue.findLearngene(ancestor).orElse(null);
        ComparisonView view = comparisons.view(comparison);
        return of(
                comparison, view, families, ComparedModels.ancestor(ancestor, trainedBy, families), catalogue::judged);
    }

    /**
     * @param families what has made something
     * @param ancestor the ancestor; null before it is known
     * @param evaluations the evaluation of a result
     */
    static ComparisonReport of(
            Comparison comparison,
            ComparisonView view,
            List<Family> families,
            ComparisonReport.Ancestor ancestor,
            Function<JobResult, Optional<ModelEvaluation>> evaluations) {
        ComparedModels models = new ComparedModels(ancestor, families);
        Score score = models.headline().map(Vocabulary::score).orElse(Score.TOP1);
        List<ComparisonReport.Row> rows = models.rows();
        ComparisonVerdict verdict = new ComparisonVerdict(score, rows, models.right(evaluations));
        return new ComparisonReport(
                view,
                comparison.request(),
                score,
                ancestor,
                verdict.sentences(),
                verdict.best(),
                rows,
                verdict.differences(),
                models.ledger(),
                "./foundry compare rerun " + comparison.id());
    }

    /**
     * @param report a report
     * @return a page of HTML
     */
    public String html(ComparisonReport report) {
        return page.of(report);
    }

    /**
     * @param report a report
     * @return its models as CSV (RFC 4180)
     */
    public String csv(ComparisonReport report) {
        return ComparisonCsv.of(report);
    }
}
