package io.learngene.contracts.event;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.learngene.contracts.Check;
import io.learngene.contracts.family.MethodRequest;
import io.learngene.contracts.family.Priority;
import io.learngene.contracts.project.Project;
import java.time.Instant;

/**
 * A learngene lies in the store; expanders listen. Small: who needs the manifest reads it. CloudEvents type
 * {@code io.learngene.learngene.published.v2}, id {@code {family}/learngene}.
 *
 * @param family family
 * @param manifestKey key of the learngene's manifest
 * @param sha256 checksum of the manifest
 * @param request the request of its family: what is to be made of the learngene
 * @param priority that of the job which made it, for what follows; what was written without it is of normal priority
 * @param at when
 */
public record LearngenePublished(
        String family,
        String manifestKey,
        String sha256,
        MethodRequest request,

        @JsonInclude(value = JsonInclude.Include.CUSTOM, valueFilter = Priority.Unsaid.class)
        Priority priority,

        Instant at) {
    /** CloudEvents type. */
    public static final String TYPE = "io.learngene.learngene.published.v2";

    public LearngenePublished {
        Project.checkId("family", family);
        Check.present("manifest_key", manifestKey);
        Check.sha256("sha256", sha256);
        Check.present("request", request);
        priority = Priority.or(priority);
        Check.present("at", at);
    }
}
