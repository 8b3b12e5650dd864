package io.learngene.method.factors;

import io.learngene.contracts.architecture.VitArchitecture;
import io.learngene.contracts.artefact.ArtefactRef;
import io.learngene.contracts.artefact.InitialModel;
import io.learngene.contracts.job.JobSpec;
import io.learngene.engine.expansion.Descendant;
import io.learngene.engine.shape.NetworkSpec;
import io.learngene.engine.tensor.Tensor;
import io.learngene.engine.training.LayerSchedule;
import io.learngene.method.DistilledRequest;
import io.learngene.method.DistillingMethod;
import io.learngene.method.Fit;
import io.learngene.method.LearngeneManifest;
import io.learngene.method.TuneJob;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/** A method whose learngene is {@link Factors}: a distillation trains all of them, and for a model of another shape some are fitted. */
public interface FactoredMethod extends DistillingMethod {

    /**
     * @param request a complete request of this method
     * @return how it computes matrices
     */
    MatrixRule rule(DistilledRequest request);

    /**
     * @param stored shapes of a stored learngene's tensors by name
     * @param auxiliary shape of its auxiliary model
     * @return how matrices are computed from them; empty if they are none of this method's
     */
    Optional<MatrixRule> rule(Map<String, List<Long>> stored, VitArchitecture auxiliary);

    /**
     * @param learngene a learngene of this method
     * @param model a model that is to begin with it
     * @throws io.learngene.runtime.job.PermanentJobException if none of this shape can
     */
    default void check(LearngeneManifest learngene, VitArchitecture model) {
        learngene.checkHeads(model);
    }

    /**
     * @param factors a learngene's
     * @param gene everything of it
     * @param model shape of a model that may begin with it
     * @return everything of that shape, by rule
     */
    default Map<String, Tensor> at(Factors factors, Map<String, Tensor> gene, VitArchitecture model) {
        return factors.at(gene, model.depth());
    }

    @Override
    default Plan plan(DistilledRequest request, VitArchitecture auxiliary) {
        Factors factors = new Factors(auxiliary, rule(request));
        NetworkSpec network = NetworkSpec.of(auxiliary);
        return new Plan(
                network,
                LayerSchedule.fixed(network),
                factors.whole(),
                () -> factors.first(request.seed(), request.distillation().drawn()));
    }

    @Override
    default InitialModel initialisation(
            LearngeneManifest learngene, Descendant descendant, String name, ArtefactRef materialised) {
        int depth = descendant.architecture().depth();
        int of = learngene.architecture().depth();
        return new FactorsInitialisation(
                learngene.family(),
                name,
                name(),
                learngene.id(),
                learngene.weights().sha256(),
                descendant.architecture(),
                IntStream.range(0, depth)
                        .mapToObj(layer -> Factors.place(layer, depth, of))
                        .toList(),
                descendant.architecture().parameters(),
                descendant.architecture().flops(),
                materialised);
    }

    @Override
    default boolean fits() {
        return true;
    }

    /** In the auxiliary model's own shape the factors are those that were trained, and nothing is left to fit. */
    @Override
    default Optional<String> preparation(VitArchitecture auxiliary, VitArchitecture model, Fit fit) {
        boolean trained = model.depth() == auxiliary.depth() && model.dim() == auxiliary.dim();
        return trained || fit == null || fit.steps() == 0 ? Optional.empty() : Optional.of(FitJob.KIND);
    }

    @Override
    default JobSpec prepared(LearngeneManifest learngene, TuneJob tuning, Fit fit) {
        return preparation(learngene.architecture(), tuning.architecture(), fit).isPresent()
                ? new FitJob(tuning, fit)
                : tuning;
    }
}
