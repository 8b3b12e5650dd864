package io.learngene.method;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.learngene.contracts.Check;
import io.learngene.contracts.InvalidFieldException;
import io.learngene.contracts.architecture.ModelArchitecture;
import io.learngene.contracts.architecture.StageSchedule;
import io.learngene.contracts.architecture.VitArchitecture;
import io.learngene.contracts.artefact.AncestorManifest;
import io.learngene.contracts.artefact.Origin;
import io.learngene.contracts.artefact.TrainingCost;
import io.learngene.contracts.artefact.TuningTeacher;
import io.learngene.contracts.family.Target;
import io.learngene.contracts.job.JobSpec;
import io.learngene.contracts.recipe.Freeze;
import io.learngene.contracts.recipe.TeacherLoss;
import io.learngene.contracts.recipe.TrainingRecipe;
import io.learngene.engine.expansion.Descendant;
import io.learngene.engine.shape.ParameterSpec;
import io.learngene.method.answers.StoredAnswers;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Takes the requests of a {@link DistillingMethod}.
 *
 * @param <R> its request
 */
public abstract class DistilledIntake<R extends DistilledRequest> implements Intake<R> {

    /** Stands for the id of the ancestor and for the model's first weights, which a family has not before it runs. */
    private static final String NOT_YET = "not-yet";

    private final DistillingMethod method;
    private final Class<R> type;
    private final String collection;

    /**
     * @param method whose requests they are
     * @param type type of its requests
     * @param collection the path that they are posted to
     */
    protected DistilledIntake(DistillingMethod method, Class<R> type, String collection) {
        this.method = method;
        this.type = type;
        this.collection = collection;
    }

    @Override
    public final Class<R> type() {
        return type;
    }

    @Override
    public final String collection() {
        return collection;
    }

    @Override
    public JobSpec first(R request, Shelves shelves) {
        DistilledRequest pinned = request.accepted(shelves.pin(request.dataset()));
        StoredAnswers answers = pinned.distillation().storedAnswers();
        Check.that(
                answers == null || answers.classes() == null || !shelves.multiLabel(pinned.dataset()),
                "distillation.stored_answers.classes",
                answers == null ? null : answers.classes(),
                "the dataset is multi-label, and every class is answered by itself; leave it out");
        String id = pinned.ancestor().id();
        if (id != null) {
            check(pinned, id, shelves);
        }
        return new DistillJob(pinned);
    }

    @Override
    public List<Training> trainings(R request, Shelves shelves) {
        int classes = shelves.classes(request.dataset()).size();
        int imageSize = request.dataset().imageSize();
        List<Training> trainings = new ArrayList<>();
        AncestorChoice.Train trained = request.ancestor().train();
        if (trained != null) {
            trainings.add(Training.scratch(
                    trained.model().architecture(classes, imageSize), trained.training(), "ancestor.train.training"));
        }
        VitArchitecture auxiliary = request.auxiliary(classes, imageSize);
        ElasticStages elastic = request.distillation().elastic();
        int drawn = elastic == null ? 0 : elastic.deepest(LearngeneManifest.stages(request.repeats()));
        trainings.add(Training.scratch(
                auxiliary.withDepth(Math.max(auxiliary.depth(), drawn)),
                request.distillation().training(),
                "distillation.training"));
        trainings.addAll(descendants(
                method, auxiliary, request.repeats(), request.targets(), request.tuning(), request.baselines()));
        checkTaught(request.tuning(), request.tuningDistillation(), request.baselines());
        return trainings;
    }

    @Override
    public List<Planned> plan(R request, Shelves shelves) {
        int classes = shelves.classes(request.dataset()).size();
        int imageSize = request.dataset().imageSize();
        VitArchitecture auxiliary = request.auxiliary(classes, imageSize);
        DistillationRecipe distillation = request.distillation();
        String pool = distillation.training().poolOrDefault();
        AncestorChoice.Train trained = request.ancestor().train();
        ModelArchitecture ancestor = trained == null
                ? shelves.ancestor(request.ancestor().id())
                        .orElseThrow()
                        .architecture()
                        .forDataset(classes, imageSize)
                : trained.model().architecture(classes, imageSize);
        List<Planned> plan = new ArrayList<>();
        if (trained != null) {
            plan.add(new Planned(
                    DistillJob.KIND,
                    pool,
                    "ancestor",
                    request.name(),
                    TrainingCost.image(ancestor, trained.training()),
                    ancestor.parameters(),
                    trained.training(),
                    0,
                    null));
        }
        StoredAnswers kept = distillation.storedAnswers();
        long images = kept == null ? request.seed() : kept.seed();
        plan.add(new Planned(
                DistillJob.KIND,
                pool,
                "learngene",
                request.name(),
                DistillationCost.image(auxiliary, request.repeats(), distillation),
                stored(method.plan(request, auxiliary)),
                distillation.training(),
                0,
                new Planned.Taught(ancestor, images, kept)));
        plan.addAll(tunings(request, auxiliary, new Planned.Taught(ancestor, images, null)));
        return List.copyOf(plan);
    }

    private static long stored(DistillingMethod.Plan plan) {
        List<ParameterSpec> factors = plan.extension().factors();
        return factors.isEmpty()
                ? plan.network().storedParameters()
                : factors.stream().mapToLong(ParameterSpec::elements).sum();
    }

