package io.learngene.method.fine;

import io.learngene.contracts.architecture.StageSchedule;
import io.learngene.contracts.architecture.VitArchitecture;
import io.learngene.contracts.artefact.ArtefactRef;
import io.learngene.contracts.artefact.InitialModel;
import io.learngene.contracts.artefact.Origin;
import io.learngene.contracts.artefact.ResultSummary.Trained;
import io.learngene.contracts.family.MethodRequest;
import io.learngene.contracts.family.Target;
import io.learngene.contracts.job.JobSpec;
import io.learngene.contracts.job.Role;
import io.learngene.engine.expansion.Descendant;
import io.learngene.engine.expansion.Expansion;
import io.learngene.engine.shape.NetworkSpec;
import io.learngene.engine.training.LayerSchedule;
import io.learngene.method.DistilledRequest;
import io.learngene.method.DistillingMethod;
import io.learngene.method.Fit;
import io.learngene.method.Initialiser;
import io.learngene.method.Intake;
import io.learngene.method.LearngeneManifest;
import io.learngene.method.TuneJob;
import io.learngene.runtime.job.JobHandler;
import io.learngene.worker.Workshop;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/** FINE, factorised learngenes (Xie et al., CVPR 2026, arXiv 2409.19289): {@link Factorisation}. */
public final class Fine implements DistillingMethod {

    @Override
    public String name() {
        return FineRequest.METHOD;
    }

    @Override
    public List<Class<? extends MethodRequest>> requests() {
        return List.of(FineRequest.class);
    }

    @Override
    public Map<Class<? extends JobSpec>, Role> jobs() {
        return Map.of(FitJob.class, Role.TUNE);
    }

    @Override
    public List<Class<? extends Origin>> origins() {
        return List.of(FineOrigin.class, FittedOrigin.class);
    }

    @Override
    public List<Class<? extends InitialModel>> initialModels() {
        return List.of(FineInitialisation.class);
    }

    @Override
    public List<String> groups() {
        return List.of(Trained.FITTED);
    }

    @Override
    public Optional<Intake<?>> intake() {
        return Optional.of(new FineIntake());
    }

    @Override
    public Plan plan(DistilledRequest request, VitArchitecture auxiliary) {
        Factorisation factors = new Factorisation(auxiliary, ((FineRequest) request).rank());
        NetworkSpec network = NetworkSpec.of(auxiliary);
        return new Plan(network, LayerSchedule.fixed(network), factors.whole(), () -> factors.first(request.seed()));
    }

    @Override
    public List<Descendant> descendants(VitArchitecture auxiliary, StageSchedule repeats, List<Target> targets) {
        FineRequest.checkTargets(targets);
        return Expansion.resolve(auxiliary, 1, targets);
    }

    @Override
    public InitialModel initialisation(
            LearngeneManifest learngene, Descendant descendant, String name, ArtefactRef materialised) {
        return new FineInitialisation(
                learngene.family(),
                name,
                learngene.id(),
                learngene.weights().sha256(),
                descendant.architecture(),
                places(
                        learngene.architecture().depth(),
                        descendant.architecture().depth()),
                descendant.architecture().parameters(),
                descendant.architecture().flops(),
                materialised);
    }

    private static List<Double> places(int of, int depth) {
        return IntStream.range(0, depth)
                .mapToObj(layer -> Factorisation.place(layer, depth, of))
                .toList();
    }

    @Override
    public boolean fits() {
        return true;
    }

    /** At the auxiliary model's own depth the sigmas are those that were trained, and nothing is left to fit. */
    @Override
    public JobSpec prepared(LearngeneManifest learngene, TuneJob tuning, Fit fit) {
        boolean trained =
                tuning.architecture().depth() == learngene.architecture().depth();
        return trained || fit == null || fit.steps() == 0 ? tuning : new FitJob(tuning, fit);
    }

    @Override
    public List<JobHandler<?>> handlers(Workshop workshop) {
        return List.of(new FitHandler(workshop));
    }

    @Override
    public List<Initialiser<?>> initialisers() {
        return List.of(new FineInitialiser(), new FittedInitialiser());
    }
}
