package io.learngene.method;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.learngene.contracts.Check;
import io.learngene.contracts.architecture.StageSchedule;
import io.learngene.contracts.architecture.VitArchitecture;
import io.learngene.contracts.family.DatasetSelection;
import io.learngene.contracts.family.MethodRequest;
import io.learngene.contracts.family.Target;
import io.learngene.contracts.recipe.TeacherLoss;
import io.learngene.contracts.recipe.TrainingRecipe;
import java.util.List;
import java.util.stream.IntStream;

/** A request of a {@link DistillingMethod}: from an ancestor and a dataset to a learngene, and to tuned descendants of several depths. */
// As its parent has it: schemas look no further than to a record's own interfaces.
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "method")
public interface DistilledRequest extends MethodRequest {

    /** Most targets of one request. */
    int MAX_TARGETS = 64;

    /** {@return the teacher} */
    AncestorChoice ancestor();

    /**
     * @param classes classes of the dataset
     * @param imageSize pixels
     * @return shape of the auxiliary model that is distilled
     */
    VitArchitecture auxiliary(int classes, int imageSize);

    /** {@return how often the auxiliary model applies each of its blocks; null where that means nothing} */
    StageSchedule repeats();

    /** {@return recipe of phase 1} */
    DistillationRecipe distillation();

    /** {@return what is fitted of a model before its tuning; null where nothing is left to fit} */
    default Fit fit() {
        return null;
    }

    /** {@return the descendants that are wanted} */
    List<Target> targets();

    /** {@return recipe of the descendants' tuning} */
    TrainingRecipe tuning();

    /** {@return how much the tuning listens to the ancestor; null for the labels alone} */
    TeacherLoss tuningDistillation();

    /** {@return comparisons} */
    Baselines baselines();

    /** {@return what decides every random choice of the family} */
    Long seed();

    /**
     * What a person's request becomes when it is accepted.
     *
     * @param pinned the selection with its content filled in
     * @return the request for exactly that content
     */
    DistilledRequest accepted(DatasetSelection pinned);

    /**
     * @param name name of a request; null for the default
     * @param method the default, name of its method
     * @return the name
     * @throws io.learngene.contracts.InvalidFieldException if no family can have it
     */
    static String checkedName(String name, String method) {
        String checked = name == null ? method : name;
        Check.name("name", checked);
        Check.that(checked.length() <= 40, "name", checked, "use at most 40 characters");
        return checked;
    }

    /**
     * @param targets targets of a request
     * @return the same
     * @throws io.learngene.contracts.InvalidFieldException if there are none, or too many
     */
    static List<Target> checkedTargets(List<Target> targets) {
        Check.present("targets", targets);
        Check.that(
                !targets.isEmpty()
                        && targets.size() <= MAX_TARGETS
                        && targets.stream().allMatch(t -> t != null),
                "targets",
                targets.size() + " targets",
                "give 1 to " + MAX_TARGETS + " depths or budgets");
        return List.copyOf(targets);
    }

    /**
     * @param targets targets of a method without stages
     * @param why what stands in the way of stages
     * @throws io.learngene.contracts.InvalidFieldException if one says which stage each layer is of
     */
    static void checkNoStages(List<Target> targets, String why) {
        for (int i = 0; i < targets.size(); i++) {
            Check.that(
                    targets.get(i).layersSource() == null,
                    "targets[" + i + "].layers_source",
                    targets.get(i).layersSource(),
                    why + "; give a depth, max_parameters or max_flops");
        }
    }

    /**
     * @param fewest layers of the shallowest
     * @param depth layers of the auxiliary model
     * @return five depths up to one and a half times the auxiliary model's
     */
    static List<Target> defaultTargets(int fewest, int depth) {
        int to = Math.min(VitArchitecture.MAX_DEPTH, Math.max(fewest + 4, depth * 3 / 2));
        return IntStream.range(0, 5)
                .map(i -> fewest + Math.round(i * (to - fewest) / 4f))
                .mapToObj(Target::ofDepth)
                .toList();
    }
}
