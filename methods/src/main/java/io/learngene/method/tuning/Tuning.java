package io.learngene.method.tuning;

import io.learngene.contracts.job.TuneJob;
import io.learngene.method.Initialiser;
import io.learngene.method.Method;
import io.learngene.runtime.job.JobHandler;
import io.learngene.worker.Workshop;
import java.util.List;

/** Ordinary training of one model, which every method ends in, and the baselines that it is compared with. */
public final class Tuning implements Method {

    @Override
    public String name() {
        return TuneJob.KIND;
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
