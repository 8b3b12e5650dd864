package io.learngene.method.comparison;

import io.learngene.contracts.Check;
import io.learngene.contracts.InvalidFieldException;
import io.learngene.contracts.architecture.VitArchitecture;
import io.learngene.contracts.family.DatasetSelection;
import io.learngene.contracts.family.Priority;
import io.learngene.contracts.family.Target;
import io.learngene.contracts.recipe.TrainingRecipe;
import io.learngene.engine.expansion.Expansion;
import io.learngene.method.AncestorChoice;
import io.learngene.method.AuxiliaryShape;
import io.learngene.method.DistillationRecipe;
import io.learngene.method.DistilledRequest;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Methods beside one another, and beside every {@link Control}: on the same images, from the same ancestor, by the same recipes and with
 * the same seeds. Only the dataset is required.
 *
 * @param name human name and prefix of the comparison's id; default {@code comparison}
 * @param dataset images to train and test on
 * @param ancestor the teacher of all; default: a small ResNet is trained, once
 * @param model shape of all models, with the depth of the auxiliary models; default {@link AuxiliaryShape#DEFAULT}
 * @param widths token widths, each a table of its own with heads as wide as the model's; default that of {@code model}
 * @param distillation recipe of phase 1, of every method that has one; {@code elastic} and {@code attention} are a method's own settings
 * @param targets the models that are compared, depths or budgets; default five depths up to one and a half times the auxiliary models'
 * @param tuning recipe of every model that begins with something; default {@link TrainingRecipe#tuning}
 * @param scratch recipe of every model that begins with random or mimetic weights; missing fields as in the tuning
 * @param methods who is compared; default Stage-wise Weight Sharing and linear expansion
 * @param without controls that are left out, each with the reason
 * @param seeds seeds that everything is run with; default 42 alone
 * @param priority whose jobs are taken first; null for normal priority
 */
public record ComparisonRequest(
        String name,
        DatasetSelection dataset,
        AncestorChoice ancestor,
        AuxiliaryShape model,
        List<Integer> widths,
        DistillationRecipe distillation,
        List<Target> targets,
        TrainingRecipe tuning,
        TrainingRecipe scratch,
        List<Entrant> methods,
        Map<String, String> without,
        List<Long> seeds,
        Priority priority) {

    /** Most methods beside the controls. */
    public static final int MOST_METHODS = 16;
    /** Most seeds. */
    public static final int MOST_SEEDS = 8;
    /** Most widths. */
    public static final int MOST_WIDTHS = 4;
    /** Most depths of one width. */
    public static final int MOST_TARGETS = 16;
    /** Most models of one comparison. */
    public static final int MOST_MODELS = 1024;

    private static final int MOST_REASON = 200;

    public ComparisonRequest {
        name = DistilledRequest.checkedName(name, "comparison");
        Check.present("dataset", dataset);
        int imageSize = dataset.imageSize();
        ancestor = (ancestor == null ? new AncestorChoice(null, null) : ancestor).forImages(imageSize);
        model = model == null ? AuxiliaryShape.DEFAULT : model;
        Check.that(
                imageSize % model.patchSize() == 0,
                "model.patch_size",
                model.patchSize(),
                "it has to divide dataset.image_size, which is " + imageSize);
        widths = checkedWidths(widths, model);
        Check.that(
                distillation == null || distillation.elastic() == null,
                "distillation.elastic",
                "elastic steps",
                "which depths are drawn is a method's own; give it in methods[].settings.distillation.elastic");
        distillation = DistillationRecipe.complete(distillation, imageSize, 1, model.depth());
        distillation.checkNoAttention(
                "distillation",
                "what is trained first is a method's own, as methods[].settings.distillation.attention");
        targets = targets == null ? DistilledRequest.defaultTargets(2, model.depth()) : checkedTargets(targets);
        tuning = TrainingRecipe.complete(tuning, TrainingRecipe.tuning(imageSize));
        Check.that(tuning.length().trains(), "tuning.epochs", 0, "give at least 1, models are compared tuned");
        scratch = TrainingRecipe.complete(scratch, tuning);
        Check.that(scratch.length().trains(), "scratch.epochs", 0, "give at least 1");
        Check.that(
                distillation.training().length().trains(),
                "distillation.training.epochs",
                0,
                "give at least 1, nothing is learned without");
        methods = checkedMethods(
                methods == null ? List.of(new Entrant(null, "sws", null), new Entrant(null, "tleg", null)) : methods);
        without = checkedReasons(without);
        seeds = checkedSeeds(seeds == null ? List.of(42L) : seeds);
        Check.that(
                !methods.isEmpty() || without.size() < Control.values().length,
                "methods",
                "none, and no control",
                "name what is to be compared");
        long models = (long) widths.size()
                * targets.size()
                * seeds.size()
                * (methods.size() + Control.values().length - without.size());
        Check.that(
                models <= MOST_MODELS,
                "methods",
                models + " models of all widths, targets, seeds, methods and controls",
                "at most " + MOST_MODELS + " are compared; take fewer of them");
    }

    /**
     * @param pinned the selection with its content filled in
     * @return the request for exactly that content
     */
    public ComparisonRequest on(DatasetSelection pinned) {
        return new ComparisonRequest(
                name,
                pinned,
                ancestor,
                model,
                widths,
                distillation,
                targets,
                tuning,
                scratch,
                methods,
                without,
                seeds,
                priority);
    }

    /** {@return shape of the models of a width, whose heads are as wide as the model's} */
    AuxiliaryShape shape(int width) {
        if (width == model.dim()) {
            return model;
        }
        int headDim = model.dim() / model.heads();
        return new AuxiliaryShape(
                width, width / headDim, model.patchSize(), model.depth(), model.mlpRatio(), model.pooling());
    }

    private static List<Integer> checkedWidths(List<Integer> widths, AuxiliaryShape model) {
        if (widths == null) {
            return List.of(model.dim());
        }
        int headDim = model.dim() / model.heads();
        checkList("widths", widths, MOST_WIDTHS);
        for (int i = 0; i < widths.size(); i++) {
            int width = widths.get(i);
            Check.range("widths[" + i + "]", width, 8, 4096);
            Check.that(
                    width % headDim == 0,
                    "widths[" + i + "]",
                    width,
                    "heads are " + headDim + " wide, as those of model; give a multiple of that");
        }
        return widths.stream().sorted().toList();
    }

    private static List<Target> checkedTargets(List<Target> targets) {
        checkList("targets", targets, MOST_TARGETS);
        DistilledRequest.checkNoStages(targets, "not every method has stages");
        for (int i = 0; i < targets.size(); i++) {
            Check.that(
                    targets.get(i).dim() == null,
                    "targets[" + i + "].dim",
                    targets.get(i).dim(),
                    "not every method makes models of another width than it learned; give widths");
        }
        return List.copyOf(targets);
    }

    private static List<Entrant> checkedMethods(List<Entrant> methods) {
        Check.that(
                methods.size() <= MOST_METHODS && methods.stream().allMatch(each -> each != null),
                "methods",
                methods.size() + " methods",
                "give at most " + MOST_METHODS);
        Set<String> names = new HashSet<>();
        for (int i = 0; i < methods.size(); i++) {
            String name = methods.get(i).name();
            Check.that(
                    !Control.labels().contains(name),
                    "methods[" + i + "].name",
                    name,
                    "that is a control, which is on the table anyway; give another name if the settings differ");
            Check.that(names.add(name), "methods[" + i + "].name", name, "two have it; give each a name of its own");
        }
        return List.copyOf(methods);
    }

    private static Map<String, String> checkedReasons(Map<String, String> without) {
        Map<String, String> reasons = new TreeMap<>(without == null ? Map.of() : without);
        reasons.forEach((control, reason) -> {
            Check.that(
                    Control.labels().contains(control),
                    "without",
                    control,
                    "the controls are " + Control.labels() + "; a method is left out by not naming it");
            Check.that(
                    reason != null && !reason.isBlank() && reason.length() <= MOST_REASON,
                    "without." + control,
                    reason,
                    "say why it is left out, in 1 to " + MOST_REASON + " characters; the report repeats it");
        });
        return Collections.unmodifiableMap(reasons);
    }

    private static List<Long> checkedSeeds(List<Long> seeds) {
        checkList("seeds", seeds, MOST_SEEDS);
        return List.copyOf(seeds);
    }

    private static void checkList(String field, List<?> list, int most) {
        Check.that(
                !list.isEmpty()
                        && list.size() <= most
                        && list.stream().allMatch(each -> each != null)
                        && list.stream().distinct().count() == list.size(),
                field,
                list.size() > most ? list.size() + " of them" : list,
                "give 1 to " + most + " different ones");
    }

    /**
     * @param width token width
     * @param classes classes of the dataset
     * @return depths of the models of that width, ascending
     * @throws InvalidFieldException if a budget is too small for one layer
     */
    List<Integer> depths(int width, int classes) {
        VitArchitecture one = shape(width).architecture(classes, dataset.imageSize());
        return Expansion.resolve(one, 1, targets).stream()
                .map(each -> each.architecture().depth())
                .sorted()
                .toList();
    }
}
