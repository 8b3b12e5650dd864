package io.learngene.runtime.job;

import com.fasterxml.jackson.annotation.JsonTypeName;
import io.learngene.contracts.Check;
import io.learngene.contracts.Topics;
import io.learngene.contracts.job.JobSpec;

/**
 * Any work.
 *
 * @param name unique in its family
 * @param wanted pool that it asks for; null for none
 */
@JsonTypeName(TestJob.KIND)
record TestJob(String name, String wanted) implements JobSpec {

    static final String KIND = "work";

    TestJob {
        Check.name("name", name);
    }

    TestJob(String name) {
        this(name, null);
    }

    @Override
    public String pool() {
        return wanted == null ? Topics.DEFAULT_POOL : wanted;
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
