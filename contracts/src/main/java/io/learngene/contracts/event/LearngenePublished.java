package io.learngene.contracts.event;

import io.learngene.contracts.Check;
import io.learngene.contracts.family.MethodRequest;
import java.time.Instant;

/**
 * A learngene lies in the store; expanders listen. Small: who needs the manifest reads it. CloudEvents type
 * {@code io.learngene.learngene.published.v2}, id {@code {family}/learngene}.
 *
 * @param family family
 * @param manifestKey key of the learngene's manifest
 * @param sha256 checksum of the manifest
 * @param request the request of its family: what is to be made of the learngene
 * @param at when
 */
public record LearngenePublished(String family, String manifestKey, String sha256, MethodRequest request, Instant at) {
    /** CloudEvents type. */
    public static final String TYPE = "io.learngene.learngene.published.v2";

    public LearngenePublished {
        Check.name("family", family);
        Check.present("manifest_key", manifestKey);
        Check.sha256("sha256", sha256);
        Check.present("request", request);
        Check.present("at", at);
    }
}
