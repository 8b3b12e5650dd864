package io.learngene.method;

import io.learngene.contracts.architecture.StageSchedule;
import io.learngene.contracts.artefact.Origin;
import io.learngene.contracts.artefact.TuningTeacher;
import io.learngene.contracts.family.DatasetSelection;
import io.learngene.contracts.recipe.TeacherLoss;
import io.learngene.contracts.recipe.TrainingRecipe;
import io.learngene.method.Comparison.Begun;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The tunings that an expansion brings: the one place of the rule. */
public final class Tunings {

    private final DatasetSelection dataset;
    private final long seed;
    private final List<TuneJob> jobs = new ArrayList<>();

    private Tunings(DatasetSelection dataset, long seed) {
        this.dataset = dataset;
        this.seed = seed;
    }

    /**
     * @param models the models before their tuning
     * @param request what is wanted of them; its tuning is complete
     * @param dataset images, pinned
     * @param seed seed of every training
     * @param teacher the learngene's ancestor, for a loss that listens to it
     * @return descendants first, then what they are compared with; nothing for a recipe without epochs
     */
    public static List<TuneJob> of(
            List<Begun> models,
            ExpandRequest request,
            DatasetSelection dataset,
            long seed,
            Function<TeacherLoss, TuningTeacher> teacher) {
        Tunings tunings = new Tunings(dataset, seed);
        tunings.add(models, request, teacher);
        return tunings.jobs;
    }

    private void add(List<Begun> models, ExpandRequest request, Function<TeacherLoss, TuningTeacher> teacher) {
        Baselines baselines = request.baselines().withDefaults(request.tuning());
        TeacherLoss loss = request.tuningDistillation();
        TuningTeacher listened = loss == null ? null : teacher.apply(loss);
        models.forEach(each -> add(each, TuneJob.MODELS, each.start(), request.tuning(), listened));
        Origin random = new Origin.Random(baselines.weightInit());
        models.forEach(each -> add(each, TuneJob.SCRATCH, random, baselines.scratch(), null));
        if (baselines.scratchDistilled() != null) {
            TuningTeacher always = teacher.apply(loss);
            models.forEach(each -> add(each, TuneJob.SCRATCH_DISTILLED, random, baselines.scratchDistilled(), always));
        }
        TrainingRecipe selected = baselines.selectedLayers();
        if (selected != null
                && selected.length().trains()
                && request.tuning().length().trains()) {
            // They need the deepest model of their width first, whose job queues them when it is done.
            models.stream()
                    .collect(Collectors.groupingBy(each -> each.architecture().dim()))
                    .values()
                    .forEach(ofOneWidth -> addFollowers(ofOneWidth, selected));
        }
    }

    private void addFollowers(List<Begun> models, TrainingRecipe recipe) {
        Begun deepest = models.stream()
                .max(Comparator.comparingInt(each -> each.architecture().depth()))
                .orElseThrow();
        int depth = deepest.architecture().depth();
        List<TuneJob.Follower> followers = models.stream()
                .filter(each -> each.architecture().depth() < depth)
                .map(each -> new TuneJob.Follower(
                        each.name(),
                        each.architecture(),
                        StageSchedule.layersSource(each.architecture().depth(), depth),
                        recipe))
                .toList();
        jobs.replaceAll(
                each -> each.group().equals(TuneJob.MODELS) && each.name().equals(deepest.name())
                        ? each.before(followers)
                        : each);
    }

    private void add(Begun model, String group, Origin start, TrainingRecipe recipe, TuningTeacher teacher) {
        if (recipe != null && recipe.length().trains()) {
            jobs.add(new TuneJob(
                    model.name(), group, model.architecture(), start, dataset, recipe, teacher, seed, null));
        }
    }
}
