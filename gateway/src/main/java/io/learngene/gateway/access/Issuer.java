package io.learngene.gateway.access;

import io.learngene.gateway.config.GatewayConfig;
import io.learngene.gateway.config.GatewayConfig.Access;
import io.quarkus.oidc.Oidc;
import io.quarkus.oidc.OidcTenantConfig;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Whose tokens are taken: the settings are Quarkus' own ({@code quarkus.oidc.*}), and are of use with {@link Access#OIDC} alone. */
@ApplicationScoped
class Issuer {

    /** Runs before anybody is asked for a token, and before the issuer is looked for. */
    void prepare(
            @Observes Oidc oidc,
            GatewayConfig config,
            @ConfigProperty(name = "quarkus.oidc.auth-server-url") Optional<String> address,
            @ConfigProperty(name = "quarkus.oidc.token.audience") Optional<List<String>> audience) {
        if (config.access() == Access.OIDC) {
            require(address, audience);
        } else {
            oidc.create(OidcTenantConfig.builder().tenantEnabled(false).build());
        }
    }

    /**
     * @param address where the issuer is
     * @param audience what its tokens call this gateway
     * @throws IllegalStateException if one is not given, with what to change
     */
    static void require(Optional<String> address, Optional<List<String>> audience) {
        if (address.filter(url -> !url.isBlank()).isEmpty()) {
            throw new IllegalStateException(
                    "FOUNDRY_GATEWAY_ACCESS=oidc takes tokens of an issuer, and none is named; set"
                            + " QUARKUS_OIDC_AUTH_SERVER_URL to its address, below which it has .well-known/openid-configuration");
        }
        if (audience.filter(names -> !names.isEmpty()).isEmpty()) {
            throw new IllegalStateException("tokens that the issuer gave for other programs would be taken here; set"
                    + " QUARKUS_OIDC_TOKEN_AUDIENCE to what it calls this gateway in the claim aud");
        }
    }
}
