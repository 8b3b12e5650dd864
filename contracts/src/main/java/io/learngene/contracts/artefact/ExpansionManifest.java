package io.learngene.contracts.artefact;

import com.fasterxml.jackson.annotation.JsonTypeName;
import io.learngene.contracts.Check;
import java.util.List;

/**
 * The result of an expansion.
 *
 * @param family family
 * @param request the expansion request, {@code initial} for the family's own targets
 * @param initialisations what was generated
 * @param tuneJobs ids of the tuning jobs that were queued, baselines included
 */
@JsonTypeName("expansion")
public record ExpansionManifest(
        String family, String request, List<Initialisation> initialisations, List<String> tuneJobs)
        implements JobResult {
    public ExpansionManifest {
        Check.name("family", family);
        Check.name("request", request);
        initialisations = List.copyOf(Check.present("initialisations", initialisations));
        tuneJobs = List.copyOf(Check.present("tune_jobs", tuneJobs));
    }
}
