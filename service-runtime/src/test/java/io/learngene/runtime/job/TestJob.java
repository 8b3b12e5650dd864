package io.learngene.runtime.job;

import com.fasterxml.jackson.annotation.JsonTypeName;
import io.learngene.contracts.Check;
import io.learngene.contracts.job.JobSpec;

/** Any work. */
@JsonTypeName(TestJob.KIND)
record TestJob(String name) implements JobSpec {

    static final String KIND = "work";

    TestJob {
        Check.name("name", name);
    }

    @Override
    public String kind() {
        return KIND;
    }

    @Override
    public String path() {
        return KIND + "/" + name;
    }

    @Override
    public String resultKey(String family) {
        return "families/" + family + "/work/" + name + ".json";
    }
}
