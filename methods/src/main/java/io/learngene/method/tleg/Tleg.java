package io.learngene.method.tleg;

import io.learngene.contracts.architecture.StageSchedule;
import io.learngene.contracts.architecture.VitArchitecture;
import io.learngene.contracts.artefact.ArtefactRef;
import io.learngene.contracts.artefact.InitialModel;
import io.learngene.contracts.artefact.Origin;
import io.learngene.contracts.family.MethodRequest;
import io.learngene.contracts.family.Target;
import io.learngene.engine.expansion.Descendant;
import io.learngene.engine.expansion.Expansion;
import io.learngene.engine.network.StepExtension;
import io.learngene.engine.shape.NetworkSpec;
import io.learngene.engine.tensor.Tensor;
import io.learngene.engine.training.LayerSchedule;
import io.learngene.method.DistilledRequest;
import io.learngene.method.DistillingMethod;
import io.learngene.method.ElasticStages;
import io.learngene.method.Initialiser;
import io.learngene.method.Intake;
import io.learngene.method.LearngeneManifest;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/** Transformer as Linear Expansion of learnGene (Xia et al., AAAI 2024, arXiv 2312.05614): {@link LinearExpansion}. */
public final class Tleg implements DistillingMethod {

    private static final String PROGRAM = "tleg";

    @Override
    public String name() {
        return TlegRequest.METHOD;
    }

    @Override
    public List<Class<? extends MethodRequest>> requests() {
        return List.of(TlegRequest.class);
    }

    @Override
    public List<Class<? extends Origin>> origins() {
        return List.of(TlegOrigin.class);
    }

    @Override
    public List<Class<? extends InitialModel>> initialModels() {
        return List.of(TlegInitialisation.class);
    }

    @Override
    public Optional<Intake<?>> intake() {
        return Optional.of(new TlegIntake());
    }

    @Override
    public Plan plan(DistilledRequest request, VitArchitecture auxiliary) {
        ElasticStages elastic = request.distillation().elastic();
        int deepest = elastic == null ? auxiliary.depth() : Math.max(auxiliary.depth(), elastic.deepest(1));
        NetworkSpec written = NetworkSpec.of(auxiliary.withDepth(deepest));
        return new Plan(
                written,
                layers(auxiliary.depth(), elastic),
                extension(auxiliary, deepest),
                () -> LinearExpansion.first(
                        auxiliary, request.seed(), request.distillation().drawn()));
    }

    /** Layer i applies block i, whose weights depend on how many layers there are. */
    private static LayerSchedule layers(int depth, ElasticStages elastic) {
        if (elastic == null) {
            return LayerSchedule.drawn(
                    first(depth), 0, first(depth), 1, random -> first(depth), Map.of("depth", depth));
        }
        return LayerSchedule.drawn(
                first(elastic.depths().get(0)),
                elastic.shallowShare(),
                first(depth),
                elastic.from(),
                random -> first(elastic.drawnDepth(random)),
                Map.of("depth", depth, "elastic", elastic));
    }

    private static List<Integer> first(int layers) {
        return IntStream.range(0, layers).boxed().toList();
    }

    /**
     * @param shape shape of the auxiliary model
     * @param blocks blocks that are written out, at least as many as a step has layers
     * @return the linear expansion as a part of a step
     */
    static StepExtension extension(VitArchitecture shape, int blocks) {
        float[] numbers = new float[blocks];
        for (int i = 0; i < blocks; i++) {
            numbers[i] = i;
        }
        return new StepExtension(
                PROGRAM,
                StepExtension.source(Tleg.class, PROGRAM),
                Set.of(StepExtension.Place.MATERIALISE),
                LinearExpansion.factors(shape),
                List.of(Tensor.ofFloats(List.of((long) blocks), numbers)),
                Map.of());
    }

    @Override
    public List<Descendant> descendants(VitArchitecture auxiliary, StageSchedule repeats, List<Target> targets) {
        TlegRequest.checkTargets(targets);
        return Expansion.resolve(auxiliary, 1, targets);
    }

    @Override
    public InitialModel initialisation(
            LearngeneManifest learngene, Descendant descendant, String name, ArtefactRef materialised) {
        int depth = descendant.architecture().depth();
        return new TlegInitialisation(
                learngene.family(),
                name,
                learngene.id(),
                learngene.weights().sha256(),
                descendant.architecture(),
                IntStream.range(0, depth).mapToObj(i -> (double) i / depth).toList(),
                descendant.architecture().parameters(),
                descendant.architecture().flops(),
                materialised);
    }

    @Override
    public List<Initialiser<?>> initialisers() {
        return List.of(new TlegInitialiser());
    }
}
