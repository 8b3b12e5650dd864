package io.learngene.contracts.artefact;

import com.fasterxml.jackson.annotation.JsonTypeName;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.learngene.contracts.Check;
import io.learngene.contracts.architecture.VitArchitecture;
import io.learngene.contracts.evaluation.ModelEvaluation;
import io.learngene.contracts.project.Project;
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
 * @param listening whom it listened to; in JSON its fields lie beside the others
 * @param parameters its parameters
 * @param flops floating point operations per image, two per multiply-add
 * @param classNames the classes in the order of the head
 * @param training how it was trained; in JSON its fields lie beside the others
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
        @JsonUnwrapped Listening listening,
        long parameters,
        long flops,
        List<String> classNames,
        @JsonUnwrapped CompletedTraining training,
        List<ArtefactRef> files,
        Provenance provenance)
        implements JobResult {
    public ModelManifest {
        Project.checkId("family", family);
        Check.present("name", name);
        Check.present("group", group);
        Check.present("architecture", architecture);
        classNames = List.copyOf(Check.present("class_names", classNames));
        Check.present("training", training);
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
        return List.of(new TrainingRun(
                group,
                name,
                architecture.depth(),
                parameters,
                training.history(),
                training.images(),
                training.seconds(),
                TrainingCost.of(this),
                true));
    }

    @Override
    public ResultSummary summary() {
        return new ResultSummary.Trained(
                group,
                name,
                ScoreCurve.of(training.history()),
                training.seconds(),
                TrainingCost.epoch(this),
                training.bestEpoch(),
                training.tested());
    }
}
