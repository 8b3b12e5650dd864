package io.learngene.contracts;

import io.learngene.contracts.artefact.ExpansionManifest;
import io.learngene.contracts.artefact.JobResult;
import io.learngene.contracts.artefact.LearngeneManifest;
import io.learngene.contracts.artefact.ModelManifest;
import io.learngene.contracts.artefact.Origin;
import io.learngene.contracts.family.FamilyRequest;
import io.learngene.contracts.family.MethodRequest;
import io.learngene.contracts.job.DistillJob;
import io.learngene.contracts.job.ExpandJob;
import io.learngene.contracts.job.JobSpec;
import io.learngene.contracts.job.Role;
import io.learngene.contracts.job.TuneJob;
import java.util.List;
import java.util.Map;

/** Stage-wise Weight Sharing, and the tuning that every method ends in. */
public final class SwsVocabulary implements Vocabulary {

    @Override
    public List<Class<? extends MethodRequest>> requests() {
        return List.of(FamilyRequest.class);
    }

    @Override
    public Map<Class<? extends JobSpec>, Role> jobs() {
        return Map.of(DistillJob.class, Role.LEARN, ExpandJob.class, Role.EXPAND, TuneJob.class, Role.TUNE);
    }

    @Override
    public List<Class<? extends JobResult>> results() {
        return List.of(LearngeneManifest.class, ExpansionManifest.class, ModelManifest.class);
    }

    @Override
    public List<Class<? extends Origin>> origins() {
        return List.of(Origin.Learngene.class, Origin.Model.class, Origin.Layers.class, Origin.Random.class);
    }
}
