package io.learngene.runtime.job;

import io.learngene.contracts.Vocabulary;
import io.learngene.contracts.artefact.JobResult;
import io.learngene.contracts.job.JobSpec;
import io.learngene.contracts.job.Role;
import java.util.List;
import java.util.Map;

/** A method's words, as these tests need them. */
public final class TestWords implements Vocabulary {

    @Override
    public Map<Class<? extends JobSpec>, Role> jobs() {
        return Map.of(TestJob.class, Role.EXPAND);
    }

    @Override
    public List<Class<? extends JobResult>> results() {
        return List.of(TestResult.class);
    }
}
