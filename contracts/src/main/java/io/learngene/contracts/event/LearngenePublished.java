package io.learngene.contracts.event;

import io.learngene.contracts.Check;
import io.learngene.contracts.artefact.LearngeneManifest;
import io.learngene.contracts.family.FamilyRequest;
import java.time.Instant;

/**
 * A learngene lies in the store; expanders listen. CloudEvents type {@code io.learngene.learngene.published.v1}, id
 * {@code {family}/learngene}.
 *
 * @param family family
 * @param learngene the manifest
 * @param request the request of its family: targets, tuning, baselines
 * @param at when
 */
public record LearngenePublished(String family, LearngeneManifest learngene, FamilyRequest request, Instant at) {
    /** CloudEvents type. */
    public static final String TYPE = "io.learngene.learngene.published.v1";

    public LearngenePublished {
        Check.name("family", family);
        Check.present("learngene", learngene);
        Check.present("request", request);
        Check.present("at", at);
    }
}
