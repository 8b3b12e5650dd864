package io.learngene.gateway.access;

import io.learngene.contracts.access.Caller;
import io.learngene.contracts.access.Role;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.runtime.QuarkusPrincipal;
import io.quarkus.security.runtime.QuarkusSecurityIdentity;

/** Callers as Quarkus knows them, and as people do. */
public final class Callers {

    private static final String CALLER = "caller";

    /** Whoever reaches a gateway that asks nobody. */
    static final SecurityIdentity EVERYBODY = identity(new Caller("everybody", Role.OPERATOR, null, false));

    private Callers() {}

    static SecurityIdentity of(Grant grant) {
        return identity(new Caller(grant.name(), grant.role(), grant.expiresAt(), true));
    }

    /**
     * @param identity who asks
     * @return the same for people; null where nobody was let in
     */
    public static Caller of(SecurityIdentity identity) {
        return identity.getAttribute(CALLER);
    }

    /** A role has the rights of those before it, so that a rule names one. */
    private static SecurityIdentity identity(Caller caller) {
        QuarkusSecurityIdentity.Builder identity = QuarkusSecurityIdentity.builder()
                .setPrincipal(new QuarkusPrincipal(caller.name()))
                .addAttribute(CALLER, caller);
        caller.role().implied().forEach(role -> identity.addRole(role.word()));
        return identity.build();
    }
}
