package io.learngene.local.bench;

import com.fasterxml.jackson.annotation.JsonTypeName;
import io.learngene.contracts.Vocabulary;
import io.learngene.contracts.artefact.JobResult;
import io.learngene.contracts.artefact.ResultSummary;
import io.learngene.contracts.job.JobSpec;
import io.learngene.contracts.job.Role;
import java.util.List;
import java.util.Map;

/** The words of {@link JobQueueBenchmark}, and of whoever tests the queue alone: work that only waits. No service knows them. */
public final class QueueWords implements Vocabulary {

    /** Work that only waits, one for each family. */
    @JsonTypeName(Waiting.KIND)
    public record Waiting() implements JobSpec {

        /** Name of the kind. */
        public static final String KIND = "wait";

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
            return "families/" + family + "/waited.json";
        }
    }

    /**
     * What it leaves.
     *
     * @param family family
     */
    @JsonTypeName("waited")
    public record Waited(String family) implements JobResult {

        @Override
        public ResultSummary summary() {
            return new ResultSummary.Generated(List.of(), List.of());
        }
    }

    @Override
    public Map<Class<? extends JobSpec>, Role> jobs() {
        return Map.of(Waiting.class, Role.EXPAND);
    }

    @Override
    public List<Class<? extends JobResult>> results() {
        return List.of(Waited.class);
    }
}
