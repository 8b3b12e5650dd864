package io.learngene.method.fine;

import io.learngene.contracts.architecture.StageSchedule;
import io.learngene.contracts.architecture.VitArchitecture;
import io.learngene.contracts.family.MethodRequest;
import io.learngene.contracts.family.Target;
import io.learngene.engine.expansion.Descendant;
import io.learngene.engine.expansion.Expansion;
import io.learngene.method.DistilledRequest;
import io.learngene.method.Intake;
import io.learngene.method.factors.FactoredMethod;
import io.learngene.method.factors.MatrixRule;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** FINE, factorised learngenes (Xie et al., CVPR 2026, arXiv 2409.19289): {@link SingularVectors}. */
public final class Fine implements FactoredMethod {

    @Override
    public String name() {
        return FineRequest.METHOD;
    }

    @Override
    public List<Class<? extends MethodRequest>> requests() {
        return List.of(FineRequest.class);
    }

    @Override
    public Optional<Intake<?>> intake() {
        return Optional.of(new FineIntake());
    }

    @Override
    public MatrixRule rule(DistilledRequest request) {
        return new SingularVectors(((FineRequest) request).rank());
    }

    @Override
    public Optional<MatrixRule> rule(Map<String, List<Long>> stored, VitArchitecture auxiliary) {
        return Optional.ofNullable(stored.get("v.attn.qkv"))
                .filter(v -> v.size() == 2 && v.get(1) >= 1 && v.get(1) <= FineRequest.MOST_RANK)
                .map(v -> new SingularVectors(v.get(1).intValue()));
    }

    @Override
    public List<Descendant> descendants(VitArchitecture auxiliary, StageSchedule repeats, List<Target> targets) {
        FineRequest.checkTargets(targets);
        return Expansion.resolve(auxiliary, 1, targets);
    }
}
