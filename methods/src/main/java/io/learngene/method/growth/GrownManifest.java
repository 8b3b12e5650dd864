package io.learngene.method.growth;

import com.fasterxml.jackson.annotation.JsonTypeName;
import io.learngene.contracts.Check;
import io.learngene.contracts.architecture.VitArchitecture;
import io.learngene.contracts.artefact.ArtefactRef;
import io.learngene.contracts.artefact.JobResult;
import io.learngene.contracts.artefact.Provenance;
import io.learngene.contracts.artefact.ResultSummary;
import io.learngene.contracts.project.Project;
import java.util.List;

/**
 * A grown model before its tuning.
 *
 * @param family family
 * @param name name of the model in it, for example {@code L08-d192}
 * @param from the model that was grown, as in the request
 * @param fromSha256 checksum of that model's weights
 * @param fromArchitecture its shape, at the image size and with the classes of the dataset
 * @param architecture the grown shape
 * @param operator what made its weights; null in manifests of before there were several: closed form
 * @param rule how it was grown in closed form; null where the operator was trained, which {@code baselines/fitted} tells of
 * @param weights {@code model.safetensors}
 * @param parameters parameters of the grown model
 * @param flops its floating point operations per image, two per multiply-add
 * @param classNames the classes in the order of the head
 * @param logitDifference how far its answers are from its source's
 * @param jobs the tuning jobs that were queued
 * @param provenance how to make it again; the seed decides the rule's maps and shares
 */
@JsonTypeName("grown")
public record GrownManifest(
        String family,
        String name,
        String from,
        String fromSha256,
        VitArchitecture fromArchitecture,
        VitArchitecture architecture,
        GrowthOperator operator,
        GrowthRule rule,
        ArtefactRef weights,
        long parameters,
        long flops,
        List<String> classNames,
        LogitDifference logitDifference,
        List<ResultSummary.Expected> jobs,
        Provenance provenance)
        implements JobResult {
    public GrownManifest {
        Project.checkId("family", family);
        Check.present("name", name);
        Check.sha256("from_sha256", fromSha256);
        Check.present("architecture", architecture);
        Check.present("weights", weights);
        classNames = List.copyOf(Check.present("class_names", classNames));
        jobs = List.copyOf(Check.present("jobs", jobs));
    }

    @Override
    public ResultSummary summary() {
        return new ResultSummary.Generated(
                List.of(new ResultSummary.Model(name, architecture.depth(), parameters)), jobs);
    }
}
