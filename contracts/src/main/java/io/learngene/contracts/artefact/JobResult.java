package io.learngene.contracts.artefact;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.List;
import java.util.Optional;

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

    /** {@return its {@link io.learngene.contracts.evaluation.ModelEvaluation} in the store; empty where nothing was judged} */
    @JsonIgnore
    default Optional<ArtefactRef> evaluation() {
        return Optional.empty();
    }
}
