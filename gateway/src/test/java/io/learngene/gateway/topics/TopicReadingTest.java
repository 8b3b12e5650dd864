package io.learngene.gateway.topics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.learngene.gateway.problem.ProblemException;
import io.learngene.runtime.messaging.KafkaSettings;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.Test;

class TopicReadingTest {

    /** Nobody listens there; it is asked for nothing before something is read. */
    private final TopicReading reading = new TopicReading(KafkaSettings.of("127.0.0.1:1"));

    @Test
    void brokerThatIsAwayIsNoFaultOfTheGatewayAndComesBack() {
        // When / Then
        assertThatThrownBy(() -> reading.of("the audit", opened -> {
                    throw new TimeoutException("Failed to get offsets");
                }))
                .asInstanceOf(type(ProblemException.class))
                .satisfies(away -> {
                    assertThat(away.problem().status()).isEqualTo(503);
                    assertThat(away.problem().detail()).contains("the message broker does not answer");
                });
        assertThat(reading.<String>of("the audit", opened -> "the next one")).isEqualTo("the next one");
    }
}
