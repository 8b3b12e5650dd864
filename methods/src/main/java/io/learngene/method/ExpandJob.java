package io.learngene.method;

import com.fasterxml.jackson.annotation.JsonTypeName;
import io.learngene.contracts.Check;
import io.learngene.contracts.artefact.StoreKeys;
import io.learngene.contracts.family.DatasetSelection;
import io.learngene.contracts.job.JobSpec;

/**
 * Generate more initialisations from a learngene and queue their tuning.
 *
 * @param requestId id of the request, unique in the family
 * @param request what is wanted; its tuning is complete
 * @param dataset images to tune on, pinned
 * @param seed seed of the tuning jobs
 */
@JsonTypeName(ExpandJob.KIND)
public record ExpandJob(String requestId, ExpandRequest request, DatasetSelection dataset, long seed)
        implements JobSpec {

    /** Name of the kind. */
    public static final String KIND = "expand";
    /** Request id of the family's own targets. */
    public static final String INITIAL = "initial";

    public ExpandJob {
        Check.name("request_id", requestId);
        Check.present("request", request);
        Check.present("request.tuning", request.tuning());
        Check.present("dataset", dataset);
    }

    /**
     * @param family family
     * @param requestId request
     * @return the job's id
     */
    public static String id(String family, String requestId) {
        return family + "/" + KIND + "/" + requestId;
    }

    @Override
    public String kind() {
        return KIND;
    }

    @Override
    public String path() {
        return KIND + "/" + requestId;
    }

    @Override
    public String resultKey(String family) {
        return StoreKeys.expansionManifest(family, requestId);
    }
}
