package io.learngene.method.sws;

import com.fasterxml.jackson.annotation.JsonTypeName;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.learngene.contracts.Check;
import io.learngene.contracts.architecture.StageSchedule;
import io.learngene.contracts.architecture.VitArchitecture;
import io.learngene.contracts.artefact.ArtefactRef;
import io.learngene.contracts.artefact.EpochResult;
import io.learngene.contracts.artefact.Learngene;
import io.learngene.contracts.artefact.ListedLearngene;
import io.learngene.contracts.artefact.Provenance;
import io.learngene.contracts.artefact.ResultSummary;
import io.learngene.contracts.artefact.ScoreCurve;
import io.learngene.contracts.artefact.TrainingRun;
import java.util.List;

/**
 * A learngene: the shared blocks of an auxiliary model in stage order ({@code blocks.{s}.*}), patch embedding, position
 * embedding, final norm and head, in one safetensors file.
 *
 * @param id learngene, which is its family's id
 * @param family family
 * @param architecture the auxiliary model's shape; its depth is the sum of {@code repeats}. Heads are part of it: a
 *     descendant with other heads is refused, because equal tensor shapes would hide another function
 * @param repeats stages of the auxiliary model
 * @param parameters parameters stored
 * @param weights {@code learngene.safetensors}
 * @param classNames the classes in the order of the head
 * @param teacher the ancestor that it was distilled from; in JSON its fields lie beside the others
 * @param distillation the recipe
 * @param history epochs of the auxiliary model
 * @param trainImages training images seen per epoch
 * @param seconds wall-clock seconds of distillation, training of an ancestor not counted
 * @param provenance how to make it again
 */
@JsonTypeName("learngene")
public record LearngeneManifest(
        String id,
        String family,
        VitArchitecture architecture,
        StageSchedule repeats,
        long parameters,
        ArtefactRef weights,
        List<String> classNames,
        @JsonUnwrapped AncestorUse teacher,
        DistillationRecipe distillation,
        List<EpochResult> history,
        int trainImages,
        double seconds,
        Provenance provenance)
        implements Learngene {
    public LearngeneManifest {
        Check.name("id", id);
        Check.name("family", family);
        Check.present("architecture", architecture);
        Check.present("repeats", repeats);
        Check.that(
                architecture.depth() == repeats.depth(),
                "repeats",
                repeats.repeats(),
                "they have to add up to the depth, " + architecture.depth());
        Check.present("weights", weights);
        Check.present("distillation", distillation);
        teacher = teacher == null ? new AncestorUse(null, null, 0, null, null, null, 0) : teacher;
        classNames = List.copyOf(Check.present("class_names", classNames));
        history = history == null ? List.of() : List.copyOf(history);
    }

    @Override
    public ListedLearngene listed() {
        return new ListedLearngene(
                id,
                architecture,
                repeats,
                parameters,
                weights,
                teacher.id(),
                provenance == null ? null : provenance.createdAt());
    }

    @Override
    public List<TrainingRun> trainings() {
        TrainingRun own = new TrainingRun(
                "learngene",
                id,
                architecture.depth(),
                parameters,
                history,
                trainImages,
                seconds,
                DistillationCost.distillation(this),
                true);
        if (teacher.history().isEmpty()) {
            return List.of(own);
        }
        TrainingRun before = new TrainingRun(
                "ancestor",
                teacher.id(),
                null,
                null,
                teacher.history(),
                trainImages,
                teacher.seconds(),
                DistillationCost.ancestor(this),
                false);
        return List.of(before, own);
    }

    @Override
    public ResultSummary summary() {
        ScoreCurve curve = ScoreCurve.of(history);
        Double flops = DistillationCost.distillation(this);
        return new ResultSummary.Learned(
                parameters,
                curve.headline(),
                seconds,
                flops,
                List.of(
                        new ResultSummary.Predecessor(
                                "ancestor",
                                teacher.accuracy(),
                                teacher.seconds(),
                                DistillationCost.ancestor(this),
                                false),
                        new ResultSummary.Predecessor("auxiliary model", curve.end(), seconds, flops, true)));
    }
}
