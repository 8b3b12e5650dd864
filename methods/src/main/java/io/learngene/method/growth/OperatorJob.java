package io.learngene.method.growth;

import com.fasterxml.jackson.annotation.JsonTypeName;
import io.learngene.contracts.Check;
import io.learngene.contracts.artefact.ResultSummary.Trained;
import io.learngene.contracts.artefact.StoreKeys;
import io.learngene.contracts.family.MethodRequest;
import io.learngene.contracts.job.JobSpec;
import java.util.Optional;

/**
 * Train the operator that a model is grown by, write out the grown weights, and queue the growing job.
 *
 * @param name name of the grown model
 * @param request the whole request, complete and with its dataset pinned
 */
@JsonTypeName(OperatorJob.KIND)
public record OperatorJob(String name, GrowthRequest request) implements JobSpec {

    /** Name of the kind, and place of the one job of it that a family has. */
    static final String KIND = "operator";

    public OperatorJob {
        Check.present("name", name);
        Check.present("request", request);
        Check.present("request.dataset", request.dataset());
    }

    @Override
    public String kind() {
        return KIND;
    }

    @Override
    public String pool() {
        return request.tuning().poolOrDefault();
    }

    @Override
    public String path() {
        return KIND;
    }

    @Override
    public String resultKey(String family) {
        return manifest(family, name);
    }

    static String manifest(String family, String name) {
        return StoreKeys.modelManifest(family, Trained.FITTED, name);
    }

    @Override
    public Optional<MethodRequest> opens() {
        return Optional.of(request);
    }
}
