package io.learngene.gateway.access;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CallerLimitsTest {

    @ParameterizedTest
    @CsvSource({
        "192.0.2.1, 192.0.2.1",
        "2001:db8:1:2:3:4:5:6, 20010db800010002::/64",
        "2001:db8:1:2::, 20010db800010002::/64",
        "::ffff:192.0.2.1, ::ffff:192.0.2.1",
        "issuer.example, issuer.example",
        "a:b, a:b"
    })
    void addressesOfOneNetworkOfIpv6AreOneCallerAndNothingIsLookedUp(String address, String counted) {
        assertThat(CallerLimits.network(address)).isEqualTo(counted);
    }
}
