package io.learngene.method;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonTypeName;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.learngene.contracts.Check;
import io.learngene.contracts.Vocabulary;
import io.learngene.contracts.architecture.StageSchedule;
import io.learngene.contracts.architecture.VitArchitecture;
import io.learngene.contracts.artefact.ArtefactRef;
import io.learngene.contracts.artefact.CompletedTraining;
import io.learngene.contracts.artefact.Learngene;
import io.learngene.contracts.artefact.ListedLearngene;
import io.learngene.contracts.artefact.Provenance;
import io.learngene.contracts.artefact.ResultSummary;
import io.learngene.contracts.artefact.ScoreCurve;
import io.learngene.contracts.artefact.TrainingRun;
import io.learngene.contracts.project.Project;
import io.learngene.engine.expansion.Expansion;
import io.learngene.engine.shape.NetworkSpec;
import io.learngene.runtime.job.PermanentJobException;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * A learngene in one safetensors file: patch embedding, position embedding, final norm and head, and what the layers between are made
 * of: the shared blocks of an auxiliary model in stage order ({@code blocks.{s}.*}), or what its method has in their place.
 *
 * @param id learngene, which is its family's id
 * @param family family
 * @param method name of the {@link DistillingMethod} that made it; null in manifests of before there were several: {@code sws}
 * @param architecture the auxiliary model's shape; its depth is the sum of {@code repeats}, where there are any. Heads are part of it: a
 *     descendant whose heads are cut otherwise is refused, because equal tensor shapes would hide another function
 * @param repeats stages of the auxiliary model; null for a method without stages
 * @param parameters parameters stored
 * @param weights {@code learngene.safetensors}
 * @param classNames the classes in the order of the head
 * @param teacher the ancestor that it was distilled from; in JSON its fields lie beside the others
 * @param distillation the recipe
 * @param training how the auxiliary model was trained, its ancestor's training not counted; in JSON its fields lie beside the others
 * @param evaluationFile {@code evaluation.json} of the auxiliary model; null in such manifests
 * @param provenance how to make it again
 */
@JsonTypeName("learngene")
public record LearngeneManifest(
        String id,
        String family,
        String method,
        VitArchitecture architecture,
        StageSchedule repeats,
        long parameters,
        ArtefactRef weights,
        List<String> classNames,
        @JsonUnwrapped AncestorUse teacher,
        DistillationRecipe distillation,
        @JsonUnwrapped CompletedTraining training,
        @JsonProperty("evaluation") ArtefactRef evaluationFile,
        Provenance provenance)
        implements Learngene {
    public LearngeneManifest {
        Project.checkId("id", id);
        Project.checkId("family", family);
        Check.present("architecture", architecture);
        Check.that(
                repeats == null || architecture.depth() == repeats.depth(),
                "repeats",
                repeats,
                "they have to add up to the depth, " + architecture.depth());
        Check.present("weights", weights);
        Check.present("distillation", distillation);
        teacher =
                teacher == null ? new AncestorUse(null, null, 0, null, null, null, null, null, 0, null, null) : teacher;
        classNames = List.copyOf(Check.present("class_names", classNames));
        Check.present("training", training);
    }

    /** {@return the method that made it} */
    public DistillingMethod by() {
        return Methods.distilling(method);
    }

    /**
     * @param repeats how often a network applies each of its blocks; null where that means nothing
     * @return stages of which each has a block of its own
     */
    static int stages(StageSchedule repeats) {
        return repeats == null ? 1 : repeats.stages();
    }

    /**
     * Tensor shapes would not tell: other heads compute another function (SWS trap 1).
     *
     * @param model a model that is to begin with this learngene
     * @throws PermanentJobException if it has other heads or another width
     */
    public void checkHeads(VitArchitecture model) {
        if (architecture.heads() != model.heads() || architecture.dim() != model.dim()) {
            throw new PermanentJobException(
                    "learngene '" + id + "' has dim " + architecture.dim() + " and " + architecture.heads()
                            + " heads, the model " + model.dim() + " and " + model.heads()
                            + "; they have to be equal",
                    null);
        }
    }

    /**
     * @param layersSource for each layer of a model the stage whose block it is a copy of
     * @param wanted that model
     * @param artefacts where the learngene lies
     * @return the model, with the learngene's own classes and images
     * @throws IOException if the learngene cannot be read
     */
    public StoredModel expanded(List<Integer> layersSource, Initialiser.Wanted wanted, Artefacts artefacts)
            throws IOException {
        checkHeads(wanted.architecture());
        return new StoredModel(
                architecture.withDepth(wanted.architecture().depth()),
                classNames,
                weights.sha256(),
                Expansion.weights(
                        artefacts.weights(weights, NetworkSpec.auxiliary(architecture, repeats)), layersSource));
    }

    @Override
    public Optional<ArtefactRef> evaluation() {
        return Optional.ofNullable(evaluationFile);
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
                training.history(),
                training.images(),
                training.seconds(),
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
                DistillationCost.ancestorImages(this),
                teacher.seconds(),
                DistillationCost.ancestor(this),
                false);
        return List.of(before, own);
    }

    @Override
    public ResultSummary summary() {
        ScoreCurve curve = ScoreCurve.of(training.history());
        Double flops = DistillationCost.distillation(this);
        return new ResultSummary.Learned(
                parameters,
                curve.headline(),
                training.seconds(),
                flops,
                List.of(
                        new ResultSummary.Predecessor(
                                "ancestor",
                                // By the same score as the auxiliary model, so that they can be compared.
                                Vocabulary.score(curve.headline()).ofValidation()
                                        ? teacher.validation()
                                        : Double.valueOf(teacher.accuracy()),
                                teacher.seconds(),
                                DistillationCost.ancestor(this),
                                false,
                                teacher.tested()),
                        new ResultSummary.Predecessor(
                                "auxiliary model", curve.end(), training.seconds(), flops, true, training.tested())));
    }
}
