package io.learngene.method.sws;

import io.learngene.contracts.artefact.InitialModel;
import io.learngene.contracts.artefact.JobResult;
import io.learngene.contracts.artefact.Origin;
import io.learngene.contracts.event.LearngenePublished;
import io.learngene.contracts.family.MethodRequest;
import io.learngene.contracts.job.JobSpec;
import io.learngene.contracts.job.Role;
import io.learngene.method.Continuation;
import io.learngene.method.Initialiser;
import io.learngene.method.Intake;
import io.learngene.method.Method;
import io.learngene.runtime.job.JobHandler;
import io.learngene.worker.Workshop;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Stage-wise Weight Sharing (Xia et al., IJCAI 2024). */
public final class Sws implements Method {

    @Override
    public String name() {
        return FamilyRequest.METHOD;
    }

    @Override
    public List<Class<? extends MethodRequest>> requests() {
        return List.of(FamilyRequest.class);
    }

    @Override
    public Map<Class<? extends JobSpec>, Role> jobs() {
        return Map.of(DistillJob.class, Role.LEARN, ExpandJob.class, Role.EXPAND);
    }

    @Override
    public List<Class<? extends JobResult>> results() {
        return List.of(LearngeneManifest.class, ExpansionManifest.class);
    }

    @Override
    public List<Class<? extends Origin>> origins() {
        return List.of(LearngeneOrigin.class);
    }

    @Override
    public List<Class<? extends InitialModel>> initialModels() {
        return List.of(Initialisation.class);
    }

    @Override
    public Optional<Intake<?>> intake() {
        return Optional.of(new FamilyIntake());
    }

    @Override
    public List<JobSpec> expansions(LearngenePublished published) {
        if (!(published.request() instanceof FamilyRequest request)) {
            return List.of();
        }
        ExpandRequest wanted = new ExpandRequest(
                request.targets(), request.tuning(), request.tuningDistillation(), request.baselines(), false);
        return List.of(new ExpandJob(ExpandJob.INITIAL, wanted, request.dataset(), request.seed()));
    }

    @Override
    public List<Continuation<?, ?>> continuations() {
        return List.of(new Descendants());
    }

    @Override
    public List<JobHandler<?>> handlers(Workshop workshop) {
        return List.of(new DistillHandler(workshop), new ExpandHandler(workshop));
    }

    @Override
    public List<Initialiser<?>> initialisers() {
        return List.of(new LearngeneInitialiser());
    }
}
