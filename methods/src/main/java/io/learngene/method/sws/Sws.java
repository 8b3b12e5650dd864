package io.learngene.method.sws;

import io.learngene.contracts.event.LearngenePublished;
import io.learngene.contracts.family.ExpandRequest;
import io.learngene.contracts.family.FamilyRequest;
import io.learngene.contracts.job.ExpandJob;
import io.learngene.contracts.job.JobSpec;
import io.learngene.method.Initialiser;
import io.learngene.method.Intake;
import io.learngene.method.Method;
import io.learngene.runtime.job.JobHandler;
import io.learngene.worker.Workshop;
import java.util.List;
import java.util.Optional;

/** Stage-wise Weight Sharing (Xia et al., IJCAI 2024). */
public final class Sws implements Method {

    @Override
    public String name() {
        return FamilyRequest.METHOD;
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
    public List<JobHandler<?>> handlers(Workshop workshop) {
        return List.of(new DistillHandler(workshop), new ExpandHandler(workshop));
    }

    @Override
    public List<Initialiser<?>> initialisers() {
        return List.of(new LearngeneInitialiser());
    }
}
