package io.learngene.method.share;

import io.learngene.contracts.architecture.StageSchedule;
import io.learngene.contracts.architecture.VitArchitecture;
import io.learngene.contracts.artefact.ArtefactRef;
import io.learngene.contracts.artefact.InitialModel;
import io.learngene.contracts.artefact.Origin;
import io.learngene.contracts.family.MethodRequest;
import io.learngene.contracts.family.Target;
import io.learngene.engine.expansion.Descendant;
import io.learngene.engine.expansion.Expansion;
import io.learngene.method.DistilledRequest;
import io.learngene.method.DistillingMethod;
import io.learngene.method.Initialiser;
import io.learngene.method.Intake;
import io.learngene.method.LearngeneManifest;
import java.util.List;
import java.util.Optional;

/** One block that all layers share (Share-init): Stage-wise Weight Sharing with a single stage, the smallest learngene that there is. */
public final class Share implements DistillingMethod {

    @Override
    public String name() {
        return ShareRequest.METHOD;
    }

    @Override
    public List<Class<? extends MethodRequest>> requests() {
        return List.of(ShareRequest.class);
    }

    @Override
    public List<Class<? extends Origin>> origins() {
        return List.of(ShareOrigin.class);
    }

    @Override
    public List<Class<? extends InitialModel>> initialModels() {
        return List.of(ShareInitialisation.class);
    }

    @Override
    public Optional<Intake<?>> intake() {
        return Optional.of(new ShareIntake());
    }

    @Override
    public Plan plan(DistilledRequest request, VitArchitecture auxiliary) {
        return Plan.sharing(request, auxiliary);
    }

    @Override
    public List<Descendant> descendants(VitArchitecture auxiliary, StageSchedule repeats, List<Target> targets) {
        ShareRequest.checkTargets(targets);
        return Expansion.resolve(auxiliary, 1, targets);
    }

    @Override
    public InitialModel initialisation(
            LearngeneManifest learngene, Descendant descendant, String name, ArtefactRef materialised) {
        return new ShareInitialisation(
                learngene.family(),
                name,
                learngene.id(),
                learngene.weights().sha256(),
                descendant.architecture(),
                descendant.architecture().depth(),
                descendant.architecture().parameters(),
                descendant.architecture().flops(),
                materialised);
    }

    @Override
    public List<Initialiser<?>> initialisers() {
        return List.of(new ShareInitialiser());
    }
}
