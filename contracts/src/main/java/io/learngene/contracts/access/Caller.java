package io.learngene.contracts.access;

import java.time.Instant;

/**
 * Who asks, as the gateway knows it.
 *
 * @param name name of the key; {@code everybody} where nobody is asked who it is
 * @param role what the caller may do
 * @param project the project that the caller sees; null for all
 * @param expiresAt when the key ends; null if it does not, or there is none
 * @param keyed whether a key said so
 */
public record Caller(String name, Role role, String project, Instant expiresAt, boolean keyed) {}
