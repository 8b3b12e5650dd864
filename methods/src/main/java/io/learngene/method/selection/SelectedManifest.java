package io.learngene.method.selection;

import com.fasterxml.jackson.annotation.JsonTypeName;
import io.learngene.contracts.Check;
import io.learngene.contracts.architecture.VitArchitecture;
import io.learngene.contracts.artefact.JobResult;
import io.learngene.contracts.artefact.Provenance;
import io.learngene.contracts.artefact.ResultSummary;
import io.learngene.contracts.project.Project;
import java.util.List;

/**
 * What a selection chose. The weights are made of the larger model's when they are asked for.
 *
 * @param family family
 * @param from the larger model, as in the request
 * @param fromSha256 checksum of its weights
 * @param fromArchitecture its shape, at the image size and with the classes of the dataset
 * @param layers which layers are kept
 * @param influence how influence was measured; null for a rule that needs none
 * @param models the smaller models
 * @param jobs the tuning jobs that were queued
 * @param provenance how to make it again
 */
@JsonTypeName("selected")
public record SelectedManifest(
        String family,
        String from,
        String fromSha256,
        VitArchitecture fromArchitecture,
        LayerRule layers,
        BlockInfluence influence,
        List<Chosen> models,
        List<ResultSummary.Expected> jobs,
        Provenance provenance)
        implements JobResult {

    /**
     * A smaller model before its tuning.
     *
     * @param name unique in the family, for example {@code L06-d192}
     * @param architecture its shape
     * @param layers for each of its layers the larger model's that it is taken from
     * @param parameters its parameters
     * @param flops its floating point operations per image, two per multiply-add
     */
    public record Chosen(String name, VitArchitecture architecture, List<Integer> layers, long parameters, long flops) {
        public Chosen {
            Check.present("name", name);
            Check.present("architecture", architecture);
            layers = List.copyOf(Check.present("layers", layers));
        }
    }

    public SelectedManifest {
        Project.checkId("family", family);
        Check.present("from", from);
        Check.sha256("from_sha256", fromSha256);
        models = List.copyOf(Check.present("models", models));
        jobs = List.copyOf(Check.present("jobs", jobs));
    }

    @Override
    public ResultSummary summary() {
        return new ResultSummary.Generated(
                models.stream()
                        .map(each -> new ResultSummary.Model(
                                each.name(), each.architecture().depth(), each.parameters()))
                        .toList(),
                jobs);
    }
}
