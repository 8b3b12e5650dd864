package io.learngene.gateway.access;

import io.learngene.contracts.access.Caller;
import io.learngene.contracts.access.Role;
import io.learngene.contracts.project.Project;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.runtime.QuarkusPrincipal;
import io.quarkus.security.runtime.QuarkusSecurityIdentity;
import java.util.Optional;

/** Callers as Quarkus knows them, and as people do. */
public final class Callers {

    private static final String CALLER = "caller";
    private static final String KEY = "key";

    /** Right of an operator who sees all projects, and so may do what is done to all of them at once. */
    private static final String INSTALLATION = "installation";

    /** Whoever reaches a gateway that asks nobody. */
    static final SecurityIdentity EVERYBODY =
            identity(new Caller("everybody", Role.OPERATOR, null, null, false)).build();

    private Callers() {}

    static SecurityIdentity of(Grant grant) {
        Caller caller = new Caller(
                grant.name(),
                grant.role(),
                grant.scope().only().map(Project::name).orElse(null),
                grant.expiresAt(),
                true);
        return identity(caller).addAttribute(KEY, grant.id()).build();
    }

    /**
     * @param identity who asks
     * @return the same for people; null where nobody was let in
     */
    public static Caller of(SecurityIdentity identity) {
        return identity.getAttribute(CALLER);
    }

    /**
     * @param identity who asks
     * @return id of the key that it came with; empty if it came without
     */
    public static Optional<String> key(SecurityIdentity identity) {
        return Optional.ofNullable(identity.getAttribute(KEY));
    }

    /**
     * @param identity who asks
     * @return what it may see
     */
    public static Scope scope(SecurityIdentity identity) {
        return Optional.ofNullable(of(identity).project())
                .map(Project::new)
                .map(Scope::of)
                .orElse(Scope.ALL);
    }

    /** A role has the rights of those before it, so that a rule names one. */
    private static QuarkusSecurityIdentity.Builder identity(Caller caller) {
        QuarkusSecurityIdentity.Builder identity = QuarkusSecurityIdentity.builder()
                .setPrincipal(new QuarkusPrincipal(caller.name()))
                .addAttribute(CALLER, caller);
        caller.role().implied().forEach(role -> identity.addRole(role.word()));
        if (caller.role() == Role.OPERATOR && caller.project() == null) {
            identity.addRole(INSTALLATION);
        }
        return identity;
    }
}
