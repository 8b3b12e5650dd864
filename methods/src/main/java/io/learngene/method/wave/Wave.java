package io.learngene.method.wave;

import io.learngene.contracts.InvalidFieldException;
import io.learngene.contracts.architecture.StageSchedule;
import io.learngene.contracts.architecture.VitArchitecture;
import io.learngene.contracts.family.MethodRequest;
import io.learngene.contracts.family.Target;
import io.learngene.engine.expansion.Descendant;
import io.learngene.engine.expansion.Expansion;
import io.learngene.engine.shape.ParameterSpec;
import io.learngene.engine.tensor.Tensor;
import io.learngene.method.DistilledRequest;
import io.learngene.method.Intake;
import io.learngene.method.LearngeneManifest;
import io.learngene.method.factors.FactoredMethod;
import io.learngene.method.factors.Factors;
import io.learngene.method.factors.MatrixRule;
import io.learngene.runtime.job.PermanentJobException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** WAVE, weight templates (Feng et al., CVPR 2025, arXiv 2406.17503): {@link Templates}; other widths by {@link Width}. */
public final class Wave implements FactoredMethod {

    @Override
    public String name() {
        return WaveRequest.METHOD;
    }

    @Override
    public List<Class<? extends MethodRequest>> requests() {
        return List.of(WaveRequest.class);
    }

    @Override
    public Optional<Intake<?>> intake() {
        return Optional.of(new WaveIntake());
    }

    @Override
    public MatrixRule rule(DistilledRequest request) {
        return ((WaveRequest) request).rule();
    }

    @Override
    public Optional<MatrixRule> rule(Map<String, List<Long>> stored, VitArchitecture auxiliary) {
        return Optional.ofNullable(stored.get(Templates.name("mlp.fc1")))
                .filter(fc1 -> fc1.size() == 3
                        && fc1.get(0) >= 1
                        && fc1.get(0) <= WaveRequest.MOST_TEMPLATES
                        && WaveRequest.fits(auxiliary, fc1.get(2), fc1.get(1)))
                .map(fc1 -> new Templates(
                        fc1.get(0).intValue(), fc1.get(2).intValue(), fc1.get(1).intValue()));
    }

    /** Tensor shapes would not tell: heads of another width compute another function. */
    @Override
    public void check(LearngeneManifest learngene, VitArchitecture model) {
        VitArchitecture auxiliary = learngene.architecture();
        if (model.dim() / model.heads() != auxiliary.dim() / auxiliary.heads()) {
            throw new PermanentJobException(
                    "learngene '" + learngene.id() + "' has heads of " + auxiliary.dim() / auxiliary.heads()
                            + " channels, the model of " + model.dim() / model.heads() + "; they have to be equal",
                    null);
        }
    }

    @Override
    public Map<String, Tensor> at(Factors factors, Map<String, Tensor> gene, VitArchitecture model) {
        Map<String, Tensor> deep = factors.at(gene, model.depth());
        Map<String, Tensor> wide = new LinkedHashMap<>();
        for (ParameterSpec each : new Factors(model, factors.rule()).all()) {
            wide.put(each.name(), Width.resized(deep.get(each.name()), each.shape(), reads(each)));
        }
        return wide;
    }

    /** Scalers do, and heads, the only matrices outside of the blocks. */
    private static boolean reads(ParameterSpec factor) {
        return factor.name().startsWith(Templates.SCALER) || factor.shape().size() == 2;
    }

    @Override
    public List<Descendant> descendants(VitArchitecture auxiliary, StageSchedule repeats, List<Target> targets) {
        WaveRequest.checkTargets(targets);
        return Expansion.resolve(auxiliary, 1, targets, dim -> wide(auxiliary, dim));
    }

    private static VitArchitecture wide(VitArchitecture auxiliary, int dim) {
        int head = auxiliary.dim() / auxiliary.heads();
        if (dim % head != 0) {
            throw new InvalidFieldException(
                    "dim", dim, "heads of this learngene are " + head + " wide; give a multiple of that");
        }
        return auxiliary.withWidth(dim, dim / head);
    }
}
