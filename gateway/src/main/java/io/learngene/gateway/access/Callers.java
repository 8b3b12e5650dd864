package io.learngene.gateway.access;

import io.learngene.contracts.access.Caller;
import io.learngene.contracts.access.Role;
import io.learngene.contracts.project.Project;
import io.learngene.gateway.limit.Limited;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.runtime.QuarkusPrincipal;
import io.quarkus.security.runtime.QuarkusSecurityIdentity;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Optional;
import org.eclipse.microprofile.jwt.JsonWebToken;

/** Callers as Quarkus knows them, and as people do. */
public final class Callers {

    private static final String CALLER = "caller";
    private static final String KEY = "key";
    private static final int LONGEST_NAME = 200;

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
     * @return with whose its requests are counted; empty for whoever is not known
     */
    static Optional<Limited> limited(SecurityIdentity identity) {
        if (identity.getPrincipal() instanceof JsonWebToken token) {
            return Optional.of(new Limited(Limited.By.TOKEN, token.getIssuer() + " " + token.getSubject()));
        }
        return Optional.ofNullable(identity.<String>getAttribute(KEY)).map(id -> new Limited(Limited.By.KEY, id));
    }

    /**
     * @param identity who asks
     * @return the same for people; null where nobody was let in
     */
    public static Caller of(SecurityIdentity identity) {
        return identity.getPrincipal() instanceof JsonWebToken token
                ? ofToken(identity, token)
                : identity.getAttribute(CALLER);
    }

    /**
     * What its roles are called here is decided after the token was checked, by {@code quarkus.http.auth.roles-mapping}. Without a project an
     * operator sees all of them and others see the default one, as with a key.
     */
    private static Caller ofToken(SecurityIdentity identity, JsonWebToken token) {
        Role highest = Arrays.stream(Role.values())
                .filter(role -> identity.hasRole(role.word()))
                .max(Comparator.naturalOrder())
                .orElse(null);
        String project = project(token);
        if (project == null && highest != Role.OPERATOR) {
            project = Project.DEFAULT.name();
        }
        return new Caller(name(token), highest, project, Instant.ofEpochSecond(token.getExpirationTime()), false);
    }

    /**
     * @param token a token of the issuer
     * @return the project that it is of, by its claim {@code project}; null where it has none
     * @throws io.learngene.contracts.InvalidFieldException if no project can be called that
     */
    static String project(JsonWebToken token) {
        Object project = token.getClaim("project");
        return project == null ? null : new Project(String.valueOf(project)).name();
    }

    /** Issuers let people choose their names, and these are written into logs. */
    private static String name(JsonWebToken token) {
        String name = String.valueOf(token.getName()).replaceAll("\\p{Cntrl}", " ");
        return name.substring(0, Math.min(LONGEST_NAME, name.length()));
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
