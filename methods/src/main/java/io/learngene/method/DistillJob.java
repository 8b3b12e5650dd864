package io.learngene.method;

import com.fasterxml.jackson.annotation.JsonTypeName;
import io.learngene.contracts.Check;
import io.learngene.contracts.artefact.StoreKeys;
import io.learngene.contracts.family.MethodRequest;
import io.learngene.contracts.job.JobSpec;
import java.util.Optional;

/**
 * Distil a learngene; train the ancestor first where the request says so.
 *
 * @param request the whole request, complete and with its dataset pinned
 */
@JsonTypeName(DistillJob.KIND)
public record DistillJob(DistilledRequest request) implements JobSpec {

    /** Name of the kind, and place of the one job of it that a family has. */
    public static final String KIND = "distill";

    public DistillJob {
        Check.present("request", request);
    }

    /**
     * @param family family
     * @return the job's id
     */
    public static String id(String family) {
        return family + "/" + KIND;
    }

    @Override
    public String kind() {
        return KIND;
    }

    @Override
    public String pool() {
        return request.distillation().training().poolOrDefault();
    }

    @Override
    public String path() {
        return KIND;
    }

    @Override
    public String resultKey(String family) {
        return StoreKeys.learngeneManifest(family);
    }

    @Override
    public Optional<MethodRequest> opens() {
        return Optional.of(request);
    }
}
