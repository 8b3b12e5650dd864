package io.learngene.contracts.audit;

import io.learngene.contracts.Check;
import java.time.Instant;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * That somebody changed something through the gateway. Topic {@code learngene.audit.v1}, keyed by {@link #target}. CloudEvents type {@code
 * io.learngene.audit.v1}.
 *
 * @param at when it was answered
 * @param who name of whoever asked
 * @param key id of the key that said so; null where none did
 * @param project whose the changed thing is; null where it is the installation's
 * @param what the operation, as the OpenAPI document names it: {@code cancelFamily}
 * @param target path of what was changed or, where it is new, of what takes requests for it: {@code families/pets-1a2b3c4d}
 * @param before what was known of it; empty if there was nothing
 * @param after what it is now, or what was answered; empty if there is nothing any more
 * @param request id of the request, as in the log
 */
public record AuditFact(
        Instant at,
        String who,
        String key,
        String project,
        String what,
        String target,
        SortedMap<String, String> before,
        SortedMap<String, String> after,
        String request) {

    /** CloudEvents type. */
    public static final String TYPE = "io.learngene.audit.v1";

    public AuditFact {
        Check.present("at", at);
        Check.present("who", who);
        Check.present("what", what);
        Check.present("target", target);
        before = sorted(before);
        after = sorted(after);
    }

    private static SortedMap<String, String> sorted(Map<String, String> values) {
        return values == null ? new TreeMap<>() : new TreeMap<>(values);
    }
}
