package io.learngene.contracts.artefact;

import com.fasterxml.jackson.annotation.JsonTypeName;
import io.learngene.contracts.Check;
import io.learngene.contracts.architecture.VitArchitecture;
import io.learngene.contracts.evaluation.Judged;
import io.learngene.contracts.evaluation.ModelEvaluation;
import java.util.List;
import java.util.Optional;

/**
 * A tuned model: a folder that timm loads.
 *
 * @param family family
 * @param name unique in its group, for example {@code L09}
 * @param group {@code models}, {@code baselines/scratch} and so on
 * @param architecture its shape
 * @param start what it was tuned from
 * @param teacher the ancestor that it listened to; null for none
 * @param teacherFlops floating point operations of that ancestor per image; null for none, 0 if unknown
 * @param answers where that ancestor's answers came from; null for none, and in manifests from before they were stored
 * @param teacherEpochs epochs whose images it was asked about in this job; null for every epoch
 * @param parameters its parameters
 * @param flops floating point operations per image, two per multiply-add
 * @param classNames the classes in the order of the head
 * @param trainImages training images seen per epoch
 * @param history epochs, beginning with the state before training
 * @param seconds wall-clock seconds of training, evaluation not counted
 * @param tested how it answered the test images at its end; null in manifests from before this was counted
 * @param files {@code config.json}, {@code model.safetensors}, {@code README.md}, {@code metrics.jsonl}, {@code evaluation.json}
 * @param provenance how to make it again
 */
@JsonTypeName("model")
public record ModelManifest(
        String family,
        String name,
        String group,
        VitArchitecture architecture,
        Origin start,
        TuningTeacher teacher,
        Long teacherFlops,
        AnswerSource answers,
        Integer teacherEpochs,
        long parameters,
        long flops,
        List<String> classNames,
        int trainImages,
        List<EpochResult> history,
        double seconds,
        Judged tested,
        List<ArtefactRef> files,
        Provenance provenance)
        implements JobResult {
    public ModelManifest {
        Check.name("family", family);
        Check.present("name", name);
        Check.present("group", group);
        Check.present("architecture", architecture);
        classNames = List.copyOf(Check.present("class_names", classNames));
        history = List.copyOf(Check.present("history", history));
        files = List.copyOf(Check.present("files", files));
    }

    @Override
    public Optional<ArtefactRef> evaluation() {
        return files.stream()
                .filter(file -> file.name().equals(ModelEvaluation.FILE))
                .findFirst();
    }

    @Override
    public List<TrainingRun> trainings() {
        Double epoch = TrainingCost.epoch(this);
        Double flops = epoch == null ? null : Double.valueOf(epoch * TrainingCost.epochs(history));
        return List.of(new TrainingRun(
                group, name, architecture.depth(), parameters, history, trainImages, seconds, flops, true));
    }

    @Override
    public ResultSummary summary() {
        return new ResultSummary.Trained(
                group, name, ScoreCurve.of(history), seconds, TrainingCost.epoch(this), tested);
    }
}
