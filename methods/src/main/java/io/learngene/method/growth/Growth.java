package io.learngene.method.growth;

import io.learngene.contracts.artefact.JobResult;
import io.learngene.contracts.artefact.Origin;
import io.learngene.contracts.artefact.ResultSummary;
import io.learngene.contracts.family.MethodRequest;
import io.learngene.contracts.job.JobSpec;
import io.learngene.contracts.job.Role;
import io.learngene.method.Initialiser;
import io.learngene.method.Intake;
import io.learngene.method.Method;
import io.learngene.runtime.job.JobHandler;
import io.learngene.worker.Workshop;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Growing a model: in closed form ({@link VitGrowth}), or by an operator that a few steps train. */
public final class Growth implements Method {

    @Override
    public String name() {
        return GrowthRequest.METHOD;
    }

    @Override
    public List<Class<? extends MethodRequest>> requests() {
        return List.of(GrowthRequest.class);
    }

    @Override
    public Map<Class<? extends JobSpec>, Role> jobs() {
        // Growing looks at images, for which the memory of workers that train is there.
        return Map.of(OperatorJob.class, Role.LEARN, GrowJob.class, Role.LEARN);
    }

    @Override
    public List<Class<? extends JobResult>> results() {
        return List.of(GrownManifest.class);
    }

    @Override
    public List<Class<? extends Origin>> origins() {
        return List.of(Grown.class);
    }

    @Override
    public List<String> groups() {
        return List.of(ResultSummary.Trained.FITTED);
    }

    @Override
    public Optional<Intake<?>> intake() {
        return Optional.of(new GrowthIntake());
    }

    @Override
    public List<JobHandler<?>> handlers(Workshop workshop) {
        return List.of(new OperatorHandler(workshop), new GrowHandler(workshop));
    }

    @Override
    public List<Initialiser<?>> initialisers() {
        return List.of(new GrownInitialiser());
    }
}
