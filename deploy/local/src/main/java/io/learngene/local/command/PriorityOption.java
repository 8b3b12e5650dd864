package io.learngene.local.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.learngene.contracts.family.Priority;
import picocli.CommandLine.Option;

/** Whose jobs are taken first. */
final class PriorityOption {

    private static final String FIELD = "priority";

    @Option(
            names = "--priority",
            paramLabel = "PRIORITY",
            description =
                    "high, normal or low: whose jobs are taken first (default: what the request says, else normal).")
    private Priority priority;

    /** @param request gets the priority, where one was given */
    void putInto(ObjectNode request) {
        if (priority != null) {
            request.put(FIELD, priority.label());
        }
    }

    /** {@return the same, as it stands in the file where no priority was given} */
    RequestFile putInto(RequestFile request) {
        return priority == null ? request : request.with(FIELD, priority.label());
    }
}
