package io.learngene.worker;

import io.learngene.contracts.artefact.StoreKeys;
import io.learngene.contracts.event.TrainingPoint;
import io.learngene.contracts.job.Job;
import io.learngene.contracts.job.JobSpec;
import io.learngene.runtime.job.JobContext;
import io.learngene.runtime.job.StopSignal;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * A run of a job without a broker.
 *
 * @param job the job's id
 * @param name what tells it from other runs of the job
 * @param workDirectory where it may work
 * @param stop asked between steps
 * @param points what it reported
 * @param warnings what it warned of
 */
record TestRun(
        String job, String name, Path workDirectory, StopSignal stop, List<TrainingPoint> points, List<String> warnings)
        implements JobContext {

    TestRun(String job, String name, Path folder) {
        this(job, name, folder.resolve("work-" + name), new StopSignal(), new ArrayList<>(), new ArrayList<>());
    }

    /** A job that is only trained. */
    private record Work() implements JobSpec {
        @Override
        public String kind() {
            return "work";
        }

        @Override
        public String path() {
            return "work";
        }

        @Override
        public String resultKey(String family) {
            return "results/" + family;
        }
    }

    static Job<JobSpec> job(Instant queuedAt) {
        return new Job<>("family", 0, 0, 0, null, null, queuedAt, new Work());
    }

    @Override
    public int attempt() {
        return 1;
    }

    @Override
    public String runPrefix() {
        return StoreKeys.run(job, name);
    }

    @Override
    public void report(TrainingPoint point) {
        points.add(point);
    }

    @Override
    public void warn(String message) {
        warnings.add(message);
    }
}
