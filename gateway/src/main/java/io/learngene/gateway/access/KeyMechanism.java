package io.learngene.gateway.access;

import io.learngene.contracts.access.AccessKey;
import io.learngene.contracts.view.Problem;
import io.learngene.gateway.config.GatewayConfig;
import io.learngene.gateway.config.GatewayConfig.Access;
import io.learngene.gateway.problem.ProblemException;
import io.learngene.gateway.problem.Problems;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.identity.IdentityProviderManager;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.identity.request.AuthenticationRequest;
import io.quarkus.vertx.http.runtime.security.ChallengeData;
import io.quarkus.vertx.http.runtime.security.HttpAuthenticationMechanism;
import io.quarkus.vertx.http.runtime.security.HttpCredentialTransport;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.Cookie;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.Set;

/**
 * Takes a key from {@code Authorization: Bearer} (RFC 6750), or from the cookie that the console signs in with; or, in the same header, a
 * token, where the gateway takes some. Where the gateway asks nobody who it is, everybody is let in.
 */
@ApplicationScoped
class KeyMechanism implements HttpAuthenticationMechanism {

    private static final String BEARER = "Bearer";
    private static final String CHALLENGE = BEARER + " realm=\"learngene-foundry\"";
    private static final String REFUSAL = KeyMechanism.class.getName();

    private final boolean asks;
    private final boolean takesTokens;
    private final Tokens tokens;
    private final Refusals refusals;
    private final CallerLimits limits;

    KeyMechanism(GatewayConfig config, Tokens tokens, Refusals refusals, CallerLimits limits) {
        this.asks = config.access().asks();
        this.takesTokens = config.access() == Access.OIDC;
        this.tokens = tokens;
        this.refusals = refusals;
        this.limits = limits;
    }

    /** Before Quarkus' own for tokens, which is asked from here. */
    @Override
    public int getPriority() {
        return DEFAULT_PRIORITY + 100;
    }

    @Override
    public Uni<SecurityIdentity> authenticate(RoutingContext context, IdentityProviderManager identities) {
        if (!asks) {
            return Uni.createFrom().item(Callers.EVERYBODY);
        }
        String header = context.request().getHeader("Authorization");
        if (header == null) {
            return ofCookie(context, identities);
        }
        String[] parts = header.strip().split(" +", 2);
        boolean bearer = parts.length == 2 && parts[0].equalsIgnoreCase(BEARER);
        if (bearer && AccessKey.isOne(parts[1])) {
            return of(parts[1], context, identities);
        }
        if (bearer && takesTokens) {
            return ofToken(context, identities);
        }
        return refused(context, "Authorization: this is no key of a gateway; send Bearer and the key, lgf_...");
    }

    private Uni<SecurityIdentity> ofToken(RoutingContext context, IdentityProviderManager identities) {
        return tokens.authenticate(context, identities).onFailure().invoke(failure -> {
            context.put(REFUSAL, failure);
            // Quarkus' own has put itself there, and would answer without a word.
            context.put(HttpAuthenticationMechanism.class.getName(), this);
        });
    }

    /** Browsers send it by themselves: one that is of no use any more must not keep anybody from signing in. */
    private Uni<SecurityIdentity> ofCookie(RoutingContext context, IdentityProviderManager identities) {
        String text = Optional.ofNullable(context.request().getCookie(Sessions.COOKIE))
                .map(Cookie::getValue)
                .filter(AccessKey::isOne)
                .orElse(null);
        if (text == null) {
            return Uni.createFrom().nullItem();
        }
        return of(text, context, identities)
                .onFailure(AuthenticationFailedException.class)
                .recoverWithNull();
    }

    private static Uni<SecurityIdentity> of(String text, RoutingContext context, IdentityProviderManager identities) {
        return identities
                .authenticate(new KeyRequest(new AccessKey(text)))
                .onFailure(AuthenticationFailedException.class)
                .invoke(failure -> context.put(REFUSAL, failure));
    }

    private static Uni<SecurityIdentity> refused(RoutingContext context, String why) {
        AuthenticationFailedException failure = new AuthenticationFailedException(why);
        context.put(REFUSAL, failure);
        return Uni.createFrom().failure(failure);
    }

    @Override
    public Uni<Boolean> sendChallenge(RoutingContext context) {
        Throwable refusal = context.get(REFUSAL);
        if (refusal != null && refusal.getCause() instanceof ProblemException problem) {
            Problems.end(context, problem.problem());
        } else if (refusal != null) {
            refusals.count(reason(refusal));
            if (limits.refuseStranger(context)) {
                return Uni.createFrom().item(true);
            }
            context.response().putHeader("WWW-Authenticate", CHALLENGE + ", error=\"invalid_token\"");
            Problems.end(context, unauthorized(refusal.getMessage()));
        } else {
            refusals.count("none");
            context.response().putHeader("WWW-Authenticate", CHALLENGE);
            Problems.end(
                    context,
                    unauthorized("no key was sent; send Authorization: Bearer and a key"
                            + (takesTokens ? ", or a token of this gateway's issuer" : "")));
        }
        return Uni.createFrom().item(true);
    }

    private static String reason(Throwable refusal) {
        String reason =
                refusal instanceof AuthenticationFailedException failure ? failure.getAttribute(Tokens.REASON) : null;
        return reason == null ? "key" : reason;
    }

    private static Problem unauthorized(String detail) {
        return new ProblemException(401, "Unauthorized", detail + ". An operator makes keys", "Authorization")
                .problem();
    }

    @Override
    public Uni<ChallengeData> getChallenge(RoutingContext context) {
        return Uni.createFrom().item(new ChallengeData(401, "WWW-Authenticate", CHALLENGE));
    }

    @Override
    public Set<Class<? extends AuthenticationRequest>> getCredentialTypes() {
        return Set.of(KeyRequest.class);
    }

    @Override
    public Uni<HttpCredentialTransport> getCredentialTransport(RoutingContext context) {
        return Uni.createFrom()
                .item(new HttpCredentialTransport(HttpCredentialTransport.Type.AUTHORIZATION, BEARER, BEARER));
    }
}
