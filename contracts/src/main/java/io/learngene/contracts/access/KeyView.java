package io.learngene.contracts.access;

import java.time.Instant;

/**
 * What is told of a key; the key itself once, to whoever made it.
 *
 * @param id what names it
 * @param name whose it is, for people
 * @param role what its bearer may do
 * @param project the project that its bearer sees; null for all
 * @param createdAt when it was made
 * @param createdBy who made it
 * @param expiresAt from when on it is no longer valid
 * @param key the whole key, in the answer to whoever made it; null ever after
 */
public record KeyView(
        String id,
        String name,
        Role role,
        String project,
        Instant createdAt,
        String createdBy,
        Instant expiresAt,
        String key) {}
