package io.learngene.runtime.job;

import io.learngene.contracts.event.TrainingPoint;
import java.nio.file.Path;

/** What a handler may ask for while it works on a job. */
public interface JobContext {

    /** {@return attempt number, from 1} */
    int attempt();

    /** {@return prefix of the store keys that this run writes; no other run of any record of the job has the same} */
    String runPrefix();

    /** {@return to be asked between steps} */
    StopSignal stop();

    /**
     * Tells where the work stands; never fails and never waits.
     *
     * @param point progress
     */
    void report(TrainingPoint point);

    /**
     * Tells the user what the work goes on without, and logs it; never fails and never waits. A message is told once in a run.
     *
     * @param message what is missing, why, and what to do about it; longer ones are cut
     */
    void warn(String message);

    /** {@return a folder of its own, empty at the beginning, removed at the end} */
    Path workDirectory();
}
