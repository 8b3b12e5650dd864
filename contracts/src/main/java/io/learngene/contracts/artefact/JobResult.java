package io.learngene.contracts.artefact;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.List;

/** The manifest that a finished job leaves in the store; its existence means that the job is done. Open, see {@link io.learngene.contracts.Vocabulary}; JSON field {@code kind}. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
public interface JobResult {

    /** {@return what a fact tells of it and a family's table shows} */
    @JsonIgnore
    ResultSummary summary();

    /** {@return the trainings that it tells of, with their curves and costs, in the order in which they were made} */
    default List<TrainingRun> trainings() {
        return List.of();
    }
}
