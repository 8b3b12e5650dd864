package io.learngene.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.learngene.runtime.messaging.Messages;
import java.util.Map;
import org.junit.jupiter.api.Test;

class GatewayConfigTest {

    @Test
    void submissionWaitsLongerThanTheProducerTries() {
        // When
        GatewayConfig defaults = Settings.of(Map.of());

        // Then: a 503 before that would be given to what is accepted a moment later
        assertThat(defaults.brokerPatience()).isGreaterThan(Messages.DELIVERY);
    }
}
