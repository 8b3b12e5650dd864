package io.learngene.gateway.comparison;

import io.learngene.contracts.Check;
import io.learngene.contracts.project.Project;
import io.learngene.method.comparison.ComparisonRequest;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

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
            Project.checkId("id", id);
            Check.present("created_at", createdAt);
            Check.present("request", request);
        }
    }

    /**
     * Which families it has so far; written again when there are more.
     *
     * @param ancestor family that trains the ancestor, or id of one that was given; null before there is one
     * @param byPart families by id of the {@link io.learngene.method.comparison.ComparisonPlan.Part}
     * @param refusal why the rest of them cannot be asked for, or why some go on though it was cancelled; null otherwise
     * @param cancelledAt since when nothing of it is asked for, because nobody wants it any more; null while somebody does
     */
    public record Families(String ancestor, Map<String, String> byPart, String refusal, Instant cancelledAt) {

        /** None yet. */
        static final Families NONE = new Families(null, Map.of());

        public Families {
            byPart = byPart == null ? Map.of() : Map.copyOf(byPart);
        }

        /**
         * Of a comparison that goes on.
         *
         * @param ancestor family that trains the ancestor, or id of one that was given; null before there is one
         * @param byPart families by id of their part
         */
        public Families(String ancestor, Map<String, String> byPart) {
            this(ancestor, byPart, null, null);
        }

        Families refused(String why) {
            return new Families(ancestor, byPart, why, null);
        }

        Families cancelled(String goingOn, Instant at) {
            return new Families(ancestor, byPart, goingOn, at);
        }

        boolean cancelled() {
            return cancelledAt != null;
        }

        /** {@return whether nothing more of it is asked for} */
        boolean ended() {
            return cancelled() || refusal != null;
        }
    }

    /** {@return ids of the families that it has: that which trains its ancestor, and those of its parts} */
    public Set<String> ownFamilies() {
        Set<String> own = new TreeSet<>(families.byPart().values());
        if (request.ancestor().id() == null && families.ancestor() != null) {
            own.add(families.ancestor());
        }
        return own;
    }

    Comparison with(Families known) {
        return new Comparison(id, createdAt, request, known);
    }
}
