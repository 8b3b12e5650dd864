package io.learngene.gateway.submission;

import static org.assertj.core.api.Assertions.assertThat;

import io.learngene.contracts.InvalidFieldException;
import io.learngene.gateway.problem.ProblemException;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.Test;

class BrokerTest {

    @Test
    void whatTheBrokerWillNeverTakeIsNotSaidToHavePerhapsBeenAccepted() {
        // Given
        InvalidFieldException tooLarge = new InvalidFieldException("toy-1/distill", "1000000 bytes", "ask for less");

        // When / Then
        assertThat(Broker.told(tooLarge)).isSameAs(tooLarge);
        assertThat(Broker.told(new TimeoutException("away")))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("may have been accepted all the same");
    }
}
