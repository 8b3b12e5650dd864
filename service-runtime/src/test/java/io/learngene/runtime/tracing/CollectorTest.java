package io.learngene.runtime.tracing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CollectorTest {

    @Test
    void nothingIsTracedWhereNoCollectorIsNamed() {
        assertThat(Collector.named(Map.of("otel.exporter.otlp.endpoint", " ", "otel.service.name", "x")::get))
                .isFalse();
        assertThat(Traces.ofEnvironment("gateway")).isSameAs(Traces.OFF);
    }

    @ParameterizedTest
    @ValueSource(strings = {"otel.exporter.otlp.endpoint", "otel.exporter.otlp.traces.endpoint"})
    void collectorIsNamedByEitherVariable(String name) {
        assertThat(Collector.named(Map.of(name, "http://localhost:4318")::get)).isTrue();
    }

    @Test
    void protocolThatIsNotKnownIsRefusedByName() {
        assertThatThrownBy(() -> Collector.traces("gateway", Map.of("otel.exporter.otlp.protocol", "grpc")::get))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("OTEL_EXPORTER_OTLP_PROTOCOL is 'grpc'; give http/protobuf");
    }
}
