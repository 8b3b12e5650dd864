package io.learngene.runtime.tracing;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.sdk.autoconfigure.AutoConfiguredOpenTelemetrySdk;
import io.opentelemetry.sdk.resources.Resource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;

/** Where spans are sent, by OpenTelemetry's own variables. */
final class Collector {

    private static final String PROTOCOL = "http/protobuf";
    private static final List<String> ENDPOINTS =
            List.of("otel.exporter.otlp.endpoint", "otel.exporter.otlp.traces.endpoint");
    private static final List<String> PROTOCOLS =
            List.of("otel.exporter.otlp.protocol", "otel.exporter.otlp.traces.protocol");

    private Collector() {}

    /** {@return whether there is one} */
    static boolean named(UnaryOperator<String> setting) {
        return ENDPOINTS.stream().anyMatch(name -> given(setting.apply(name)));
    }

    static Traces traces(String service, UnaryOperator<String> setting) {
        for (String name : PROTOCOLS) {
            String protocol = setting.apply(name);
            if (given(protocol) && !protocol.equals(PROTOCOL)) {
                throw new IllegalArgumentException(
                        variable(name) + " is '" + protocol + "'; give " + PROTOCOL + ", or leave it out");
            }
        }
        return new Traces(AutoConfiguredOpenTelemetrySdk.builder()
                // Weigh less than the environment.
                .addPropertiesSupplier(() -> Map.of(
                        "otel.service.name",
                        service,
                        "otel.exporter.otlp.protocol",
                        PROTOCOL,
                        // Metrics are Prometheus', and logs those of the process.
                        "otel.metrics.exporter",
                        "none",
                        "otel.logs.exporter",
                        "none"))
                .addResourceCustomizer((given, config) -> Resource.create(
                                Attributes.of(AttributeKey.stringKey("service.namespace"), "learngene-foundry"))
                        .merge(given))
                // Services close it after their last span.
                .disableShutdownHook()
                .build()
                .getOpenTelemetrySdk());
    }

    static String setting(String name) {
        String property = System.getProperty(name);
        return property == null ? System.getenv(variable(name)) : property;
    }

    private static String variable(String name) {
        return name.toUpperCase(Locale.ROOT).replace('.', '_');
    }

    private static boolean given(String text) {
        return text != null && !text.isBlank();
    }
}
