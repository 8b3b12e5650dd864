package io.learngene.gateway.view;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.learngene.contracts.event.Fact;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/**
 * Warnings of a job: the last one, and how many different ones there are. A warning that is told again changes nothing.
 *
 * @param seen what tells them from one another; no more than are counted
 * @param last the last one; null if there is none
 * @param at when that was
 */
record JobWarnings(List<String> seen, String last, Instant at) {

    static final JobWarnings NONE = new JobWarnings(List.of(), null, null);

    /** More are not counted: a record has to stay small. */
    static final int MOST = 100;

    JobWarnings {
        seen = seen == null ? List.of() : List.copyOf(seen);
    }

    /** {@return how many there are, at most {@value #MOST}} */
    @JsonIgnore
    int count() {
        return seen.size();
    }

    JobWarnings and(Fact.JobWarned fact) {
        String id = fact.id().substring(fact.id().lastIndexOf('/') + 1);
        List<String> all = seen.contains(id) || seen.size() == MOST
                ? seen
                : Stream.concat(seen.stream(), Stream.of(id)).toList();
        boolean newer = at == null || !fact.at().isBefore(at);
        return new JobWarnings(all, newer ? fact.message() : last, newer ? fact.at() : at);
    }
}
