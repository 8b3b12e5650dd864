package io.learngene.runtime.tracing;

import io.learngene.contracts.job.Job;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import org.apache.kafka.common.header.Headers;

/**
 * One delivery of a job, from its claim to its acknowledgement: a trace of its own, with a link to that of the request. What it hands on to others
 * (a further attempt, a result, jobs that follow) belongs to the request's.
 */
public final class AttemptTrace {

    private final Traces traces;
    private final Job<?> job;
    private final Context request;
    private final Span span;

    /**
     * Begins it.
     *
     * @param traces where spans go
     * @param job the job
     * @param headers headers of its record
     */
    public AttemptTrace(Traces traces, Job<?> job, Headers headers) {
        this.traces = traces;
        this.job = job;
        this.request = traces.received(headers);
        this.span = traces.span("attempt", SpanKind.CONSUMER, job)
                .setNoParent()
                .addLink(Span.fromContext(request).getSpanContext())
                .setAttribute(Traces.ATTEMPT, (long) job.attempt() + 1)
                .startSpan();
    }

    /** {@return until it is closed, what this thread does belongs to the attempt} */
    public Scope work() {
        return Context.root().with(span).makeCurrent();
    }

    /** {@return until it is closed, what this thread sends belongs to the request} */
    public Scope request() {
        return request.makeCurrent();
    }

    /**
     * Publishes a result, in the request's trace.
     *
     * @param publishing makes the result known
     * @throws Exception of the publishing
     */
    public void publish(Publishing publishing) throws Exception {
        Span published = traces.span("publish", SpanKind.INTERNAL, job)
                .setParent(request)
                .addLink(span.getSpanContext())
                .startSpan();
        Exception failure = null;
        try (Scope scope = request.with(published).makeCurrent()) {
            publishing.run();
        } catch (Exception e) {
            failure = e;
            throw e;
        } finally {
            Traces.end(published, failure);
        }
    }

    /** Makes a result known. */
    public interface Publishing {
        /** @throws Exception if that fails */
        void run() throws Exception;
    }

    /**
     * @param attempt which one it is, from 1
     */
    public void attempt(int attempt) {
        span.setAttribute(Traces.ATTEMPT, (long) attempt);
    }

    /**
     * @param decision what is done with the record: an attempt, or what needs none
     */
    public void decided(String decision) {
        span.setAttribute(Traces.DECISION, decision);
    }

    /**
     * @param name what happened, without making it a failure
     * @param reason why
     */
    public void event(String name, String reason) {
        span.addEvent(name, Attributes.of(Traces.REASON, reason));
    }

    /**
     * @param name what happened and made it a failure
     * @param reason why
     */
    public void failed(String name, String reason) {
        event(name, reason);
        span.setStatus(StatusCode.ERROR, reason);
    }

    /** Ends it. */
    public void end() {
        span.end();
    }
}
