package io.learngene.method.mimetic;

import io.learngene.contracts.artefact.JobResult;
import io.learngene.contracts.artefact.Origin;
import io.learngene.contracts.family.MethodRequest;
import io.learngene.contracts.job.JobSpec;
import io.learngene.contracts.job.Role;
import io.learngene.method.Initialiser;
import io.learngene.method.Intake;
import io.learngene.method.Method;
import io.learngene.method.MimeticWeights;
import io.learngene.runtime.job.JobHandler;
import io.learngene.worker.Workshop;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Mimetic initialisation: {@link MimeticWeights}. */
public final class Mimetic implements Method {

    @Override
    public String name() {
        return MimeticRequest.METHOD;
    }

    @Override
    public List<Class<? extends MethodRequest>> requests() {
        return List.of(MimeticRequest.class);
    }

    @Override
    public Map<Class<? extends JobSpec>, Role> jobs() {
        return Map.of(MimicJob.class, Role.EXPAND);
    }

    @Override
    public List<Class<? extends JobResult>> results() {
        return List.of(MimickedManifest.class);
    }

    @Override
    public List<Class<? extends Origin>> origins() {
        return List.of(Mimicked.class);
    }

    @Override
    public Optional<Intake<?>> intake() {
        return Optional.of(new MimeticIntake());
    }

    @Override
    public List<JobHandler<?>> handlers(Workshop workshop) {
        return List.of(new MimicHandler(workshop));
    }

    @Override
    public List<Initialiser<?>> initialisers() {
        return List.of(new MimeticInitialiser());
    }
}
