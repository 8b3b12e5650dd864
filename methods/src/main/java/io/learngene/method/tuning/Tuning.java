package io.learngene.method.tuning;

import io.learngene.contracts.artefact.JobResult;
import io.learngene.contracts.artefact.ModelManifest;
import io.learngene.contracts.artefact.Origin;
import io.learngene.contracts.job.JobSpec;
import io.learngene.contracts.job.Role;
import io.learngene.method.Continuation;
import io.learngene.method.Initialiser;
import io.learngene.method.Method;
import io.learngene.method.TuneJob;
import io.learngene.runtime.job.JobHandler;
import io.learngene.worker.Workshop;
import java.util.List;
import java.util.Map;

/** Ordinary training of one model, which every method ends in, and the baselines that it is compared with. */
public final class Tuning implements Method {

    @Override
    public String name() {
        return TuneJob.KIND;
    }

    @Override
    public Map<Class<? extends JobSpec>, Role> jobs() {
        return Map.of(TuneJob.class, Role.TUNE);
    }

    @Override
    public List<Class<? extends JobResult>> results() {
        return List.of(ModelManifest.class);
    }

    @Override
    public List<Class<? extends Origin>> origins() {
        return List.of(Origin.Model.class, Origin.Layers.class, Origin.Random.class);
    }

    @Override
    public List<String> groups() {
        return TuneJob.BASELINES;
    }

    @Override
    public List<Continuation<?, ?>> continuations() {
        return List.of(new FurtherTuning());
    }

    @Override
    public List<JobHandler<?>> handlers(Workshop workshop) {
        return List.of(new TuneHandler(workshop));
    }

    @Override
    public List<Initialiser<?>> initialisers() {
        return List.of(new ModelInitialiser(), new LayersInitialiser(), new RandomInitialiser());
    }
}
