package io.learngene.gateway.access;

import io.learngene.contracts.Check;
import io.learngene.contracts.access.AccessKey;
import io.learngene.contracts.access.KeyView;
import io.learngene.contracts.access.Role;
import io.learngene.contracts.project.Project;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;

/**
 * What is kept of a key: an object of the store that is made once and never changed.
 *
 * @param id what names the key
 * @param name whose it is, for people
 * @param role what its bearer may do
 * @param project the project that its bearer sees; null where nothing was said, as in keys from before there were projects
 * @param digest SHA-256 of the key
 * @param createdAt when it was made
 * @param createdBy who made it
 * @param expiresAt from when on it is no longer valid; null if it is valid as long as it is there
 */
record Grant(
        String id,
        String name,
        Role role,
        String project,
        String digest,
        Instant createdAt,
        String createdBy,
        Instant expiresAt) {

    Grant {
        Check.name("id", id);
        Check.name("name", name);
        Check.present("role", role);
        Check.sha256("digest", digest);
        if (project != null) {
            new Project(project);
        }
    }

    /** {@return whether this is kept of that key; how long it takes to say so tells nothing} */
    boolean isOf(AccessKey key) {
        return MessageDigest.isEqual(
                digest.getBytes(StandardCharsets.US_ASCII), key.digest().getBytes(StandardCharsets.US_ASCII));
    }

    /** {@return what its bearer sees: where nothing was said, operators all, and the others what there was before there were projects} */
    Scope scope() {
        if (project != null) {
            return Scope.of(new Project(project));
        }
        return role == Role.OPERATOR ? Scope.ALL : Scope.of(Project.DEFAULT);
    }

    boolean expired(Instant now) {
        return expiresAt != null && !now.isBefore(expiresAt);
    }

    /** {@return what anybody may know of it}
     * @param key the key, for whoever made it; null for everybody else */
    KeyView view(String key) {
        return new KeyView(
                id, name, role, scope().only().map(Project::name).orElse(null), createdAt, createdBy, expiresAt, key);
    }
}