    private List<Planned> tunings(R request, VitArchitecture auxiliary, Planned.Taught taught) {
        List<Comparison.Begun> models = method.descendants(auxiliary, request.repeats(), request.targets()).stream()
                .map(each -> new Comparison.Begun(each.name(), each.architecture(), new Origin.Model(NOT_YET)))
                .toList();
        List<Planned> plan = new ArrayList<>();
        for (TuneJob tune : Tunings.of(
                models,
                ExpandRequest.of(request),
                request.dataset(),
                request.seed(),
                loss -> new TuningTeacher(NOT_YET, loss, null))) {
            if (tune.group().equals(TuneJob.MODELS)) {
                fit(request.fit(), auxiliary, tune).ifPresent(plan::add);
            }
            plan.add(Planned.of(tune, taught));
            tune.queuedAfter(request.name()).forEach(follower -> plan.add(Planned.of(follower, taught)));
        }
        return plan;
    }

    /** {@return the fit before a tuning, whose some kilobytes in the store are not counted} */
    private Optional<Planned> fit(Fit fit, VitArchitecture auxiliary, TuneJob tune) {
        return method.preparation(auxiliary, tune.architecture(), fit)
                .map(kind -> Planned.fitted(
                        kind, tune.name(), tune.architecture(), fit.recipe(tune.training()), fit.steps(), 0));
    }

    @Override
    public List<ObjectNode> compared(Contest contest) {
        return List.of(contest.distilled(method.name()));
    }

    /**
     * Also refuses a target that no descendant meets.
     *
     * @param method whose descendants they are
     * @param auxiliary shape of the auxiliary model
     * @param repeats how often it applies each of its blocks; null where that means nothing
     * @param targets what is wanted
     * @param tuning recipe of their tuning
     * @param baselines what they are compared with
     * @return the trainings of the largest descendant
     */
    public static List<Training> descendants(
            DistillingMethod method,
            VitArchitecture auxiliary,
            StageSchedule repeats,
            List<Target> targets,
            TrainingRecipe tuning,
            Baselines baselines) {
        List<VitArchitecture> models = method.descendants(auxiliary, repeats, targets).stream()
                .map(Descendant::architecture)
                .sorted(Comparator.comparingLong(VitArchitecture::flops))
                .toList();
        int shallowest = models.stream().mapToInt(VitArchitecture::depth).min().orElseThrow();
        checkFrozen(shallowest, tuning, "tuning");
        checkFrozen(shallowest, baselines.selectedLayers(), "baselines.selected_layers");
        VitArchitecture largest = models.get(models.size() - 1);
        List<Training> trainings = new ArrayList<>();
        trainings.add(new Training(largest, tuning, "tuning"));
        if (baselines.scratch() != null) {
            trainings.add(Training.scratch(largest, baselines.scratch(), "baselines.scratch"));
        }
        if (baselines.scratchDistilled() != null) {
            trainings.add(Training.scratch(largest, baselines.scratchDistilled(), "baselines.scratch_distilled"));
        }
        if (baselines.selectedLayers() != null) {
            trainings.add(new Training(largest, baselines.selectedLayers(), "baselines.selected_layers"));
        }
        return trainings;
    }

    /** Refuses to freeze more blocks than the shallowest descendant has. */
    private static void checkFrozen(int depth, TrainingRecipe recipe, String field) {
        Freeze freeze = recipe == null ? null : recipe.rates().freeze();
        Check.that(
                freeze == null || freeze.all() || freeze.blocks() <= depth,
                field + ".freeze",
                freeze == null ? null : freeze.blocks(),
                "the shallowest descendant has " + depth + " layers; give fewer, or all");
    }

    /**
     * Refuses recipes whose loss has no place for an ancestor's answers.
     *
     * @param tuning recipe of the descendants' tuning
     * @param teacher how much it listens to the ancestor; null for the labels alone
     * @param baselines what they are compared with
     */
    public static void checkTaught(TrainingRecipe tuning, TeacherLoss teacher, Baselines baselines) {
        if (teacher != null) {
            tuning.checkTaught("tuning");
        }
        if (baselines.scratchDistilled() != null) {
            baselines.scratchDistilled().checkTaught("baselines.scratch_distilled");
        }
        if (teacher != null && baselines.selectedLayers() != null) {
            baselines.selectedLayers().checkTaught("baselines.selected_layers");
        }
    }

    private static void check(DistilledRequest request, String id, Shelves shelves) {
        AncestorManifest ancestor = shelves.ancestor(id)
                .orElseThrow(() -> new InvalidFieldException(
                        "ancestor.id", id, "there is no such ancestor; upload it with PUT /ancestors/" + id));
        int imageSize = request.dataset().imageSize();
        int step = ancestor.architecture().imageStep();
        if (imageSize % step != 0) {
            throw new InvalidFieldException(
                    "dataset.image_size",
                    imageSize,
                    "ancestor '" + id + "' cuts images into patches of " + step + " pixels; give "
                            + ancestor.architecture().imageSize() + " or another multiple of that");
        }
        String refusal = ancestor.refusal(shelves.classes(request.dataset()), imageSize);
        if (refusal != null) {
            throw new InvalidFieldException("ancestor.id", id, refusal);
        }
    }
}
