package io.learngene.gateway.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.learngene.gateway.config.GatewayConfig;
import io.learngene.gateway.config.Settings;
import io.learngene.gateway.problem.ProblemException;
import io.quarkus.oidc.OIDCException;
import io.quarkus.oidc.Oidc;
import io.quarkus.oidc.OidcTenantConfig;
import io.quarkus.security.AuthenticationFailedException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class IssuerTest {

    private static final Optional<String> ADDRESS = Optional.of("https://issuer.example");
    private static final Optional<List<String>> AUDIENCE = Optional.of(List.of("foundry"));

    private static final Oidc NOTHING_IS_MADE = new Oidc() {
        @Override
        public void create(OidcTenantConfig config) {
            throw new AssertionError("the settings make it");
        }

        @Override
        public void createServiceApp(String address) {
            throw new AssertionError("the settings make it");
        }

        @Override
        public void createWebApp(String address, String client, String secret) {
            throw new AssertionError("the settings make it");
        }
    };

    @Test
    void gatewayThatTakesTokensOfNobodyIsRefusedWithTheRemedy() {
        assertThatThrownBy(() -> Issuer.require(Optional.of(" "), AUDIENCE))
                .hasMessageContaining("QUARKUS_OIDC_AUTH_SERVER_URL");
    }

    @Test
    void gatewayThatWouldTakeTokensForOtherProgramsIsRefusedWithTheRemedy() {
        assertThatThrownBy(() -> Issuer.require(ADDRESS, Optional.empty()))
                .hasMessageContaining("QUARKUS_OIDC_TOKEN_AUDIENCE");
    }

    @Test
    void gatewayThatTakesTokensStartsOnlyWithAnIssuerAndAnAudience() {
        // Given
        GatewayConfig tokens = Settings.of(Map.of("access", "oidc"));

        // When / Then
        assertThatThrownBy(() -> new Issuer().prepare(NOTHING_IS_MADE, tokens, ADDRESS, Optional.empty()))
                .hasMessageContaining("QUARKUS_OIDC_TOKEN_AUDIENCE");
        assertThatCode(() -> new Issuer().prepare(NOTHING_IS_MADE, tokens, ADDRESS, AUDIENCE))
                .doesNotThrowAnyException();
    }

    @Test
    void issuerThatIsAwayIsNoFaultOfTheToken() {
        // When
        AuthenticationFailedException told = Tokens.told(new OIDCException("OIDC Server is not available"));

        // Then
        assertThat(told.getCause()).isInstanceOfSatisfying(ProblemException.class, away -> assertThat(
                        away.problem().status())
                .isEqualTo(503));
    }

    @Test
    void issuerWithAnAudienceIsEnough() {
        assertThatCode(() -> Issuer.require(ADDRESS, AUDIENCE)).doesNotThrowAnyException();
    }
}
