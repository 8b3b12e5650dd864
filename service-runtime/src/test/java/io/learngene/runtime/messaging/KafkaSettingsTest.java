package io.learngene.runtime.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class KafkaSettingsTest {

    private static final Map<String, Object> SHARED = Map.of(
            "bootstrap.servers",
            "broker:9092",
            "client.id",
            "shared",
            "sasl.jaas.config",
            "PlainLoginModule required password=\"hunter2\";");

    @Test
    void clientGetsWhatIsSharedAndItsOwnWeighsMore() {
        // When
        Map<String, Object> all = new KafkaSettings(SHARED).with(Map.of("client.id", "own", "acks", "all"));

        // Then
        assertThat(all)
                .containsEntry("bootstrap.servers", "broker:9092")
                .containsEntry("sasl.jaas.config", SHARED.get("sasl.jaas.config"))
                .containsEntry("client.id", "own")
                .containsEntry("acks", "all");
    }

    @Test
    void settingsOfOneClientAreNotThoseOfTheNext() {
        // Given
        KafkaSettings settings = new KafkaSettings(SHARED);
        settings.with(Map.of("acks", "all")).put("client.id", "changed");

        // When
        Map<String, Object> next = settings.with(Map.of());

        // Then
        assertThat(next).isEqualTo(SHARED);
    }

    @Test
    void laterChangesOfTheConfigurationDoNotReachThem() {
        // Given
        Map<String, Object> configured = new HashMap<>(SHARED);
        KafkaSettings settings = new KafkaSettings(configured);

        // When
        configured.put("bootstrap.servers", "elsewhere:9092");

        // Then
        assertThat(settings.bootstrapServers()).isEqualTo("broker:9092");
        assertThatThrownBy(() -> settings.shared().clear()).isInstanceOf(UnsupportedOperationException.class);
    }

    /** They are part of what is logged and of error messages, and may hold passwords. */
    @Test
    void printedSettingsKeepTheirSecrets() {
        // When
        String printed = new KafkaSettings(SHARED).toString();

        // Then
        assertThat(printed).contains("broker:9092").doesNotContain("hunter2");
    }
}
