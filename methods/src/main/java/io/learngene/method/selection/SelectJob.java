package io.learngene.method.selection;

import com.fasterxml.jackson.annotation.JsonTypeName;
import io.learngene.contracts.Check;
import io.learngene.contracts.artefact.StoreKeys;
import io.learngene.contracts.family.MethodRequest;
import io.learngene.contracts.job.JobSpec;
import java.util.Optional;

/**
 * Choose the layers of smaller models and queue their tuning.
 *
 * @param request the whole request, complete and with its dataset pinned
 */
@JsonTypeName(SelectJob.KIND)
public record SelectJob(SelectionRequest request) implements JobSpec {

    /** Name of the kind, and place of the one job of it that a family has. */
    static final String KIND = "select";

    public SelectJob {
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
        return StoreKeys.ofFamily(family) + "selected.json";
    }

    @Override
    public Optional<MethodRequest> opens() {
        return Optional.of(request);
    }
}
