package io.learngene.method.factors;

import com.fasterxml.jackson.annotation.JsonTypeName;
import io.learngene.contracts.Check;
import io.learngene.contracts.artefact.ResultSummary.Trained;
import io.learngene.contracts.artefact.StoreKeys;
import io.learngene.contracts.job.JobSpec;
import io.learngene.method.Fit;
import io.learngene.method.TuneJob;

/**
 * Fit what the layers of one model have of their own, and queue its tuning.
 *
 * @param tuning the tuning that follows; it starts where the fit does
 * @param fit how
 */
@JsonTypeName(FitJob.KIND)
public record FitJob(TuneJob tuning, Fit fit) implements JobSpec {

    /** Name of the kind. */
    static final String KIND = "fit";

    public FitJob {
        Check.present("tuning", tuning);
        Check.that(
                tuning.start() instanceof FactorsOrigin,
                "tuning.start",
                tuning.start(),
                "a fit begins with the factors of a learngene");
        Check.present("fit", fit);
    }

    @Override
    public String kind() {
        return KIND;
    }

    @Override
    public String pool() {
        return tuning.pool();
    }

    @Override
    public String path() {
        return KIND + "/" + tuning.name();
    }

    @Override
    public String resultKey(String family) {
        return StoreKeys.modelManifest(family, Trained.FITTED, tuning.name());
    }

    /** {@return the tuning from what was fitted} */
    TuneJob tuningAfter(String family) {
        return tuning.from(new FittedOrigin(((FactorsOrigin) tuning.start()).method(), resultKey(family)));
    }
}
