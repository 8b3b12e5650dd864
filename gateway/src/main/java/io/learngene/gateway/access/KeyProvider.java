package io.learngene.gateway.access;

import io.learngene.gateway.problem.ProblemException;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.identity.AuthenticationRequestContext;
import io.quarkus.security.identity.IdentityProvider;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.InstantSource;

/** Says whose a key is. It waits for nothing: what keys there are was looked up before. */
@ApplicationScoped
class KeyProvider implements IdentityProvider<KeyRequest> {

    private final Keys keys;
    private final InstantSource clock;

    KeyProvider(Keys keys, InstantSource clock) {
        this.keys = keys;
        this.clock = clock;
    }

    @Override
    public Class<KeyRequest> getRequestType() {
        return KeyRequest.class;
    }

    @Override
    public Uni<SecurityIdentity> authenticate(KeyRequest request, AuthenticationRequestContext context) {
        return Uni.createFrom().item(() -> identity(request));
    }

    private SecurityIdentity identity(KeyRequest request) {
        try {
            Grant grant = keys.find(request.key())
                    .orElseThrow(() -> new AuthenticationFailedException(
                            "the key " + request.key() + " is unknown here, or was revoked"));
            if (grant.expired(clock.instant())) {
                throw new AuthenticationFailedException(
                        "the key " + request.key() + " has expired at " + grant.expiresAt());
            }
            return Callers.of(grant);
        } catch (ProblemException e) {
            throw new AuthenticationFailedException(e.getMessage(), e);
        }
    }
}
