package io.learngene.runtime.observability;

import static org.assertj.core.api.Assertions.assertThat;

import org.jboss.logging.MDC;
import org.junit.jupiter.api.Test;

class LogFieldsTest {

    @Test
    void fieldsAreThereUntilTheyAreClosed() {
        // When
        try (LogFields fields = LogFields.of("pets-1")) {
            LogFields.attempt(3);

            // Then
            assertThat(MDC.getMap()).containsEntry("family", "pets-1").containsEntry("attempt", "3");
        }
        assertThat(MDC.getMap()).doesNotContainKeys("family", "job", "attempt", "trace_id");
    }
}
