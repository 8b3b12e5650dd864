package io.learngene.method.factors;

import io.learngene.contracts.artefact.InitialModel;
import io.learngene.contracts.artefact.Origin;
import io.learngene.contracts.artefact.ResultSummary.Trained;
import io.learngene.contracts.job.JobSpec;
import io.learngene.contracts.job.Role;
import io.learngene.method.Initialiser;
import io.learngene.method.Method;
import io.learngene.runtime.job.JobHandler;
import io.learngene.worker.Workshop;
import java.util.List;
import java.util.Map;

/** The fit of what a model's layers have of their own, which every {@link FactoredMethod} builds upon. */
public final class Fitting implements Method {

    @Override
    public String name() {
        return FitJob.KIND;
    }

    @Override
    public Map<Class<? extends JobSpec>, Role> jobs() {
        return Map.of(FitJob.class, Role.TUNE);
    }

    @Override
    public List<Class<? extends Origin>> origins() {
        return List.of(FactorsOrigin.class, FittedOrigin.class);
    }

    @Override
    public List<Class<? extends InitialModel>> initialModels() {
        return List.of(FactorsInitialisation.class);
    }

    @Override
    public List<String> groups() {
        return List.of(Trained.FITTED);
    }

    @Override
    public List<JobHandler<?>> handlers(Workshop workshop) {
        return List.of(new FitHandler(workshop));
    }

    @Override
    public List<Initialiser<?>> initialisers() {
        return List.of(new FactorsInitialiser(), new FittedInitialiser());
    }
}
