package io.learngene.gateway.access;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.learngene.gateway.config.GatewayConfig.Access;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ListeningTest {

    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0", "::", "192.0.2.1", "2001:db8::1", "nobody.invalid", "127.0.0.1.nip.invalid"})
    void placeBeyondLoopbackIsRefusedWithTheRemedy(String host) {
        assertThatThrownBy(() -> Listening.require(host, Access.LOOPBACK))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContainingAll(
                        host,
                        "FOUNDRY_HTTP_HOST=127.0.0.1",
                        "FOUNDRY_GATEWAY_ACCESS=keys",
                        "oidc",
                        "FOUNDRY_GATEWAY_ACCESS=proxy");
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "127.8.8.8", "::1", "localhost"})
    void loopbackNeedsNothing(String host) {
        assertThatCode(() -> Listening.require(host, Access.LOOPBACK)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0", "::", "127.0.0.1"})
    void everyPlaceIsOpenToAGatewayThatAsks(String host) {
        assertThatCode(() -> Listening.require(host, Access.KEYS)).doesNotThrowAnyException();
        assertThatCode(() -> Listening.require(host, Access.OIDC)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0", "::", "127.0.0.1"})
    void everyPlaceIsLeftToAProxyThatAsks(String host) {
        assertThatCode(() -> Listening.require(host, Access.PROXY)).doesNotThrowAnyException();
    }
}
