package io.learngene.method.distillation;

import io.learngene.contracts.artefact.JobResult;
import io.learngene.contracts.event.LearngenePublished;
import io.learngene.contracts.job.JobSpec;
import io.learngene.contracts.job.Role;
import io.learngene.method.Continuation;
import io.learngene.method.DistillJob;
import io.learngene.method.DistilledRequest;
import io.learngene.method.ExpandJob;
import io.learngene.method.ExpandRequest;
import io.learngene.method.LearngeneManifest;
import io.learngene.method.Method;
import io.learngene.runtime.job.JobHandler;
import io.learngene.worker.Workshop;
import java.util.List;
import java.util.Map;

/** From an ancestor to a learngene, and from that to models of several depths: what every {@link io.learngene.method.DistillingMethod} builds upon. */
public final class Distillation implements Method {

    @Override
    public String name() {
        return DistillJob.KIND;
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
    public List<JobSpec> expansions(LearngenePublished published) {
        if (!(published.request() instanceof DistilledRequest request)) {
            return List.of();
        }
        return List.of(new ExpandJob(ExpandJob.INITIAL, ExpandRequest.of(request), request.dataset(), request.seed()));
    }

    @Override
    public List<Continuation<?, ?>> continuations() {
        return List.of(new Descendants());
    }

    @Override
    public List<JobHandler<?>> handlers(Workshop workshop) {
        return List.of(new DistillHandler(workshop), new ExpandHandler(workshop));
    }
}
