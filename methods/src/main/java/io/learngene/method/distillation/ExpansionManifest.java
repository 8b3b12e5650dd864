package io.learngene.method.distillation;

import com.fasterxml.jackson.annotation.JsonTypeName;
import io.learngene.contracts.Check;
import io.learngene.contracts.artefact.InitialModel;
import io.learngene.contracts.artefact.JobResult;
import io.learngene.contracts.artefact.ResultSummary;
import io.learngene.contracts.project.Project;
import java.util.List;

/**
 * The result of an expansion.
 *
 * @param family family
 * @param request the expansion request, {@code initial} for the family's own targets
 * @param initialisations what was generated
 * @param tuneJobs ids of the tuning jobs; null where {@code jobs} says it, which manifests from before it do not
 * @param jobs the tuning jobs that were queued and those that follow from them, baselines included
 */
@JsonTypeName("expansion")
public record ExpansionManifest(
        String family,
        String request,
        List<InitialModel> initialisations,
        List<String> tuneJobs,
        List<ResultSummary.Expected> jobs)
        implements JobResult {
    public ExpansionManifest {
        Project.checkId("family", family);
        Check.name("request", request);
        initialisations = List.copyOf(Check.present("initialisations", initialisations));
        tuneJobs = tuneJobs == null ? null : List.copyOf(tuneJobs);
        jobs = jobs == null ? null : List.copyOf(jobs);
    }

    @Override
    public ResultSummary summary() {
        return new ResultSummary.Generated(
                initialisations.stream()
                        .map(made -> new ResultSummary.Model(
                                made.name(),
                                made.architecture().depth(),
                                made.architecture().parameters()))
                        .toList(),
                jobs);
    }
}
