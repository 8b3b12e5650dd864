package io.learngene.runtime.tracing;

import io.learngene.contracts.job.Job;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.opentelemetry.context.propagation.TextMapPropagator;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;

/**
 * Traces by OpenTelemetry. A request and all that follows from it is one trace, through every service, to the published models: the request, each
 * job that is queued, each result that is published. An attempt on a job, which may take days, is a trace of its own with a link to
 * that of its request.
 *
 * <p>Off unless the environment names a collector, by OpenTelemetry's own variables; then nothing of the SDK is even loaded.
 */
public final class Traces implements AutoCloseable {

    /** Family id. */
    public static final AttributeKey<String> FAMILY = AttributeKey.stringKey("learngene.family");
    /** Job id. */
    public static final AttributeKey<String> JOB = AttributeKey.stringKey("learngene.job");
    /** Kind of job. */
    public static final AttributeKey<String> KIND = AttributeKey.stringKey("learngene.kind");
    /** Pool whose workers take the job. */
    public static final AttributeKey<String> POOL = AttributeKey.stringKey("learngene.pool");
    /** Attempt number, from 1. */
    public static final AttributeKey<Long> ATTEMPT = AttributeKey.longKey("learngene.attempt");
    /** What was done with a record that was taken: {@code run} is an attempt. */
    public static final AttributeKey<String> DECISION = AttributeKey.stringKey("learngene.decision");
    /** Why something happened. */
    public static final AttributeKey<String> REASON = AttributeKey.stringKey("learngene.reason");

    /** Traces nothing. */
    public static final Traces OFF = new Traces(OpenTelemetry.noop());

    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final TextMapPropagator PROPAGATOR = W3CTraceContextPropagator.getInstance();

    /** Headers of a message. The extension of CloudEvents has the same under the prefix of their attributes. */
    private static final TextMapGetter<Headers> HEADERS = new TextMapGetter<>() {
        @Override
        public Iterable<String> keys(Headers headers) {
            return () ->
                    java.util.Arrays.stream(headers.toArray()).map(Header::key).iterator();
        }

        @Override
        public String get(Headers headers, String key) {
            Header header = headers == null ? null : headers.lastHeader(key);
            return header == null || header.value() == null ? null : new String(header.value(), StandardCharsets.UTF_8);
        }
    };

    private final OpenTelemetry telemetry;
    private final Tracer tracer;

    /**
     * @param telemetry where spans go
     */
    public Traces(OpenTelemetry telemetry) {
        this.telemetry = telemetry;
        this.tracer = telemetry.getTracer("io.learngene.foundry");
    }

    /**
     * @param service name of the service, unless the environment gives another
     * @return traces that go where the environment says; {@link #OFF} where it names no collector
     * @throws IllegalArgumentException if the collector is to be spoken to in a way that is not known here
     */
    public static Traces ofEnvironment(String service) {
        return Collector.named(Collector::setting) ? Collector.traces(service, Collector::setting) : OFF;
    }

    /**
     * @param carrier what brought a context along
     * @param getter how to read it
     * @param <C> type of the carrier
     * @return the context; an empty one if it brought none
     */
    public <C> Context received(C carrier, TextMapGetter<C> getter) {
        return PROPAGATOR.extract(Context.root(), carrier, getter);
    }

    /**
     * @param headers headers of a message
     * @return the context that it was sent in; an empty one if it has none
     */
    public Context received(Headers headers) {
        return received(headers, HEADERS);
    }

    /**
     * Sends the current context along with a message: for tools as W3C says, and as CloudEvents' extension for distributed tracing.
     *
     * @param headers headers of the message
     */
    public void send(Headers headers) {
        PROPAGATOR.inject(Context.current(), headers, (to, name, value) -> {
            byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
            to.add(name, bytes);
            to.add("ce_" + name, bytes);
        });
    }

    /**
     * @param name name of a span
     * @param kind what it is to others
     * @return to be begun; a child of the current one, unless it is given another parent
     */
    public SpanBuilder span(String name, SpanKind kind) {
        return tracer.spanBuilder(name).setSpanKind(kind);
    }

    /**
     * @param does what is done with the job
     * @param kind what it is to others
     * @param job a job
     * @return to be begun, with the job's attributes
     */
    public SpanBuilder span(String does, SpanKind kind, Job<?> job) {
        return span(does + " " + job.spec().kind(), kind)
                .setAttribute(FAMILY, job.family())
                .setAttribute(JOB, job.id())
                .setAttribute(KIND, job.spec().kind())
                .setAttribute(POOL, job.spec().pool());
    }

    /**
     * Ends a span.
     *
     * @param span a span
     * @param failure why it failed; null if it did not
     */
    public static void end(Span span, Throwable failure) {
        if (failure != null) {
            span.recordException(failure).setStatus(StatusCode.ERROR, String.valueOf(failure.getMessage()));
        }
        span.end();
    }

    /** Sends what waits, for a moment at most. */
    public void flush() {
        if (telemetry instanceof OpenTelemetrySdk sdk) {
            sdk.getSdkTracerProvider().forceFlush().join(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    /** Sends what waits, for a moment at most, and ends. */
    @Override
    public void close() {
        if (telemetry instanceof OpenTelemetrySdk sdk) {
            sdk.shutdown().join(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        }
    }
}
