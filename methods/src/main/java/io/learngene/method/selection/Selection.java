package io.learngene.method.selection;

import io.learngene.contracts.artefact.JobResult;
import io.learngene.contracts.artefact.Origin;
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

/** Smaller models from a larger one: {@link WeightSelection}, {@link LayerRule}. Influence asks the larger model, so a distiller takes the job. */
public final class Selection implements Method {

    @Override
    public String name() {
        return SelectionRequest.METHOD;
    }

    @Override
    public List<Class<? extends MethodRequest>> requests() {
        return List.of(SelectionRequest.class);
    }

    @Override
    public Map<Class<? extends JobSpec>, Role> jobs() {
        return Map.of(SelectJob.class, Role.LEARN);
    }

    @Override
    public List<Class<? extends JobResult>> results() {
        return List.of(SelectedManifest.class);
    }

    @Override
    public List<Class<? extends Origin>> origins() {
        return List.of(Selected.class);
    }

    @Override
    public Optional<Intake<?>> intake() {
        return Optional.of(new SelectionIntake());
    }

    @Override
    public List<JobHandler<?>> handlers(Workshop workshop) {
        return List.of(new SelectHandler(workshop));
    }

    @Override
    public List<Initialiser<?>> initialisers() {
        return List.of(new SelectionInitialiser());
    }
}
