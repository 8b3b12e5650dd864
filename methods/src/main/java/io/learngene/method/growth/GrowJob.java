package io.learngene.method.growth;

import com.fasterxml.jackson.annotation.JsonTypeName;
import io.learngene.contracts.Check;
import io.learngene.contracts.artefact.StoreKeys;
import io.learngene.contracts.family.MethodRequest;
import io.learngene.contracts.job.JobSpec;
import java.util.Optional;

/**
 * Grow a model and queue its tuning.
 *
 * @param request the whole request, complete and with its dataset pinned
 */
@JsonTypeName(GrowJob.KIND)
public record GrowJob(GrowthRequest request) implements JobSpec {

    /** Name of the kind, and place of the one job of it that a family has. */
    static final String KIND = "grow";

    public GrowJob {
        Check.present("request", request);
        Check.present("request.dataset", request.dataset());
    }

    @Override
    public String kind() {
        return KIND;
    }

    @Override
    public String path() {
        return KIND;
    }

    @Override
    public String resultKey(String family) {
        return manifest(family);
    }

    static String manifest(String family) {
        return StoreKeys.ofFamily(family) + "grown.json";
    }

    @Override
    public Optional<MethodRequest> opens() {
        return Optional.of(request);
    }
}
