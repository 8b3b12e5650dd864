package io.learngene.gateway.access;

import io.learngene.contracts.InvalidFieldException;
import io.learngene.contracts.access.Role;
import io.learngene.gateway.problem.ProblemException;
import io.quarkus.oidc.OIDCException;
import io.quarkus.oidc.runtime.OidcAuthenticationMechanism;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.identity.IdentityProviderManager;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Arrays;
import java.util.Map;
import org.eclipse.microprofile.jwt.JsonWebToken;
import org.jboss.logging.Logger;
import org.jose4j.jwt.consumer.ErrorCodes;
import org.jose4j.jwt.consumer.InvalidJwtException;

/** Tokens of an issuer (OpenID Connect): Quarkus checks them, here it is told what is wrong with one. */
@ApplicationScoped
class Tokens {

    private static final Logger LOG = Logger.getLogger(Tokens.class);

    /** Attribute of a refusal: why, in a word for the meter. */
    static final String REASON = Tokens.class.getName();

    private final OidcAuthenticationMechanism oidc;
    private final Refusals refusals;

    Tokens(OidcAuthenticationMechanism oidc, Refusals refusals) {
        this.oidc = oidc;
        this.refusals = refusals;
    }

    /**
     * @param context a request with {@code Authorization: Bearer}
     * @param identities who says whose it is
     * @return its bearer; fails with what is wrong with the token
     */
    Uni<SecurityIdentity> authenticate(RoutingContext context, IdentityProviderManager identities) {
        return oidc.authenticate(context, identities)
                .onFailure()
                .transform(Tokens::told)
                .invoke(Tokens::checkProject)
                .invoke(this::countWithoutRole);
    }

    private static void checkProject(SecurityIdentity identity) {
        if (identity.getPrincipal() instanceof JsonWebToken token) {
            try {
                Callers.project(token);
            } catch (InvalidFieldException e) {
                throw refusal("project", "the token's claim project names none: " + e.getMessage());
            }
        }
    }

    /** Known and not allowed anything, which the answer says; that it is the issuer's doing only the meter does. */
    private void countWithoutRole(SecurityIdentity identity) {
        if (Arrays.stream(Role.values()).noneMatch(role -> identity.hasRole(role.word()))) {
            refusals.count("role");
        }
    }

    /** {@return what is told of a failure; whatever a made-up token makes Quarkus stumble over is the token's fault} */
    static AuthenticationFailedException told(Throwable failure) {
        if (failure instanceof OIDCException) {
            LOG.warnf("the issuer of tokens does not answer: %s", failure.getMessage());
            return new AuthenticationFailedException(
                    failure.getMessage(), ProblemException.unavailable("the issuer of tokens does not answer"));
        }
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof InvalidJwtException invalid) {
                return told(invalid);
            }
        }
        LOG.debugf("a token is refused: %s", failure);
        return refusal("token", "this is no token of this gateway's issuer, and no key (lgf_...)");
    }

    private static AuthenticationFailedException told(InvalidJwtException invalid) {
        if (invalid.hasErrorCode(ErrorCodes.EXPIRED)) {
            return refusal("expired", "the token has expired; get a new one from its issuer");
        }
        if (invalid.hasErrorCode(ErrorCodes.ISSUER_INVALID) || invalid.hasErrorCode(ErrorCodes.ISSUER_MISSING)) {
            return refusal("issuer", "the token is of another issuer (iss) than this gateway's");
        }
        if (invalid.hasErrorCode(ErrorCodes.AUDIENCE_INVALID) || invalid.hasErrorCode(ErrorCodes.AUDIENCE_MISSING)) {
            return refusal("audience", "the token was given for another program (aud) than this gateway");
        }
        LOG.debugf("a token is refused: %s", invalid.getMessage());
        return refusal("token", "the token has no signature of this gateway's issuer, or lacks what every token has");
    }

    private static AuthenticationFailedException refusal(String reason, String message) {
        return new AuthenticationFailedException(message, null, Map.of(REASON, reason));
    }
}
