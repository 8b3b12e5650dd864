package io.learngene.method.mimetic;

import com.fasterxml.jackson.annotation.JsonTypeName;
import io.learngene.contracts.Check;
import io.learngene.contracts.architecture.VitArchitecture;
import io.learngene.contracts.artefact.JobResult;
import io.learngene.contracts.artefact.ResultSummary;
import io.learngene.contracts.project.Project;
import io.learngene.method.MimeticRule;
import java.util.List;

/**
 * Which models of a family begin with mimetic attention.
 *
 * @param family family
 * @param rule what attention begins as
 * @param models the models
 * @param jobs the training jobs that were queued
 */
@JsonTypeName("mimicked")
public record MimickedManifest(String family, MimeticRule rule, List<Begun> models, List<ResultSummary.Expected> jobs)
        implements JobResult {

    /**
     * A model before its training.
     *
     * @param name unique in the family, for example {@code L06}
     * @param architecture its shape
     * @param parameters its parameters
     * @param flops its floating point operations per image, two per multiply-add
     */
    public record Begun(String name, VitArchitecture architecture, long parameters, long flops) {
        public Begun {
            Check.present("name", name);
            Check.present("architecture", architecture);
        }
    }

    public MimickedManifest {
        Project.checkId("family", family);
        Check.present("rule", rule);
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
