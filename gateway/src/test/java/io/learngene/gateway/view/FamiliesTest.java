package io.learngene.gateway.view;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.learngene.contracts.Json;
import io.learngene.runtime.messaging.KafkaSettings;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.List;
import org.junit.jupiter.api.Test;

class FamiliesTest {

    @Test
    void familyThatCannotBeReadKeepsNobodyFromTheOthers() {
        // Given
        SimpleMeterRegistry metrics = new SimpleMeterRegistry();
        Families families = new Families(null, KafkaSettings.of("localhost:1"), metrics);
        byte[] queued = Json.write(Samples.fold(List.of(Samples.distillQueued())));

        // When
        families.seed("newer", "{\"family\": \"newer\", \"request\": {\"dataset\": 5}}".getBytes(UTF_8));
        families.seed(Samples.FAMILY, queued);

        // Then
        assertThat(metrics.get("learngene.jobs.queued")
                        .tag("kind", "distill")
                        .gauge()
                        .value())
                .isEqualTo(1);
    }
}
