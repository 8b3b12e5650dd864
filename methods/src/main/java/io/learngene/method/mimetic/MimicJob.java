package io.learngene.method.mimetic;

import com.fasterxml.jackson.annotation.JsonTypeName;
import io.learngene.contracts.Check;
import io.learngene.contracts.artefact.StoreKeys;
import io.learngene.contracts.family.MethodRequest;
import io.learngene.contracts.job.JobSpec;
import java.util.Optional;

/**
 * Say which models begin with mimetic attention, and queue their training.
 *
 * @param request the whole request, complete and with its dataset pinned
 */
@JsonTypeName(MimicJob.KIND)
public record MimicJob(MimeticRequest request) implements JobSpec {

    /** Name of the kind, and place of the one job of it that a family has. */
    static final String KIND = "mimic";

    public MimicJob {
        Check.present("request", request);
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
        return StoreKeys.ofFamily(family) + "mimicked.json";
    }

    @Override
    public Optional<MethodRequest> opens() {
        return Optional.of(request);
    }
}
