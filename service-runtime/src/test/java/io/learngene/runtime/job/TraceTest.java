package io.learngene.runtime.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.learngene.contracts.Json;
import io.learngene.contracts.Topics;
import io.learngene.contracts.job.Job;
import io.learngene.runtime.messaging.Messages;
import io.learngene.runtime.observability.JobMetrics;
import io.learngene.runtime.tracing.AttemptTrace;
import io.learngene.runtime.tracing.Traces;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.context.Scope;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.LinkData;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a collector sees of jobs, on a real broker and a real store. */
class TraceTest extends LoopFixture {

    private final InMemorySpanExporter spans = InMemorySpanExporter.create();

    @BeforeEach
    void trace() {
        traces = new Traces(OpenTelemetrySdk.builder()
                .setTracerProvider(SdkTracerProvider.builder()
                        .addSpanProcessor(SimpleSpanProcessor.create(spans))
                        .build())
                .build());
        told = new Messages(kafka, POOLS, traces, "traced", InstantSource.system());
        opened.add(told);
    }

    @Test
    void requestAndItsResultAreOneTraceAndEachAttemptIsOneOfItsOwnWithALinkToIt() {
        // Given
        loop((job, context) -> {
            if (context.attempt() == 1) {
                throw new IllegalStateException("the store is away");
            }
            return result(job);
        });

        // When
        Job<TestJob> job = job("traced");
        Span request = requested(job);

        // Then
        await().atMost(PATIENCE)
                .until(() -> named("publish work", job).size() == 1
                        && named("attempt work", job).size() == 2);
        String trace = request.getSpanContext().getTraceId();
        assertThat(named("queue work", job)).hasSize(2).allSatisfy(span -> {
            assertThat(span.getTraceId()).isEqualTo(trace);
            assertThat(span.getKind()).isEqualTo(SpanKind.PRODUCER);
        });
        SpanData first = named("attempt work", job).get(0);
        SpanData second = named("attempt work", job).get(1);
        assertThat(List.of(first, second)).allSatisfy(attempt -> {
            assertThat(attempt.getTraceId()).isNotEqualTo(trace);
            assertThat(attempt.getLinks())
                    .extracting(link -> link.getSpanContext().getTraceId())
                    .containsExactly(trace);
            assertThat(attempt.getAttributes().get(Traces.FAMILY)).isEqualTo("traced");
            assertThat(attempt.getAttributes().get(Traces.JOB)).isEqualTo(job.id());
            assertThat(attempt.getAttributes().get(Traces.KIND)).isEqualTo(TestJob.KIND);
            assertThat(attempt.getAttributes().get(Traces.POOL)).isEqualTo("default");
            assertThat(attempt.getAttributes().get(Traces.DECISION)).isEqualTo("run");
        });
        assertThat(first.getTraceId()).isNotEqualTo(second.getTraceId());
        assertThat(first.getAttributes().get(Traces.ATTEMPT)).isEqualTo(1);
        assertThat(second.getAttributes().get(Traces.ATTEMPT)).isEqualTo(2);
        SpanData published = named("publish work", job).get(0);
        assertThat(published.getTraceId()).isEqualTo(trace);
        assertThat(published.getLinks()).extracting(LinkData::getSpanContext).containsExactly(second.getSpanContext());
    }

    @Test
    void attemptThatFailedSaysWhyAndThatItIsTriedAgain() {
        // Given
        loop((job, context) -> {
            if (context.attempt() == 1) {
                throw new IllegalStateException("the store is away");
            }
            return result(job);
        });

        // When
        Job<TestJob> job = job("traced-failure");
        requested(job);

        // Then
        await().atMost(PATIENCE).until(() -> named("attempt work", job).size() == 2);
        SpanData failed = named("attempt work", job).get(0);
        assertThat(failed.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
        assertThat(failed.getStatus().getDescription()).contains("the store is away");
        assertThat(failed.getEvents()).extracting(event -> event.getName()).containsExactly("retry");
        assertThat(named("attempt work", job).get(1).getStatus().getStatusCode())
                .isEqualTo(StatusCode.UNSET);
    }

    @Test
    void attemptWhoseLockIsLostSaysSo() {
        // Given: work that takes longer than the lock, which nobody renews
        AtomicLong now = new AtomicLong();
        Job<TestJob> job = job("traced-lock");
        ConsumerRecord<byte[], byte[]> record = new ConsumerRecord<>(JOBS, 0, 0, new byte[0], Json.write(job));
        Lease lease = new Lease(null, record, LOCK, new JobMetrics(meters, Topics.DEFAULT_POOL), now::get);
        AttemptTrace trace = new AttemptTrace(traces, job, record.headers());
        Work slow = (j, context) -> {
            now.addAndGet(2 * LOCK.toNanos());
            return result(j);
        };

        // When
        boolean served = new JobRun<>(handler(slow), job, lease, trace, 1, settings(), environment(store)).run();
        trace.end();

        // Then
        assertThat(served).isFalse();
        SpanData lost = named("attempt work", job).get(0);
        assertThat(lost.getEvents()).extracting(event -> event.getName()).containsExactly("lock lost");
        assertThat(lost.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
    }

    @Test
    void jobCarriesItsTraceAsW3cAndCloudEventsSay() {
        // When
        Job<TestJob> job = job("traced-headers");
        Span request = requested(job);

        // Then
        List<Header> headers = read(JOBS).stream()
                .filter(record -> job.id().equals(record.key()))
                .flatMap(record -> java.util.Arrays.stream(record.headers().toArray()))
                .filter(header -> header.key().endsWith("traceparent"))
                .toList();
        assertThat(headers).extracting(Header::key).containsExactlyInAnyOrder("traceparent", "ce_traceparent");
        assertThat(headers).allSatisfy(header -> assertThat(new String(header.value(), StandardCharsets.UTF_8))
                .matches("00-" + request.getSpanContext().getTraceId() + "-[0-9a-f]{16}-01"));
    }

    @Test
    void jobCarriesNothingWhereNothingIsTraced() {
        // When
        Job<TestJob> job = job("untraced");
        Messages.await(messages.queue(job));

        // Then
        assertThat(read(JOBS).stream().filter(record -> job.id().equals(record.key())))
                .isNotEmpty()
                .allSatisfy(record ->
                        assertThat(record.headers().lastHeader("traceparent")).isNull());
    }

    private Span requested(Job<TestJob> job) {
        Span request = traces.span("POST /families", SpanKind.SERVER).startSpan();
        try (Scope scope = request.makeCurrent()) {
            Messages.await(told.queue(job));
        } finally {
            request.end();
        }
        return request;
    }

    /** {@return spans of that name and job, the first begun first} */
    private List<SpanData> named(String name, Job<?> job) {
        return spans.getFinishedSpanItems().stream()
                .filter(span -> span.getName().equals(name))
                // What another test has queued may be worked on, too.
                .filter(span -> job.id().equals(span.getAttributes().get(Traces.JOB)))
                .sorted(Comparator.comparingLong(SpanData::getStartEpochNanos))
                .toList();
    }
}
