package io.learngene.gateway.comparison;

import io.learngene.contracts.Check;
import io.learngene.method.comparison.ComparisonRequest;
import java.time.Instant;
import java.util.Map;

/**
 * What was asked for, and which families it became.
 *
 * @param id id
 * @param createdAt when it was asked for first
 * @param request what was asked for, complete
 * @param families its families so far
 */
public record Comparison(String id, Instant createdAt, ComparisonRequest request, Families families) {

    /**
     * What is written down once.
     *
     * @param id id
     * @param createdAt when it was asked for first
     * @param request what was asked for, complete
     */
    record Asked(String id, Instant createdAt, ComparisonRequest request) {
        Asked {
            Check.name("id", id);
            Check.present("created_at", createdAt);
            Check.present("request", request);
        }
    }

    /**
     * Which families it has so far; written again when there are more.
     *
     * @param ancestor family that trains the ancestor, or id of one that was given; null before there is one
     * @param byPart families by id of the {@link io.learngene.method.comparison.ComparisonPlan.Part}
     * @param refusal why the rest of them cannot be asked for; null where it can
     */
    public record Families(String ancestor, Map<String, String> byPart, String refusal) {

        /** None yet. */
        static final Families NONE = new Families(null, Map.of(), null);

        public Families {
            byPart = byPart == null ? Map.of() : Map.copyOf(byPart);
        }
    }

    Comparison with(Families known) {
        return new Comparison(id, createdAt, request, known);
    }
}
